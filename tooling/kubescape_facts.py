"""What a report of Kubescape says of its controls and resources, beside the results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import CloudPlace, GenericPlace, IacPlace, Place, Report
from .reading import elements, items, mapping, relative, shortened, text

# Of the statuses passed, failed, skipped, and the older excluded, irrelevant, warning and ignore.
FAILED = {"failed", ""}


class Facts:
    """What a report says of its controls and resources, read before its results."""

    def __init__(self, report: Report) -> None:
        self.known = False
        self.cluster = ""
        self.controls: dict[str, Mapping[str, Any]] = {}
        self._resources: dict[str, tuple[str, str, str]] = {}  # file, namespace, Kind/name
        for path, _, raw in elements(
            report,
            "clusterName",
            "summaryDetails/controls/*",
            "summaryDetails/score",
            "resources/[]",
        ):
            told = mapping(raw)
            if path == "clusterName":
                self.cluster = text(raw)
            elif path == "resources/[]":
                self._remember(told)
            else:
                self.known = True
                if told:
                    self.controls[text(told.get("controlID"))] = told

    def _remember(self, told: Mapping[str, Any]) -> None:
        source, about = mapping(told.get("source")), mapping(told.get("object"))
        file = text(source.get("relativePath")) or text(source.get("path"))
        namespace, name = _named(about)
        self._resources[text(told.get("resourceID"))] = (file, namespace, name)

    def place(self, resource_id: str, report: Report) -> Place:
        """Where the resource is: its file, else its cluster. Of one that the report does not list,
        the id tells (`apps/v1/shop/Deployment/web`)."""
        file, namespace, name = self._resources.get(resource_id, ("", "", ""))
        if not name:
            parts = resource_id.split("/")
            namespace, name = (parts[-3] if len(parts) > 2 else ""), "/".join(parts[-2:])
        if file:
            address = "/".join(filter(None, (namespace, name)))
            return IacPlace(relative(file, report).lstrip("/"), address)
        if not name:
            return GenericPlace("a resource without an id")
        return CloudPlace("kubernetes", self.cluster, namespace, name, name.partition("/")[0])

    def object(self, about: Mapping[str, Any]) -> CloudPlace | None:
        """The place of an object of version 1, None where it has no name."""
        namespace, name = _named(about)
        if not name.strip("/"):
            return None
        return CloudPlace("kubernetes", self.cluster, namespace, name, name.partition("/")[0])


def _named(about: Mapping[str, Any]) -> tuple[str, str]:
    """Namespace, and kind with name, of a Kubernetes object."""
    metadata = mapping(about.get("metadata"))
    name = text(metadata.get("name")) or text(about.get("name"))
    namespace = text(metadata.get("namespace")) or text(about.get("namespace"))
    return namespace, "/".join(filter(None, (text(about.get("kind")), name)))


def status_of(control: Mapping[str, Any]) -> str:
    """passed, failed, skipped …; before 2.1 only the rules have one."""
    status = control.get("status")
    told = text(mapping(status).get("status")) or text(status)
    if told or not items(control.get("rules")):
        return told.lower()
    rules = [mapping(one) for one in items(control.get("rules"))]
    failing = [one for one in rules if text(one.get("status")).lower() in FAILED]
    return "failed" if any(not one.get("exception") for one in failing) else "passed"


def word_of(score: Any) -> str:
    """Kubescape's word for a score from 0 to 10."""
    try:
        value = float(text(score))
    except ValueError:
        return ""
    words = ((9, "Critical"), (7, "High"), (4, "Medium"), (1, "Low"))
    return next((word for least, word in words if value >= least), "Unknown")


def value_of(fix: Mapping[str, Any]) -> str:
    return text(fix.get("value")) or shortened(str(fix.get("value")), 200)

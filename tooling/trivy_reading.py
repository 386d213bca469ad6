"""How far into one of Trivy's reports a reader is: its head, the result that is open, counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from . import trivy_operator
from .base import Examined, Problem, Record, Rejected, Report, Tool
from .reading import items, lines, mapping, nothing_examined, number, record, text
from .trivy_records import LISTS, PASSED, Where, finding, records

# A line of stderr: time, level, words.
LEVEL = re.compile(r"^\S+\s+(ERROR|WARN|INFO)\s+(.+)$")
LISTED_FILES = re.compile(r"Number of (?:language-specific|PM dependency) files(?:: |\s+num=)(\d+)")
NO_LISTS = "it has no lock file or list of packages that Trivy knows: none was checked"


class Reading:
    """One report as it is read: what its head told, and the result that is open."""

    def __init__(self, tool: Tool, report: Report) -> None:
        self.tool, self.report = tool, report
        self.head: dict[str, Any] = {}
        self.targets = 0
        self.checks = 0
        self.packages = 0
        self.listed = False
        self._open = ""
        self._told: dict[str, str] = {}
        self._waiting: list[tuple[str, str, Any]] = []

    @property
    def known(self) -> bool:
        keys = {"SchemaVersion", "ArtifactName", "ClusterName"} & set(self.head)
        of_cluster = text(self.head.get("kind")).endswith("List")  # of kubectl, maybe empty
        return bool(self.targets or self.listed or keys or of_cluster)

    def part(self, what: str, position: str, raw: Any) -> Iterator[Record]:
        """A part of one of Results[]. Records wait where they stand before their Target."""
        result = position.partition("]")[0]
        if result != self._open:
            yield from self._close()
            self._open = result
            self.targets += 1
        if what in ("Target", "Class", "Type"):
            self._told[what] = text(raw)
        elif what == "MisconfSummary":
            self.checks += sum(number(count) or 0 for count in mapping(raw).values())
        elif what == "Packages/[]/Name":
            self.packages += 1
        else:
            self._waiting.append((what.removesuffix("/[]"), position, raw))
        if "Target" in self._told and self._waiting:
            yield from self._flush()

    def _flush(self) -> Iterator[Record]:
        where = self._where(self._told)
        for what, position, raw in self._waiting:
            status = text(mapping(raw).get("Status")) if what == "Misconfigurations" else ""
            if status.upper() not in PASSED:
                yield from record(
                    self.tool, position, raw, finding, what, where, self.report, self.tool.severity
                )
        self._waiting.clear()

    def _close(self) -> Iterator[Record]:
        yield from self._flush()
        self._told = {}

    def _where(self, told: Mapping[str, Any], **workload: str) -> Where:
        return Where(
            target=text(told.get("Target")),
            family=text(told.get("Class")),
            type=text(told.get("Type")),
            artifact=text(self.head.get("ArtifactName")),
            **workload,
        )

    def result(self, position: str, raw: Any, where: Where) -> Iterator[Record]:
        """One of the results that is given whole: of schema 1, or of a workload."""
        told = mapping(raw)
        if not told or not ({"Target", "Class", *LISTS} & set(told)):
            yield Rejected(position, "it is no result of Trivy")
            return
        self.targets += 1
        place = self._where(
            told, cluster=where.cluster, namespace=where.namespace, workload=where.workload
        )
        for what, index, one in records(told):
            at = f"{position}.{what}[{index}]"
            yield from record(
                self.tool, at, one, finding, what, place, self.report, self.tool.severity
            )

    def workload(self, position: str, raw: Any) -> Iterator[Record]:
        """A workload of `trivy k8s`, with results of its own."""
        self.listed, told = True, mapping(raw)
        kind, name = text(told.get("Kind")), text(told.get("Name"))
        if error := text(told.get("Error"), 500):
            yield Problem(f"{kind}/{name}: {error}")
        elif not told:
            yield Rejected(position, "it is no workload")
        where = Where(
            cluster=text(self.head.get("ClusterName")),
            namespace=text(told.get("Namespace")),
            workload=f"{kind}/{name}",
        )
        for index, result in enumerate(items(told.get("Results"))):
            yield from self.result(f"{position}.Results[{index}]", result, where)

    def resource(self, position: str, raw: Mapping[str, Any]) -> Iterator[Record]:
        """One of the operator's resources."""
        self.listed = True
        self.checks += trivy_operator.examined(raw)
        self.targets += 1
        for what, at, one, where in trivy_operator.records(raw):
            at = f"{position}.{at}".removeprefix(".")
            yield from record(
                self.tool, at, one, finding, what, where, self.report, self.tool.severity
            )

    def control(self, position: str, raw: Any) -> Iterator[Record]:
        """A control of a compliance report's summary; one without failures has passed."""
        self.listed, told = True, mapping(raw)
        self.targets += 1
        if not told or number(told.get("TotalFail")):
            made = trivy_operator.control(
                told.get("ID"), told.get("Name"), told.get("Severity"), told.get("TotalFail")
            )
            yield from record(
                self.tool,
                position,
                made if told else raw,
                finding,
                "Misconfigurations",
                Where(artifact="the whole target"),
                self.report,
                self.tool.severity,
            )

    def end(self) -> Iterator[Record]:
        """What is left when the report ends, and what it looked at."""
        yield from self._close()
        if trivy_operator.is_report(self.head):
            yield from self.resource("", self.head)
        yield Examined("targets", self.targets)
        counts = {"packages": self.packages, "checks": self.checks}
        yield from (Examined(what, count) for what, count in counts.items() if count)


def logged(report: Report, targets: int) -> Iterator[Record]:
    """What stderr tells beside the report: errors, and that the files were searched for secrets."""
    secrets = listed = 0
    none_listed = False
    for line in lines(report.stderr):
        found = LEVEL.search(line)
        if found and found[1] == "ERROR":
            yield Problem(" ".join(found[2].split()))
        secrets += "Secret scanning is enabled" in line
        if count := LISTED_FILES.search(line):
            listed += int(count[1])
            none_listed = not listed
    if secrets:
        yield Examined("searches for secrets", 1)
    if none_listed and not targets:
        yield Problem(NO_LISTS)
    if not targets and not secrets:
        yield nothing_examined("nothing in it is of a kind that Trivy knows")

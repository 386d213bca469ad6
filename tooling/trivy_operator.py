"""What the Trivy operator keeps in a cluster (`kubectl get vulnerabilityreports -o json`).

Shapes: pkg/apis/aquasecurity/v1alpha1 of trivy-operator. Each record becomes one of Trivy's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .reading import items, mapping, number, text, texts
from .trivy_records import Where

GROUP = "aquasecurity.github.io/"
# Keys of an object that holds a list for each kind of report.
PLURALS = tuple(
    f"{name}reports.{GROUP.rstrip('/')}"
    for name in (
        *("vulnerability", "clustervulnerability", "imagevulnerability", "exposedsecret"),
        *("configaudit", "clusterconfigaudit", "rbacassessment", "clusterrbacassessment"),
        *("infraassessment", "clusterinfraassessment", "clustercompliance"),
        *("sbom", "clustersbom"),  # these list packages only
    )
)
_LABEL = "trivy-operator.resource."
_OLD_LABEL = "starboard.resource."


def is_report(raw: Any) -> bool:
    """Whether `raw` is one of the operator's reports."""
    return text(mapping(raw).get("apiVersion")).startswith(GROUP)


def records(raw: Mapping[str, Any]) -> Iterator[tuple[str, str, Any, Where]]:
    """What a report lists, as (list of Trivy's own report, position, record, where)."""
    report, metadata = mapping(raw.get("report")), mapping(raw.get("metadata"))
    labels, artifact = mapping(metadata.get("labels")), mapping(report.get("artifact"))

    def label(name: str) -> str:
        return text(labels.get(_LABEL + name)) or text(labels.get(_OLD_LABEL + name))

    named = (label("kind"), label("name"))
    image = ":".join(texts([artifact.get("repository"), artifact.get("tag")]))
    if server := text(mapping(report.get("registry")).get("server")):
        image = f"{server}/{image}" if image else ""
    namespace = label("namespace") or text(metadata.get("namespace"))
    own = f"{text(raw.get('kind'))}/{text(metadata.get('name'))}"
    workload = "/".join(named) if all(named) else own
    for index, one in enumerate(items(report.get("vulnerabilities"))):
        told = mapping(one)
        where = Where(
            target=image or text(told.get("target")),
            family=text(told.get("class")),
            type=text(told.get("packageType")),
            artifact=image,
            namespace=namespace,
            workload=workload,
        )
        made = _vulnerability(told) if told else one
        yield "Vulnerabilities", f"report.vulnerabilities[{index}]", made, where
    where = Where(target=image, artifact=image, namespace=namespace, workload=workload)
    for index, one in enumerate(items(report.get("checks"))):
        told = mapping(one)
        if told.get("success") is not True:
            made = _check(told) if told else one
            yield "Misconfigurations", f"report.checks[{index}]", made, where
    for index, one in enumerate(items(report.get("secrets"))):
        told = mapping(one)
        place = Where(
            target=text(told.get("target")) or image,
            artifact=image,
            namespace=namespace,
            workload=workload,
        )
        yield "Secrets", f"report.secrets[{index}]", _secret(told) if told else one, place
    yield from _compliance(raw, where)


def _compliance(raw: Mapping[str, Any], where: Where) -> Iterator[tuple[str, str, Any, Where]]:
    """ClusterComplianceReport: controls with failures, or in the whole report each failed check."""
    status = mapping(raw.get("status"))
    controls = items(mapping(mapping(raw.get("spec")).get("compliance")).get("controls"))
    described = {text(one.get("id")): one.get("description") for one in map(mapping, controls)}
    for index, one in enumerate(items(mapping(status.get("summaryReport")).get("controlCheck"))):
        told = mapping(one)
        if number(told.get("totalFail")):
            made = control(
                told.get("id"), told.get("name"), told.get("severity"), told.get("totalFail")
            )
            made["Description"] = described.get(text(told.get("id")))
            position = f"status.summaryReport.controlCheck[{index}]"
            yield "Misconfigurations", position, made, where
    for index, group in enumerate(items(mapping(status.get("detailReport")).get("results"))):
        of_all = mapping(group).get("severity")
        for place, one in enumerate(items(mapping(group).get("checks"))):
            told = mapping(one)
            if told.get("success") is not True:
                word = text(told.get("severity")) or of_all
                made = _check({**told, "severity": word}) if told else one
                position = f"status.detailReport.results[{index}].checks[{place}]"
                yield "Misconfigurations", position, made, where


def control(number_: Any, name: Any, severity: Any, failures: Any) -> dict[str, Any]:
    """A control of a benchmark, of which only the number of failed checks is told."""
    return {
        "ID": number_,
        "Title": name,
        "Severity": severity,
        "Message": f"{number(failures)} checks failed",
    }


def examined(raw: Mapping[str, Any]) -> int:
    """What a report says that it counted: vulnerabilities, checks, secrets, and those passed."""
    summaries = (
        mapping(mapping(raw.get("report")).get("summary")),
        mapping(mapping(raw.get("status")).get("summary")),
    )
    return sum(number(count) or 0 for summary in summaries for count in summary.values())


def _vulnerability(told: Mapping[str, Any]) -> dict[str, Any]:
    cvss = mapping(told.get("cvss"))
    rater = text(told.get("cvsssource"))
    if told.get("score") is not None:
        rater = rater or "operator"
        cvss = {rater: {"V3Score": told.get("score")}, **cvss}
    return {
        "VulnerabilityID": told.get("vulnerabilityID"),
        "PkgName": told.get("resource"),
        "PkgPath": told.get("pkgPath") or told.get("packagePath"),
        "PkgIdentifier": {"PURL": told.get("packagePURL")},
        "InstalledVersion": told.get("installedVersion"),
        "FixedVersion": told.get("fixedVersion"),
        "Severity": told.get("severity"),
        "SeveritySource": rater,
        "Title": told.get("title"),
        "Description": told.get("description"),
        "PrimaryURL": told.get("primaryLink"),
        "References": told.get("links"),
        "PublishedDate": told.get("publishedDate"),
        "CVSS": cvss,
    }


def _check(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "ID": told.get("checkID"),
        "Title": told.get("title"),
        "Description": told.get("description"),
        "Message": "\n".join(texts(told.get("messages"))),
        "Resolution": told.get("remediation"),
        "Severity": told.get("severity"),
        "CauseMetadata": {"Service": told.get("category")},
    }


def _secret(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "RuleID": told.get("ruleID"),
        "Title": told.get("title"),
        "Category": told.get("category"),
        "Severity": told.get("severity"),
        "Match": told.get("match"),
    }

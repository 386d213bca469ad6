"""Kubescape: Kubernetes clusters and manifests against the controls of NSA, MITRE and others."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tooling.base import (
    Command,
    Examined,
    ExitMeaning,
    GenericPlace,
    Job,
    Option,
    Outcome,
    ParsedFinding,
    Pattern,
    Place,
    Problem,
    Progress,
    Record,
    Rejected,
    Report,
    Sample,
    Tool,
    UnreadableReport,
)
from tooling.kubescape_facts import FAILED, Facts, status_of, value_of, word_of
from tooling.reading import (
    Malformed,
    elements,
    items,
    lines,
    mapping,
    nothing_examined,
    record,
    text,
    texts,
)

NAMES = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$"
NAMESPACES = {
    "type": "array",
    "items": {"type": "string", "pattern": r"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},
    "minItems": 1,
    "maxItems": 50,
    "uniqueItems": True,
    "examples": [["shop", "payments"]],
}
LOGGED = re.compile(r'"level":"(?P<level>\w+)".*?"msg":"(?P<words>(?:[^"\\]|\\.)*)"')
BRACKETED = re.compile(r"^\s*\[(?P<level>\w+)\]\s+(?P<words>.+)$")
OLD = ("frameworks/[]/controlReports/[]", "[]/controlReports/[]", "controlReports/[]")


class Kubescape(Tool):
    name = "kubescape"
    title = "Kubescape"
    binary = "kubescape"
    homepage = "https://kubescape.io/"
    install_hint = "install Kubescape from https://github.com/kubescape/kubescape/releases"
    accepts = frozenset({"repository", "iac", "cloud_account"})
    image = "quay.io/kubescape/kubescape-cli:v3.0.34"
    limits = {"memory_bytes": 3_000_000_000}  # it holds all objects of a cluster
    origin = "documentation"
    options = (
        Option(
            "frameworks",
            {
                "type": "array",
                "items": {"type": "string", "pattern": NAMES},
                "minItems": 1,
                "maxItems": 20,
                "uniqueItems": True,
                "examples": [["nsa", "mitre"]],
            },
            "Check these frameworks, such as nsa, mitre, cis-v1.23-t1.0.1. Default all controls.",
            selects=True,
        ),
        Option(
            "include_namespaces",
            NAMESPACES,
            "Look at these namespaces of a cluster only.",
            selects=True,
        ),
        Option(
            "exclude_namespaces",
            NAMESPACES,
            "Namespaces of a cluster that are not looked at.",
            selects=True,
        ),
    )
    exit_codes = {0: ExitMeaning.OK, 1: ExitMeaning.CRASHED}
    exit_codes_source = (
        "docs/cli-reference.md of kubescape/kubescape: failed controls end with 0 unless a "
        "threshold is given, each error with 1"
    )
    patterns = (
        Pattern(
            re.compile(
                r"failed connecting to Kubernetes cluster|no configuration has been provided"
                r"|asked for the client to provide credentials|Unauthorized"
            ),
            Outcome.AUTH_FAILED,
        ),
        Pattern(re.compile(r"is forbidden: User"), Outcome.PERMISSION_DENIED),
        Pattern(re.compile(r"\bfatal\b.*(?:dial tcp|connection refused)"), Outcome.NETWORK),
        Pattern(  # the controls are neither in the cache nor to be had
            re.compile(r"\bfatal\b.*\.kubescape/|failed to get policies from github release"),
            Outcome.NETWORK,
        ),
        Pattern(
            re.compile(r"unknown flag|unknown command|no such file or directory"),
            Outcome.BAD_ARGUMENTS,
        ),
    )
    # ControlSeverityToString of opa-utils/reporthandling/apis/severity.go: see `word_of`.
    severities = {
        "critical": "critical",
        "high": "high",
        "medium": "medium",
        "low": "low",
        "unknown": "info",
    }
    version_arguments = ("version",)
    version_environment = {"KS_SKIP_UPDATE_CHECK": "true"}
    version_pattern = re.compile(r"v(\d+\.\d+\.\d+)")

    def takes(self, kind: str, locator: str) -> bool:
        """Of the clouds only a Kubernetes cluster, `kubernetes` or `kubernetes:<context>`."""
        cluster = kind != "cloud_account" or locator.partition(":")[0] == "kubernetes"
        return super().takes(kind, locator) and cluster

    def command(self, job: Job) -> Command:
        """`--keep-local`, or it sends the results to its makers' service."""
        chosen = job.options
        arguments = ["scan", "framework", ",".join(chosen.get("frameworks", ("allcontrols",)))]
        if job.target_kind == "cloud_account":
            if context := job.locator.partition(":")[2]:
                arguments += ["--kube-context", context]
        else:
            arguments.append(job.locator)
        for name in ("include_namespaces", "exclude_namespaces"):
            if name in chosen:
                arguments += [f"--{name.replace('_', '-')}", ",".join(chosen[name])]
        arguments += ["--format", "json", "--output", str(job.work / "report.json")]
        arguments += ["--keep-local", "--logger", "info"]
        return Command(arguments, environment={"KS_SKIP_UPDATE_CHECK": "true"})

    def progress(self, line: str) -> Progress | None:
        """`{"level":"info","ts":…,"msg":"Accessing Kubernetes objects"}`, or `[info] Accessing…`"""
        level, words = _logged(line)
        return Progress(None, words[:160]) if level in ("info", "progress") and words else None

    def recognise(self, sample: Sample) -> str | None:
        if sample.has("summaryDetails") and (
            sample.has("customerGUID") or sample.has("results/[]/resourceID")
        ):
            return "it has summaryDetails with the results of each resource"
        if any(sample.has(path.removesuffix("/[]").removeprefix("[]/")) for path in OLD):
            return "it has controlReports, as version 1 of Kubescape"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """Version 2, in which a resource's results stand before what the resource is: the file is
        read twice, and holds the name and file of each resource in memory. Version 1 by controls.
        """
        facts = Facts(report)
        controls: set[str] = set()
        resources = old = 0
        for path, position, raw in elements(report, "results/[]", *OLD):
            if path == "results/[]":
                resources += 1
                yield from self._result(raw, position, facts, controls, report)
            else:
                old += 1
                controls.add(text(mapping(raw).get("controlID")) or position)
                yield from self._old_control(raw, position, facts, report)
        if not (resources or old or facts.known):
            raise UnreadableReport("it is not a report of Kubescape", "the end")
        for line in lines(report.stderr):
            level, words = _logged(line)
            if level in ("error", "fatal"):
                yield Problem(words)
        if resources:
            yield Examined("resources", resources)
        yield Examined("controls", len(controls - {""}))
        if not controls:
            yield nothing_examined("there was no Kubernetes object that a control is about")

    def _result(
        self, raw: Any, position: str, facts: Facts, controls: set[str], report: Report
    ) -> Iterator[Record]:
        told = mapping(raw)
        if not told:
            yield Rejected(position, "it is no result of a resource")
        place = facts.place(text(told.get("resourceID")), report)
        for index, control in enumerate(items(told.get("controls"))):
            status = status_of(mapping(control))
            if status in ("passed", "failed", "error", ""):
                controls.add(text(mapping(control).get("controlID")))
            if status == "error":
                name = text(mapping(control).get("name"))
                yield Problem(f"{name} could not be checked on {text(told.get('resourceID'))}")
            if status in FAILED:
                at = f"{position}.controls[{index}]"
                yield from record(self, at, control, self._finding, place, facts)

    def _finding(self, raw: Mapping[str, Any], place: Place, facts: Facts) -> ParsedFinding:
        rule, title = text(raw.get("controlID")), text(raw.get("name"))
        if not rule and not title:
            raise Malformed("controlID and name are missing")
        summary = facts.controls.get(rule, {})
        word = text(raw.get("severity")) or text(summary.get("severity"))
        word = word or word_of(summary.get("scoreFactor"))
        category = mapping(summary.get("category"))
        below = mapping(category.get("subCategory"))
        rules = [mapping(rule) for rule in items(raw.get("rules"))]
        paths = [mapping(one) for rule in rules for one in items(rule.get("paths"))]
        fixes = [mapping(one.get("fixPath")) for one in paths]
        wrong = texts([one.get(k) for one in paths for k in ("failedPath", "reviewPath")])
        where = f"It fails at {', '.join(wrong[:20])}." if wrong else ""
        remedies = [f"Remove {text(p.get('deletePath'))}." for p in paths if p.get("deletePath")]
        remedies += [f"Set {text(f.get('path'))} to {value_of(f)}." for f in fixes if f.get("path")]
        remedies += texts([one.get("fixCommand") for one in paths])
        return ParsedFinding(
            rule_id=rule or title,
            title=title or text(summary.get("name")) or rule,
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=place,
            description="\n".join(texts([summary.get("description"), where])),
            remediation="\n".join(texts([summary.get("mitigation"), *remedies])),
            tags=texts([category.get("name"), below.get("name"), "kubernetes"]),
            evidence={
                "rules": list(texts([rule.get("name") for rule in rules])),
                "paths": list(wrong),
                "sub_status": text(mapping(raw.get("status")).get("subStatus")),
            },
        )

    def _old_control(
        self, raw: Any, position: str, facts: Facts, report: Report
    ) -> Iterator[Record]:
        control = mapping(raw)
        if not control:
            yield Rejected(position, "it is no control")
        for number, rule in enumerate(items(control.get("ruleReports"))):
            ran = mapping(mapping(rule).get("ruleStatus"))
            if text(ran.get("status")) == "failed" and text(ran.get("message")):
                yield Problem(f"{text(mapping(rule).get('name'))}: {text(ran.get('message'), 500)}")
            for index, response in enumerate(items(mapping(rule).get("ruleResponses"))):
                told = mapping(response)
                if text(told.get("ruleStatus")).lower() in FAILED and not told.get("exception"):
                    at = f"{position}.ruleReports[{number}].ruleResponses[{index}]"
                    yield from record(self, at, response, self._old_finding, control, facts, report)

    def _old_finding(
        self, raw: Mapping[str, Any], control: Mapping[str, Any], facts: Facts, report: Report
    ) -> ParsedFinding:
        rule = text(control.get("controlID")) or text(control.get("id"))
        title, message = text(control.get("name")), text(raw.get("alertMessage"))
        if not rule and not title:
            raise Malformed("controlID and name are missing")
        alert = mapping(raw.get("alertObject"))
        found = [mapping(one) for one in items(alert.get("k8sApiObjects"))]
        about = found[0] if found else mapping(alert.get("externalObjects"))
        word = word_of(control.get("baseScore"))
        fixes = [mapping(one) for one in items(raw.get("fixPaths"))]
        remedies = [f"Set {text(f.get('path'))} to {value_of(f)}." for f in fixes if f.get("path")]
        return ParsedFinding(
            rule_id=rule or title,
            title=title or rule,
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=facts.object(about) or GenericPlace(message or title or rule),
            description="\n".join(texts([control.get("description"), message])),
            remediation="\n".join(texts([control.get("remediation"), *remedies])),
            tags=("kubernetes",),
            evidence={"paths": list(texts(raw.get("failedPaths"))), "message": message},
        )


def _logged(line: str) -> tuple[str, str]:
    found = LOGGED.search(line) or BRACKETED.search(line)
    return (found["level"], found["words"].strip()) if found else ("", "")

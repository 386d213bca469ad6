"""Trivy: vulnerable packages, misconfiguration, secrets and licenses of folders and images."""

import re
from collections.abc import Iterator

from tooling import trivy_operator
from tooling.base import (
    Command,
    ExitMeaning,
    Job,
    Option,
    Outcome,
    Pattern,
    Progress,
    Record,
    Rejected,
    Report,
    Sample,
    Tool,
    UnreadableReport,
)
from tooling.reading import (
    elements,
)
from tooling.trivy_reading import LEVEL, Reading, logged
from tooling.trivy_records import LISTS, Where

OF_OPERATOR = ("apiVersion", "kind", "metadata", "report", "spec", "status")
COUNTED = ("Packages/[]/Name", "MisconfSummary")
OF_COMPLIANCE = ("Results/[]/Results/[]", "SummaryControls/[]")  # of `trivy --compliance`
RESOURCES = ("Resources/[]", "Findings/[]", "Vulnerabilities/[]", "Misconfigurations/[]")
GLOBS = {
    "type": "array",
    "items": {"type": "string", "pattern": r"^[^-,\x00-\x1f][^,\x00-\x1f]{0,199}$"},
    "minItems": 1,
    "maxItems": 50,
    "uniqueItems": True,
    "examples": [["tests", "**/node_modules"]],
}


class Trivy(Tool):
    name = "trivy"
    title = "Trivy"
    binary = "trivy"
    homepage = "https://trivy.dev/"
    install_hint = "install Trivy from https://github.com/aquasecurity/trivy/releases"
    accepts = frozenset({"repository", "iac", "image"})
    image = "docker.io/aquasec/trivy:0.65.0"
    limits = {"memory_bytes": 4_000_000_000}  # layers of an image are unpacked in memory
    origin = "documentation"
    options = (
        Option(
            "scanners",
            {
                "type": "array",
                "items": {"type": "string", "enum": ["vuln", "misconfig", "secret", "license"]},
                "minItems": 1,
                "uniqueItems": True,
            },
            "What to look for. Default: vuln and secret; of infrastructure code always misconfig.",
            selects=True,
        ),
        Option(
            "severities",
            {
                "type": "array",
                "items": {
                    "type": "string",
                    "enum": ["critical", "high", "medium", "low", "unknown"],
                },
                "minItems": 1,
                "uniqueItems": True,
            },
            "Report these severities only.",
            selects=True,
        ),
        Option(
            "ignore_unfixed",
            {"type": "boolean"},
            "Leave out vulnerabilities for which there is no fixed version.",
            selects=True,
        ),
        Option("skip_dirs", GLOBS, "Folders and globs that are not looked at.", selects=True),
        Option("skip_files", GLOBS, "Files and globs that are not looked at.", selects=True),
        Option(
            "offline",
            {"type": "boolean"},
            "Fetch nothing: the databases must be in the cache, checks are those built in.",
        ),
    )
    exit_codes = {0: ExitMeaning.OK, 1: ExitMeaning.CRASHED}
    exit_codes_source = (
        "https://trivy.dev/latest/docs/configuration/others/#exit-code: findings end with 0 "
        "unless --exit-code is given, each error with 1"
    )
    patterns = (
        Pattern(
            re.compile(r"UNAUTHORIZED: |DENIED: |unauthorized: |: 401 Unauthorized"),
            Outcome.AUTH_FAILED,
        ),
        Pattern(re.compile(r"TOOMANYREQUESTS"), Outcome.THROTTLED),
        Pattern(
            re.compile(
                r"FATAL.+(?:cannot be specified (?:on the first run|with the old DB schema))"
            ),
            Outcome.BAD_ARGUMENTS,
        ),
        Pattern(
            re.compile(
                r"FATAL.+failed to download|(?:FATAL|remote error: ).+"
                r"(?:dial tcp|i/o timeout|no such host|connection refused)"
            ),
            Outcome.NETWORK,
        ),
        Pattern(re.compile(r"FATAL.+context deadline exceeded"), Outcome.TIMED_OUT),
        Pattern(
            re.compile(
                r"MANIFEST_UNKNOWN|NAME_UNKNOWN|FATAL.+unable to find the specified image"
                r"|FATAL.+no such file or directory|(?:FATAL|^Error:).+(?:unknown|invalid) "
            ),
            Outcome.BAD_ARGUMENTS,
        ),
        Pattern(re.compile(r"FATAL\s+(.+)"), Outcome.CRASHED),
        Pattern(
            re.compile(
                r"WARN.+(?:no longer supported by the distribution"
                r"|vulnerability detection may be insufficient)"
            ),
            Outcome.FINDINGS_WITH_ERRORS,
        ),
    )
    severities = {
        "critical": "critical",
        "high": "high",
        "medium": "medium",
        "low": "low",
        "negligible": "info",
        "unknown": "info",
        "none": "info",
    }
    version_pattern = re.compile(r"^Version: v?(\d+\.\d+\.\d+)", re.MULTILINE)

    def command(self, job: Job) -> Command:
        """Started in the run's folder: `trivy.yaml`, `.trivyignore` and `trivy-secret.yaml` are
        read from the working folder, and those of the target must choose nothing.

        `--list-all-pkgs`, since packages without a vulnerability tell what was looked at.
        """
        chosen = job.options
        verb = {"repository": "fs", "iac": "config", "image": "image"}[job.target_kind]
        arguments = [verb, "--format", "json", "--output", str(job.work / "report.json")]
        arguments += ["--timeout", f"{job.timeout_seconds}s", "--exit-code", "0"]
        if verb != "config":
            arguments += ["--no-progress", "--list-all-pkgs"]
            arguments += ["--scanners", ",".join(chosen.get("scanners", ("vuln", "secret")))]
            if chosen.get("ignore_unfixed"):
                arguments.append("--ignore-unfixed")
        if "severities" in chosen:
            arguments += ["--severity", ",".join(word.upper() for word in chosen["severities"])]
        for name in ("skip_dirs", "skip_files"):
            for glob in chosen.get(name, ()):
                arguments.append(f"--{name.replace('_', '-')}={glob}")
        if chosen.get("offline"):
            arguments.append("--skip-check-update")
            if verb != "config":
                arguments += ["--offline-scan", "--skip-db-update", "--skip-java-db-update"]
        environment = {
            "TRIVY_DISABLE_TELEMETRY": "true",
            "TRIVY_SKIP_VERSION_CHECK": "true",
            "NO_COLOR": "1",
        }
        return Command([*arguments, "--", job.locator], environment=environment)

    def progress(self, line: str) -> Progress | None:
        """The words of a line of level INFO: Trivy tells no per cent where there is no terminal."""
        found = LEVEL.search(line)
        if found is None or found[1] != "INFO":
            return None
        return Progress(None, " ".join(found[2].split())[:160])

    def recognise(self, sample: Sample) -> str | None:
        if sample.has("SchemaVersion", "ArtifactName") and "runs" not in sample.values:
            return "it has SchemaVersion and ArtifactName, as schema 2 of Trivy"
        if sample.has("Target", "Vulnerabilities") or sample.has("Target", "Misconfigurations"):
            return "it is a list of Target with Vulnerabilities, as schema 1 of Trivy"
        if any(sample.has("Results/[]/Target", f"Results/[]/{name}") for name in ("Class", *LISTS)):
            return "it has Results[] with Target and Class"
        if sample.has("SummaryControls") or sample.has("Results/[]/Results/[]/Misconfigurations"):
            return "it has controls with the results of each, as `trivy --compliance`"
        if sample.has("ClusterName") and any(
            sample.has(part.partition("/")[0]) for part in RESOURCES
        ):
            return "it has ClusterName with Resources, Findings, Vulnerabilities, as `trivy k8s`"
        if any(sample.has(name) for name in trivy_operator.PLURALS):
            return "its keys are the Trivy operator's kinds of reports"
        for path in ("apiVersion", "items/[]/apiVersion"):
            if sample.value(path).startswith(trivy_operator.GROUP):
                return f"its {path} is {sample.value(path)}, the Trivy operator's"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """Schemas 1 and 2, `trivy k8s`, and the operator's resources, single or in a list."""
        reading = Reading(self, report)
        head = ("SchemaVersion", "ArtifactName", "ClusterName", *OF_OPERATOR)
        lists = ("items/[]", *(f"{name}/[]" for name in trivy_operator.PLURALS))
        inside = ("Target", "Class", "Type", *(f"{name}/[]" for name in LISTS), *COUNTED)
        wanted = (*head, *lists, "[]", *RESOURCES, *OF_COMPLIANCE)
        for path, position, raw in elements(
            report, *wanted, *(f"Results/[]/{part}" for part in inside)
        ):
            if path.startswith("Results/") and path not in OF_COMPLIANCE:
                yield from reading.part(path.removeprefix("Results/[]/"), position, raw)
            elif path in head:
                reading.head[path] = raw
            elif path in ("[]", *lists) and trivy_operator.is_report(raw):
                yield from reading.resource(position, raw)
            elif path == "SummaryControls/[]":
                yield from reading.control(position, raw)
            elif path in ("[]", *OF_COMPLIANCE):
                yield from reading.result(position, raw, Where())
            elif path in RESOURCES:
                yield from reading.workload(position, raw)
            else:
                yield Rejected(position, "it is no report of the Trivy operator")
        yield from reading.end()
        if not reading.known:
            raise UnreadableReport("it is not a report of Trivy", "the end")
        yield from logged(report, reading.targets)

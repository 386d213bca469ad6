"""Checkov: misconfiguration in Terraform, Kubernetes, Dockerfiles and their like."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tooling.base import (
    Command,
    Examined,
    ExitMeaning,
    GenericPlace,
    IacPlace,
    Job,
    Option,
    Outcome,
    PackagePlace,
    ParsedFinding,
    Pattern,
    Place,
    Problem,
    Record,
    Report,
    Sample,
    SecretPlace,
    Tool,
    UnreadableReport,
)
from tooling.formats.packages import package_url
from tooling.reading import (
    Malformed,
    cves,
    cwes,
    elements,
    items,
    lines,
    mapping,
    nothing_examined,
    number,
    record,
    relative,
    source,
    text,
    texts,
)

FRAMEWORKS = """ansible argo_workflows arm azure_pipelines bicep bitbucket_pipelines
circleci_pipelines cloudformation dockerfile github_actions gitlab_ci helm json kubernetes
kustomize openapi secrets serverless terraform terraform_json terraform_plan yaml""".split()
CHECK_IDS = {
    "type": "array",
    "items": {"type": "string", "pattern": "^CKV[A-Z0-9]*_[A-Z0-9_]{1,60}$"},
    "minItems": 1,
    "maxItems": 200,
    "uniqueItems": True,
    "examples": [["CKV_AWS_20", "CKV2_K8S_6"]],
}
ERROR_LINE = re.compile(r"\[ERROR\]\s+(.+)")


class Checkov(Tool):
    name = "checkov"
    title = "Checkov"
    binary = "checkov"
    environment = "code"
    homepage = "https://www.checkov.io/"
    install_hint = "python3 -m tooling.environments install code"
    accepts = frozenset({"iac", "repository"})
    image = "docker.io/bridgecrew/checkov:3.3.30"
    limits = {"memory_bytes": 3_000_000_000}  # 180 MB a process, and up to 23 of them
    options = (
        Option(
            "frameworks",
            {
                "type": "array",
                "items": {"type": "string", "enum": FRAMEWORKS},
                "minItems": 1,
                "uniqueItems": True,
            },
            "Check these kinds of files only. Default: all that need no network.",
            selects=True,
        ),
        Option("checks", CHECK_IDS, "Run only these checks.", selects=True),
        Option("skip_checks", CHECK_IDS, "Leave these checks out.", selects=True),
        Option(
            "skip_paths",
            {
                "type": "array",
                "items": {
                    "type": "string",
                    "pattern": r"^[^-\x00-\x1f][^\x00-\x1f]{0,199}$",
                    "format": "regex",
                },
                "minItems": 1,
                "maxItems": 50,
                "uniqueItems": True,
                "examples": [["modules/old"]],
            },
            "Regular expressions; paths that match one are not looked at.",
            selects=True,
        ),
    )
    exit_codes = {
        0: ExitMeaning.OK,  # also where the path is missing and where files do not parse
        1: ExitMeaning.FINDINGS,
        2: ExitMeaning.BAD_ARGUMENTS,
    }
    exit_codes_source = "recorded with 3.3.30; https://www.checkov.io/2.Basics/Hard and soft fail"
    patterns = (
        Pattern(
            re.compile(r"(Directory|File) .+ does not exist; skipping it"), Outcome.BAD_ARGUMENTS
        ),
    )
    # Words come with a platform key only. Without one severity is null, which counts as medium
    # (as in DefectDojo's parser); the finding keeps an empty tool_severity.
    severities = {
        "critical": "critical",
        "high": "high",
        "important": "high",  # of packages of a system
        "medium": "medium",
        "moderate": "medium",
        "low": "low",
        "negligible": "info",
        "info": "info",
        "none": "info",
    }
    version_pattern = re.compile(r"^(\d+\.\d+\.\d+)\s*$", re.MULTILINE)

    def command(self, job: Job) -> Command:
        """`--directory=`, since `-d` makes checkov obey a `.checkov.yaml` of the target, which
        can skip every check. Not `--quiet`, which hides the names of files that do not parse.
        """
        chosen = job.options
        arguments = [f"--directory={job.locator}", "-o", "cli", "-o", "json"]
        arguments += ["--output-file-path", f"console,{job.work / 'report.json'}"]
        arguments += ["--compact", "--skip-download"]
        arguments += ["--framework=" + ",".join(chosen.get("frameworks", FRAMEWORKS))]
        for name, flag in (("checks", "--check"), ("skip_checks", "--skip-check")):
            if name in chosen:
                arguments.append(f"{flag}={','.join(chosen[name])}")
        arguments += [f"--skip-path={path}" for path in chosen.get("skip_paths", ())]
        # Threads: the same findings, in less time and a quarter of the memory of 23 processes.
        return Command(arguments, environment={"CHECKOV_PARALLELIZATION_TYPE": "thread"})

    def recognise(self, sample: Sample) -> str | None:
        if sample.has("results/failed_checks") or sample.has("check_type", "results"):
            return "it has check_type and results.failed_checks"
        if sample.has("passed", "failed", "skipped", "checkov_version"):
            return "it counts passed, failed and skipped, and has checkov_version"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        framework, checks, unnamed, known = "", 0, 0, False
        parts = ("check_type", "results/failed_checks/[]", "results/parsing_errors/[]", "summary")
        empty = "checkov_version"  # of the report that there is where no file is of a known kind
        wanted = [*parts, *(f"[]/{part}" for part in parts), empty, f"[]/{empty}"]
        for path, position, raw in elements(report, *wanted):
            known, what = True, path.removeprefix("[]/")
            if what == "check_type":
                framework = text(raw)
            elif what == "results/failed_checks/[]":
                yield from record(self, position, raw, self._finding, framework, report)
            elif what == "results/parsing_errors/[]":
                unnamed -= 1
                yield Problem(f"{relative(text(raw), report)}: does not parse as {framework}")
            elif what == "summary":
                counts = mapping(raw)
                checks += sum(number(counts.get(n)) or 0 for n in ("passed", "failed", "skipped"))
                unnamed += number(counts.get("parsing_errors")) or 0
        if not known:
            raise UnreadableReport("it is not a report of checkov", "the start")
        yield from _errors(report, unnamed)
        yield Examined("checks", checks)
        if not checks:
            yield nothing_examined("no file of a kind that checkov knows")

    def _finding(self, raw: Mapping[str, Any], framework: str, report: Report) -> ParsedFinding:
        details = mapping(raw.get("vulnerability_details"))
        word = text(raw.get("severity")) or text(details.get("severity"))
        rule, title = text(raw.get("check_id")), text(raw.get("check_name")).rstrip(".")
        if not rule and not title:
            raise Malformed("check_id and check_name are missing")
        short = text(raw.get("short_description"))
        resource = text(raw.get("resource_address")) or text(raw.get("resource"))
        fixed = text(details.get("lowest_fixed_version"))
        package = text(details.get("package_name"))
        return ParsedFinding(
            rule_id=rule or title,
            title=(short if details else "") or title or rule,
            description=text(raw.get("description")) or text(details.get("description")) or short,
            severity=(self.severity(word) or "info") if word else "medium",
            tool_severity=word,
            place=_place(raw, framework, resource, report),
            remediation=f"Update {package} to {fixed}." if fixed else text(details.get("status")),
            cwe=cwes(raw.get("cwe")),
            cve=cves([rule.replace("_", "-"), text(details.get("id"))]),
            cvss=_score(details.get("cvss")),
            references=tuple(
                link
                for link in texts([*texts(raw.get("guideline")), details.get("link")])
                if link.startswith("http")
            ),
            tags=texts([framework, raw.get("bc_category")]),
            evidence={
                "resource": "" if framework == "secrets" else resource,
                "evaluated": list(texts(mapping(raw.get("check_result")).get("evaluated_keys"))),
            },
        )


def _place(raw: Mapping[str, Any], framework: str, resource: str, report: Report) -> Place:
    told = (text(raw.get(key)) for key in ("file_path", "repo_file_path", "file_abs_path"))
    path = relative(next(filter(None, told), ""), report).lstrip("/")
    span = [number(n) or None for n in items(raw.get("file_line_range"))[:2]]
    first, last = (*span, None, None)[:2]
    details = mapping(raw.get("vulnerability_details"))
    if package := text(details.get("package_name")):
        url = package_url(
            package,
            text(details.get("package_version")),
            manifest=path,
            manager=text(details.get("package_type")) or text(details.get("package_registry")),
        )
        return PackagePlace(url, text(details.get("id")) or text(raw.get("check_id")), path)
    if not path:
        return GenericPlace(resource or "a file without a name")
    if framework == "secrets":
        return SecretPlace(path=path, line=first, secret_hash=resource)
    block = [part for line in items(raw.get("code_block")) for part in items(line)[1:2]]
    quoted = text("".join(part for part in block if isinstance(part, str)))
    snippet = source(report, path, first, last) or quoted
    return IacPlace(path, resource.strip("/."), line=first, end_line=last, snippet=snippet)


def _score(told: Any) -> float | None:
    try:
        value = float(text(told))
    except ValueError:
        return None
    return value if 0 < value <= 10 else None


def _errors(report: Report, unnamed: int) -> Iterator[Problem]:
    """Files that do not parse and are not named (`--quiet`), and what stderr calls an error."""
    if unnamed > 0:
        yield Problem(f"{unnamed} files do not parse; the report does not name them")
    for line in lines(report.stderr):
        if found := ERROR_LINE.search(line):
            yield Problem(found[1])

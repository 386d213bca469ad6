"""Cloudsplaining: what an AWS account's policies allow that they should not."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tooling.base import (
    CloudPlace,
    Command,
    Examined,
    ExitMeaning,
    GenericPlace,
    Job,
    Option,
    Outcome,
    ParsedFinding,
    Pattern,
    Record,
    Rejected,
    Report,
    Sample,
    SeverityWord,
    Tool,
    UnreadableReport,
)
from tooling.reading import (
    elements,
    items,
    mapping,
    nothing_examined,
    opened,
    record,
    shortened,
    text,
    texts,
)

# ISSUE_SEVERITY of cloudsplaining/shared/constants.py, for reports before 0.7, which tell none.
RISKS: dict[str, tuple[str, SeverityWord]] = {
    "PrivilegeEscalation": ("allows privilege escalation", "high"),
    "DataExfiltration": ("allows data exfiltration", "medium"),
    "ResourceExposure": ("allows to expose resources", "high"),
    "ServiceWildcard": ("allows all actions of a service", "medium"),
    "CredentialsExposure": ("allows actions that return credentials", "high"),
    "InfrastructureModification": ("allows changes without limits on resources", "low"),
    "AssumableByComputeServices": ("can be assumed by compute services", "low"),
    "AssumableByCrossAccountPrincipal": ("can be assumed from other accounts", "medium"),
    "AssumableByAnyPrincipal": ("can be assumed by anybody", "critical"),
    "AssumableByAnyPrincipalWithConditions": ("can be assumed by anybody, conditionally", "medium"),
}
# Names of risks in the lists that versions before 0.2 write.
OLD_NAMES = {
    "DataExfiltrationActions": "DataExfiltration",
    "PermissionsManagementActions": "ResourceExposure",
    "AssumableByComputeService": "AssumableByComputeServices",
    "Actions": "InfrastructureModification",
}
SECTIONS = ("customer_managed_policies", "inline_policies", "aws_managed_policies", "roles")
# What `scan-policy-file` prints of each risk, with colours.
PRINTED = {
    "Privilege Escalation": "PrivilegeEscalation",
    "Data Exfiltration": "DataExfiltration",
    "Resource Exposure": "ResourceExposure",
    "allows ALL Actions from a service": "ServiceWildcard",
    "return credentials": "CredentialsExposure",
    "Unrestricted Infrastructure Modification": "InfrastructureModification",
}
PRINTED_HEAD = "Potential Issue found: Policy "
COLOUR = re.compile(r"\x1b\[\d+m")
LARGEST_PRINTED = 16 << 20
ACCOUNT = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):")


class Cloudsplaining(Tool):
    name = "cloudsplaining"
    title = "Cloudsplaining"
    binary = "cloudsplaining"
    environment = "policies"
    homepage = "https://cloudsplaining.readthedocs.io/"
    install_hint = "python3 -m tooling.environments install policies"
    accepts = frozenset({"repository", "iac"})
    options = (
        Option(
            "file",
            {
                "type": "string",
                "pattern": r"^[A-Za-z0-9_-][A-Za-z0-9_-]*(?:[./][A-Za-z0-9_-]+){0,20}\.json$",
                "examples": ["iam/authorization-details.json"],
            },
            "The file below the target that `aws iam get-account-authorization-details` wrote. "
            "Default authorization-details.json; a target that is such a file needs none.",
            selects=True,
        ),
        Option(
            "severities",
            {
                "type": "array",
                "items": {"type": "string", "enum": ["low", "medium", "high", "critical"]},
                "minItems": 1,
                "uniqueItems": True,
            },
            "Report these severities only.",
            selects=True,
        ),
        Option(
            "all_risky_actions",
            {"type": "boolean"},
            "Report actions too that a condition or a resource already limits.",
        ),
    )
    exit_codes = {
        0: ExitMeaning.OK,  # also where the file is not what it should be
        1: ExitMeaning.CRASHED,
        2: ExitMeaning.BAD_ARGUMENTS,
    }
    exit_codes_source = "recorded with 0.9.1"
    patterns = (
        Pattern(re.compile(r"\[CRITICAL\] .+"), Outcome.BAD_ARGUMENTS, fatal=True),
        Pattern(re.compile(r"^(?:\w+\.)*\w+Error: .+"), Outcome.CRASHED),
    )
    severities = {
        "critical": "critical",
        "high": "high",
        "medium": "medium",
        "low": "low",
        "none": "info",
    }
    version_pattern = re.compile(r"version (\d+\.\d+\.\d+)")

    def command(self, job: Job) -> Command:
        """One file: 0.9.1 dies on every folder (`json.loads` with an argument it does not have).

        The report is named after it. `-s`, or it opens a browser.
        """
        chosen = job.options
        file = job.locator
        if not file.endswith(".json"):
            file = f"{file.rstrip('/')}/{chosen.get('file', 'authorization-details.json')}"
        stem = file.rpartition("/")[2].removesuffix(".json")
        arguments = ["scan", "-s", "-i", file, "-o", str(job.work), "--flag-trust-policies"]
        for word in chosen.get("severities", ()):
            arguments += ["--filter-severity", word.upper()]
        if chosen.get("all_risky_actions"):
            arguments.append("--flag-all-risky-actions")
        return Command(arguments, report=f"iam-results-{stem}.json")

    def recognise(self, sample: Sample) -> str | None:
        for name in SECTIONS[:3]:
            if sample.has(name):
                return f"it has {name}, as the results of a scan"

        if sample.has("PolicyName", "PrivilegeEscalation", "PermissionsManagementActions"):
            if not sample.has("Principal"):  # iam-principals counts the same once more
                return "it lists policies with PrivilegeEscalation, as Cloudsplaining before 0.2"
        if sample.kind == "text" and PRINTED_HEAD in sample.head:
            return f"it has lines with {PRINTED_HEAD.strip()!r}"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """The results of `scan`, and by import its old list of policies, and what
        `scan-policy-file` prints. A policy is a finding for each risk that it has."""
        with opened(report) as file:
            begins = file.read(200).lstrip()[:1]
        if begins in (b"{", b"["):
            yield from self._policies(report, listed=begins == b"[")
        else:
            yield from self._printed(report)

    def _policies(self, report: Report, listed: bool) -> Iterator[Record]:
        holders: dict[str, list[str]] = {}  # ARNs by inline policy, which itself has none
        account, policies = "", 0
        wanted = (*SECTIONS, "users", "groups")
        for path, position, raw in elements(
            report,
            *(["[]"] if listed else [f"{section}/*" for section in wanted]),
            required=() if listed else wanted,
        ):
            what, section = mapping(raw), path.partition("/")[0]
            arn = text(what.get("arn")) or text(what.get("Arn"))
            account = account or (found[1] if (found := ACCOUNT.match(arn)) else "")
            if section in ("roles", "users", "groups"):
                for policy in mapping(what.get("inline_policies")):
                    holders.setdefault(policy, []).append(arn)
            else:
                policies += 1
            if what.get("is_excluded") is not True and section not in ("users", "groups"):
                yield from self._risks(what, position, listed, account, holders)
        if listed and not policies:
            raise UnreadableReport("it is an empty list", "the start")
        yield Examined("policies", policies)
        if not policies:
            yield nothing_examined("the file names no policy that is not excluded")

    def _risks(
        self,
        what: Mapping[str, Any],
        position: str,
        listed: bool,
        account: str,
        holders: Mapping[str, list[str]],
    ) -> Iterator[Record]:
        if listed:
            what = {OLD_NAMES.get(key, key): value for key, value in what.items()}
        told = [risk for risk in RISKS if isinstance(what.get(risk), (dict, list))]
        if not what or (listed and not told):
            yield Rejected(position, "it is no policy with risks")
        for risk in told:
            if _reported(what.get(risk)):
                yield from record(self, position, what, self._finding, risk, account, holders)

    def _finding(
        self, raw: Mapping[str, Any], risk: str, account: str, holders: Mapping[str, list[str]]
    ) -> ParsedFinding:
        told = mapping(raw.get(risk))
        found = _reported(raw.get(risk))
        words, severity = RISKS[risk]
        word = text(told.get("severity"))
        name = text(raw.get("PolicyName")) or text(raw.get("name")) or text(raw.get("Name"))
        name = name or text(raw.get("PolicyId")) or "without a name"
        methods = [mapping(one) for one in found]
        actions = texts([a for one in methods for a in items(one.get("actions"))] or found)
        links = mapping(told.get("links"))
        said = text(told.get("description"))
        linked = [*links.values(), *re.findall(r'https?://[^\s"<>]+', said)]
        kinds = texts([one.get("type") for one in methods])
        attached = mapping(raw.get("AttachedTo")) or {"": raw.get("Principals")}
        is_role = "assume_role_policy" in raw
        return ParsedFinding(
            rule_id=risk,
            title=f"{'Role' if is_role else 'Policy'} {shortened(name, 120)} {words}",
            description="\n".join(
                filter(None, (_plain(said), f"Methods: {', '.join(kinds)}" if kinds else ""))
            ),
            severity=(self.severity(word) or "info") if word else severity,
            tool_severity=word,
            place=_place(raw, name, account, holders),
            references=tuple(link for link in texts(linked) if link.startswith("http")),
            tags=("aws", "iam"),
            evidence={
                "policy": name,
                "actions": list(actions[:200]),
                "methods": list(kinds[:200]),
                "attached_to": [one for names in attached.values() for one in texts(names)],
            },
        )

    def _printed(self, report: Report) -> Iterator[Record]:
        risk, found = "", dict[str, list[str]]()
        with opened(report) as file:
            printed = file.read(LARGEST_PRINTED).decode("utf-8", "replace")
        for line in printed.splitlines():
            line = COLOUR.sub("", line).strip()
            if line.startswith(PRINTED_HEAD):
                risk = next((r for words, r in PRINTED.items() if words in line), line)
                found[risk] = []
            elif risk and (said := re.match(r"Actions: (.+)", line)):
                found[risk] += said[1].split(", ")
        if not found:
            raise UnreadableReport("it is neither JSON nor what scan-policy-file prints", "line 1")
        for risk, actions in found.items():
            words, severity = RISKS.get(risk, (risk.removeprefix(PRINTED_HEAD), "medium"))
            yield ParsedFinding(
                rule_id=risk,
                title=shortened(f"The policy {words}", 200),
                severity=severity,
                place=GenericPlace("a policy that the report does not name"),
                tags=("aws", "iam"),
                evidence={"actions": list(texts(actions))},
            )
        yield Examined("policies", 1)


def _reported(risk: Any) -> list[Any]:
    """What a risk's entry lists: before 0.7 it was the list itself."""
    return items(mapping(risk).get("findings")) or items(risk)


def _place(
    raw: Mapping[str, Any], name: str, account: str, holders: Mapping[str, list[str]]
) -> CloudPlace:
    arn = text(raw.get("Arn")) or text(raw.get("arn"))
    if arn and text(raw.get("Type")) not in ("User", "Group", "Role"):
        kind = "AwsIamRole" if "assume_role_policy" in raw else "AwsIamPolicy"
        return CloudPlace("aws", account, "", arn, kind)
    policy = text(raw.get("PolicyId"))
    of = ", ".join(sorted(texts([arn, *holders.get(policy, ())]))) or policy
    return CloudPlace("aws", account, "", f"inline policy {name} of {of}"[:1000], "AwsIamPolicy")


def _plain(said: str) -> str:
    """A description without its HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]{0,300}>", " ", said)).split())

"""detect-secrets: passwords, keys and tokens in files. It tells hashes, never the secrets."""

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tooling.base import (
    Command,
    Examined,
    ExitMeaning,
    Job,
    Option,
    Outcome,
    ParsedFinding,
    Pattern,
    Problem,
    Progress,
    Record,
    Report,
    Sample,
    SecretPlace,
    Tool,
)
from tooling.reading import (
    elements,
    lines,
    mapping,
    needed,
    nothing_examined,
    number,
    record,
    relative,
    text,
)

CHECKING = re.compile(r"\[scan\]\s+INFO\s+Checking file: (.+)")
UNOPENED = re.compile(r"WARNING\s+Unable to open file: (.+)")
# detect-secrets grades nothing. A key of a known shape is rarely a mistake; entropy and names
# of variables often are. The words are ours, and so is the table.
CERTAIN = frozenset(
    """Artifactory Credentials|AWS Access Key|Azure Storage Account access key|
    Cloudant Credentials|Discord Bot Token|GitHub Token|GitLab Token|IBM Cloud IAM Key|
    IBM COS HMAC Credentials|JSON Web Token|Mailchimp Access Key|NPM tokens|OpenAI Token|
    Private Key|PyPI Token|SendGrid API Key|Slack Token|SoftLayer Credentials|
    Square OAuth Secret|Stripe Access Key|Telegram Bot Token|Twilio API Key""".replace(
        "\n    ", ""
    ).split("|")
)
UNCERTAIN = {"Public IP (ipv4)": "low"}
TITLES = {
    "Secret Keyword": "Value of a variable that is named like a secret",
    "Basic Auth Credentials": "Password in a URL",
    "Base64 High Entropy String": "Random-looking Base64 text",
    "Hex High Entropy String": "Random-looking hexadecimal text",
    "Public IP (ipv4)": "Public IPv4 address",
    "NPM tokens": "NPM token",
}


class DetectSecrets(Tool):
    name = "detect_secrets"
    title = "detect-secrets"
    binary = "detect-secrets"
    environment = "secrets"
    homepage = "https://github.com/Yelp/detect-secrets"
    install_hint = "python3 -m tooling.environments install secrets"
    accepts = frozenset({"repository", "iac"})
    options = (
        Option(
            "exclude_files",
            {
                "type": "array",
                "items": {"type": "string", "minLength": 1, "maxLength": 200, "format": "regex"},
                "minItems": 1,
                "maxItems": 20,
                "uniqueItems": True,
                "examples": [[r"\.lock$", "^tests/"]],
            },
            "Regular expressions; files whose path matches one are not looked at.",
            selects=True,
        ),
        Option(
            "base64_limit",
            {"type": "number", "minimum": 0, "maximum": 8},
            "Entropy from which Base64 text counts as a secret. Default 4.5.",
            selects=True,
        ),
        Option(
            "hex_limit",
            {"type": "number", "minimum": 0, "maximum": 8},
            "Entropy from which hexadecimal text counts as a secret. Default 3.0.",
            selects=True,
        ),
        Option(
            "ignore_allowlist",
            {"type": "boolean"},
            "Report lines marked `pragma: allowlist secret` too.",
        ),
    )
    exit_codes = {0: ExitMeaning.OK, 1: ExitMeaning.CRASHED, 2: ExitMeaning.BAD_ARGUMENTS}
    exit_codes_source = "recorded: 0 with and without findings and for a missing path too"
    patterns = (
        Pattern(
            re.compile(r"\[scan\]\s+ERROR\s+(No plugins|Unable to load)"), Outcome.CRASHED, True
        ),
    )
    severities = {"high": "high", "medium": "medium", "low": "low"}
    version_pattern = re.compile(r"^(\d+\.\d+\.\d+)\s*$", re.MULTILINE)

    def command(self, job: Job) -> Command:
        """Started inside the target: what lies outside its folder it leaves out, with exit 0.

        `-v` because only `Checking file` on stderr tells that anything was read; `-n` because it
        would send each secret to its provider.
        """
        file = not os.path.isdir(job.locator) and os.path.exists(job.locator)
        root = os.path.dirname(job.locator) if file else job.locator
        what = os.path.basename(job.locator) if file else "."
        chosen = job.options
        arguments = ["-v", "-C", root, "scan", "-n", "--all-files"]
        for pattern in chosen.get("exclude_files", ()):
            arguments.append(f"--exclude-files={pattern}")
        for name in ("base64_limit", "hex_limit"):
            if name in chosen:
                arguments.append(f"--{name.replace('_', '-')}={chosen[name]}")
        if chosen.get("ignore_allowlist"):
            arguments += [
                "--disable-filter",
                "detect_secrets.filters.allowlist.is_line_allowlisted",
            ]
        return Command([*arguments, what], report="stdout")

    def progress(self, line: str) -> Progress | None:
        found = CHECKING.search(line)
        return Progress(None, found[1][-120:]) if found else None

    def recognise(self, sample: Sample) -> str | None:
        if sample.has("plugins_used", "results"):
            return "it has plugins_used and results"
        if any(re.fullmatch(r"results/.+/\[\]/hashed_secret", path) for path in sample.values):
            return "its results have hashed_secret"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """What was audited and is no secret (`is_secret` false) is left out: the tool's own mark.
        Before 1.0 a secret did not name its file, which is the key that it stands under."""
        found = 0
        for _, position, raw in elements(report, "results/*/[]", required=("results",)):
            found += 1
            if mapping(raw).get("is_secret") is not False:
                file = position.removeprefix("results.").rpartition("[")[0]
                yield from record(self, position, raw, self._finding, file, report)
        if report.stderr is None:
            return  # an import: nothing tells how much was read
        read = 0
        for line in lines(report.stderr):
            read += bool(CHECKING.search(line))
            if unopened := UNOPENED.search(line):
                yield Problem(f"{relative(unopened[1], report)}: unable to open file")
        yield Examined("files", read)
        if not read and not found:
            if report.job is not None and not os.path.exists(report.job.locator):
                yield Problem("the target does not exist", Outcome.BAD_ARGUMENTS)
            yield nothing_examined("the target holds no file that can be read")

    def _finding(self, raw: Mapping[str, Any], file: str, report: Report) -> ParsedFinding:
        kind = needed(raw, "type")
        word = "high" if kind in CERTAIN else UNCERTAIN.get(kind, "medium")
        verified = raw.get("is_verified") is True
        return ParsedFinding(
            rule_id=re.sub(r"[^a-z0-9]+", "-", kind.lower()).strip("-"),
            title=TITLES.get(kind, kind),
            severity="critical" if verified else self.severity(word) or "medium",
            tool_severity="verified" if verified else "",
            place=SecretPlace(
                path=relative(text(raw.get("filename")) or file, report),
                line=number(raw.get("line_number")),
                secret_hash=text(raw.get("hashed_secret")),
            ),
            description=f"The line looks like it holds a secret ({kind}).",
            remediation="Revoke the secret, take it out of the file and its history, and read it "
            "from the environment or a secret store.",
            cwe=("CWE-798",),
            evidence={"type": kind, "verified": verified}
            | ({"audited": "is a secret"} if raw.get("is_secret") is True else {}),
        )

"""ZAP: crawls a web application, reads its answers, and attacks it where that is asked for."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

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
    Tool,
    WebPlace,
)
from tooling.reading import (
    Malformed,
    cves,
    elements,
    items,
    lines,
    mapping,
    nothing_examined,
    number,
    opened,
    record,
    shortened,
    text,
    texts,
    xml_elements,
)

FALSE_POSITIVE = "0"
CONFIDENCES = {"1": "low", "2": "medium", "3": "high", "4": "confirmed"}
ALERTS_A_RULE = 50
# The names of an alert's parts in XML, which are its tags, are those of JSON.
PARTS = (
    "pluginid alertRef alert name riskcode riskdesc confidence desc solution otherinfo reference"
    " cweid wascid"
).split()
INSTANCE = "uri method param attack evidence otherinfo".split()
MESSAGES = ("request-header", "request-body", "response-header", "response-body")


class Zap(Tool):
    """Each instance of an alert is one finding: rule, URL, method and parameter make it the same.

    An alert's text repeats in all of its instances; a run of ours tells at most 50 a rule, and a
    report that is imported all that it holds. Confidence 0 is ZAP's own mark of a false positive:
    such alerts are passed over. It runs by a plan of its automation framework, a private file,
    since the scripts of its image (zap-baseline.py) end with 2 for any warning and 3 for any fault.
    """

    name = "zap"
    title = "ZAP"
    binary = "zap.sh"
    homepage = "https://www.zaproxy.org/"
    install_hint = "Install ZAP 2.14 or later from zaproxy.org, or run it in its container."
    accepts = frozenset({"web"})
    image = "docker.io/zaproxy/zap-stable:2.16.1"
    origin = "documentation"
    timeout_seconds = 3600
    limits = {"memory_bytes": 4_000_000_000}  # Java takes a quarter of the machine's memory
    probe_seconds = 60.0
    options = (
        Option(
            "active",
            {"type": "boolean"},
            "Attack what was found. Default: only read the answers.",
            selects=True,
        ),
        Option(
            "browser",
            {"type": "boolean"},
            "Crawl with a browser too, for pages that scripts build.",
            selects=True,
        ),
        Option(
            "crawl_minutes",
            {"type": "integer", "minimum": 1, "maximum": 600},
            "Limit for finding pages. Default: a third of the run's.",
            selects=True,
        ),
    )
    exit_codes = {0: ExitMeaning.OK, 1: ExitMeaning.PARTIAL, 2: ExitMeaning.PARTIAL}
    exit_codes_source = (
        "zaproxy.org/docs/desktop/addons/automation-framework: 1 the plan had errors, 2 warnings"
    )
    patterns = (
        Pattern(re.compile(r"^Failed due to invalid parameters"), Outcome.BAD_ARGUMENTS, True),
        Pattern(re.compile(r"failed to access URL"), Outcome.NETWORK, fatal=True),
        Pattern(re.compile(r"No usable Java|java: (?:command )?not found"), Outcome.NOT_INSTALLED),
        Pattern(re.compile(r"The home path is already in use"), Outcome.CRASHED, fatal=True),
    )
    # Alert.RISK_* of ZAP's core.
    severities = {"3": "high", "2": "medium", "1": "low", "0": "info"}
    version_arguments = ("-version",)
    version_pattern = re.compile(r"^(\d+\.\d+\.\d+|D-\d{4}-\d\d-\d\d)\s*$", re.MULTILINE)

    def command(self, job: Job) -> Command:
        """`-silent`: it asks nobody for updates. ZAP resolves the name itself."""
        plan = json.dumps(self.plan(job), indent=1)
        work = job.work
        arguments = ["-cmd", "-silent", "-dir", str(work / "zap")]
        arguments += ["-autorun", str(work / "plan.yaml")]
        return Command(arguments, files={"plan.yaml": plan})

    def plan(self, job: Job) -> dict[str, Any]:
        """The plan; JSON is YAML. Only what lies below the target's folder is in its context."""
        minutes = max(1, job.timeout_seconds // 60)
        crawl = job.options.get("crawl_minutes") or max(1, minutes // 3)
        parts = urlsplit(job.locator)
        folder = f"{parts.scheme}://{parts.netloc}{parts.path.rpartition('/')[0]}/"
        jobs: list[dict[str, Any]] = [
            {
                "type": "passiveScan-config",
                "parameters": {"maxAlertsPerRule": ALERTS_A_RULE, "scanOnlyInScope": True},
            },
            {"type": "spider", "parameters": {"url": job.locator, "maxDuration": crawl}},
        ]
        if job.options.get("browser"):
            jobs.append(
                {"type": "spiderAjax", "parameters": {"url": job.locator, "maxDuration": crawl}}
            )
        jobs.append({"type": "passiveScan-wait", "parameters": {"maxDuration": max(1, crawl // 2)}})
        if job.options.get("active"):
            limit = max(1, minutes // 3)
            jobs.append({"type": "activeScan", "parameters": {"maxScanDurationInMins": limit}})
        jobs.append(
            {
                "type": "report",
                "parameters": {
                    "template": "traditional-json-plus",
                    "reportDir": str(job.work),
                    "reportFile": "report.json",
                    "displayReport": False,
                },
            }
        )
        context = {
            "name": "target",
            "urls": [job.locator],
            "includePaths": [re.escape(folder) + ".*"],
        }
        parameters = {"failOnError": True, "failOnWarning": False, "progressToStdout": True}
        return {"env": {"contexts": [context], "parameters": parameters}, "jobs": jobs}

    def progress(self, line: str) -> Progress | None:
        steps = {"spider": 5, "spiderAjax": 20, "passiveScan-wait": 35, "activeScan": 45}
        found = re.match(
            r"Job (spider|spiderAjax|passiveScan-wait|activeScan|report) started", line
        )
        return Progress(steps.get(found[1], 95), found[1]) if found else None

    def recognise(self, sample: Sample) -> str | None:
        if sample.kind == "xml":
            if sample.root == "OWASPZAPReport":
                return "its root is <OWASPZAPReport>"
            if sample.root == "report" and {"alertitem", "riskcode"} <= sample.tags:
                return "its root is <report>, with <alertitem> and <riskcode>"
            return None
        if "ZAP" in sample.value("@programName"):
            return "its @programName is ZAP"
        for site in ("site", "site/[]"):
            if sample.has(f"{site}/@name", f"{site}/alerts"):
                return "it has site with @name and alerts"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        with opened(report) as file:
            is_xml = file.read(512).lstrip().startswith(b"<")
        sites = 0
        for position, raw, site in alerts_of_xml(report) if is_xml else alerts_of_json(report):
            if raw is None:
                sites += 1
            elif text(mapping(raw).get("confidence")) != FALSE_POSITIVE:
                yield from self._alert(position, raw, site)
        if not is_xml:
            for _, _, raw in elements(report, "afPlanErrors/[]", "afPlanWarns/[]"):
                yield Problem(text(raw, 300))
        yield from self._examined(report, sites)

    def _examined(self, report: Report, sites: int) -> Iterator[Record]:
        """How many URLs were found stands on stdout; an imported report tells its sites only."""
        found = None
        for line in lines(report.stdout, 300):
            if told := re.match(r"Job spider(?:Ajax)? found (\d+) URLs", line):
                found = (found or 0) + int(told[1])
        if found is not None:
            yield Examined("URLs", found)
            if not found:
                yield Problem("no URL of the target could be read", Outcome.NETWORK)
            return
        yield Examined("sites", sites)
        if not sites:
            yield nothing_examined("the report holds no site")

    def _alert(self, position: str, raw: Any, site: str) -> Iterator[Record]:
        """The instances of an alert; those of 2.4 and before hold their one themselves."""
        alert = mapping(raw)
        instances = items(alert.get("instances"))
        if not instances:
            yield from record(self, position, raw, self._finding, {}, site)
        for index, instance in enumerate(instances):
            where = f"{position}.instances[{index}]" if len(instances) > 1 else position
            yield from record(self, where, raw, self._finding, mapping(instance), site)

    def _finding(
        self, raw: Mapping[str, Any], instance: Mapping[str, Any], site: str
    ) -> ParsedFinding:
        rule = text(raw.get("alertRef")) or text(raw.get("pluginid"))
        name = plain(raw.get("alert")) or plain(raw.get("name"))
        if not rule and not name:
            raise Malformed("alert and pluginid are missing")
        told = {**{part: raw.get(part) for part in INSTANCE}, **instance}
        word = text(raw.get("riskcode")) or _code(text(raw.get("riskdesc")))
        description, reference = plain(raw.get("desc")), text(raw.get("reference"))
        messages = [text(instance.get(part)) for part in MESSAGES]
        weakness = number(raw.get("cweid"))
        labels = [text(mapping(tag).get("tag")) for tag in items(raw.get("tags"))]
        wasc = number(raw.get("wascid"))
        return ParsedFinding(
            rule_id=rule or name,
            title=shortened(name or f"Alert {rule}", 200),
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=WebPlace(
                url=unescaped(text(told.get("uri"))) or site or "unknown",
                method=text(told.get("method")) or "GET",
                parameter=unescaped(text(told.get("param"))),
                request="\r\n".join(filter(None, messages[:2])),
                response="\r\n".join(filter(None, messages[2:])),
            ),
            description=description,
            remediation=plain(raw.get("solution")),
            cwe=(f"CWE-{weakness}",) if weakness else (),
            cve=cves([name, description, reference, *labels]),
            references=texts(re.findall(r"https?://[^\s<>\"]+", unescaped(reference))),
            tags=texts([f"WASC-{wasc}" if wasc else "", *labels]),
            evidence={
                key: value
                for key, value in {
                    "confidence": CONFIDENCES.get(text(raw.get("confidence")), ""),
                    "attack": unescaped(text(told.get("attack"), 4000)),
                    "evidence": unescaped(text(told.get("evidence"), 4000)),
                    "other": plain(told.get("otherinfo") or raw.get("otherinfo"))[:4000],
                    "plugin": text(raw.get("pluginid")),
                }.items()
                if value
            },
        )


def alerts_of_json(report: Report) -> Iterator[tuple[str, Any, str]]:
    """Alerts as (position, alert, site); for each site one None. `site` is a list, or, in 2.7 and
    before, one object."""
    name = ""
    wanted = ("site/[]/@name", "site/@name", "site/[]/alerts/[]", "site/alerts/[]")
    for what, position, raw in elements(report, *wanted, required=("site",)):
        if what.endswith("@name"):
            name = unescaped(text(raw))
            yield position, None, name
        else:
            yield position, raw, name


def alerts_of_xml(report: Report) -> Iterator[tuple[str, Any, str]]:
    """The same of XML; 1.x has alerts without sites below <report>."""
    wanted = ("site/alerts/alertitem", "alertitem")
    name = ""
    for path, position, item in xml_elements(
        report, *wanted, roots=("OWASPZAPReport", "report"), begins=("site",)
    ):
        if path == "site":
            name = text(item.get("name"))
            yield position, None, name
            continue
        alert: dict[str, Any] = {part: item.findtext(part) for part in PARTS}
        alert |= {part: item.findtext(part) for part in ("uri", "param", "attack", "evidence")}
        alert["instances"] = [
            {
                **{part: one.findtext(part) for part in (*INSTANCE, "method")},
                **{part: one.findtext(part.replace("-", "")) for part in MESSAGES},
            }
            for one in item.iterfind("instances/instance")
        ]
        alert["tags"] = [{"tag": one.findtext("tag")} for one in item.iterfind("tags/tag")]
        if path == "alertitem":
            yield position, None, name
        yield position, alert, name


def plain(value: Any) -> str:
    """A text in paragraphs of HTML as lines. What is marked up in it stays, as text."""
    found = re.sub(r"</p>\s*<p>", "\n", text(value))
    return unescaped(re.sub(r"</?p>", "", found)).strip()


def unescaped(value: str) -> str:
    """ZAP escapes its texts for HTML, also in JSON. Only the five that it writes: a URL's
    `&copy=1` is none."""
    for entity, sign in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("#39", "'"), ("amp", "&")):
        value = value.replace(f"&{entity};", sign)
    return value


def _code(described: str) -> str:
    """`Medium (High)` as a code of risk, where the report has none."""
    words = {"high": "3", "medium": "2", "low": "1", "informational": "0"}
    return words.get(described.partition(" ")[0].lower(), "")

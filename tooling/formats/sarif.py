"""SARIF 2.1.0: results of static analysis of any tool, several runs in one report.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0; what GitHub reads beside it:
"SARIF support for code scanning" in GitHub's documentation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tooling.base import (
    Examined,
    Outcome,
    ParsedFinding,
    Problem,
    Record,
    Report,
    ReportFormat,
    Sample,
    SecretPlace,
    SeverityWord,
)
from tooling.reading import (
    Malformed,
    cves,
    cwes,
    elements,
    items,
    mapping,
    nothing_examined,
    number,
    record,
    text,
    texts,
)

from .cvss import score, severity_of
from .sarif_places import Spot, located, needs_more, place_of, spot_of
from .sarif_rules import Rule, Run, bag_cves, bag_cwes, bag_scores, named, said
from .wording import links, paragraphs, plain, sentence, title

# What may stand behind the results, and they refer to.
_CONTENTS = (
    "runs/[]/tool",
    "runs/[]/originalUriBaseIds",
    "runs/[]/artifacts/[]",
    "runs/[]/taxonomies/[]",
    "runs/[]/resources/rules",
    "runs/[]/rules",
    "runs/[]/invocations/[]/workingDirectory",
)
_NOTICES = ("toolExecutionNotifications", "toolConfigurationNotifications")
_OLD_NOTICES = ("toolNotifications", "configurationNotifications")
_INVOCATION = tuple(
    f"runs/[]/invocations/[]/{name}"
    for name in (
        "executionSuccessful",
        "exitCodeDescription",
        "exitSignalName",
        "processStartFailureMessage",
        *(f"{notices}/[]" for notices in (*_NOTICES, *_OLD_NOTICES)),
    )
) + tuple(f"runs/[]/{notices}/[]" for notices in _OLD_NOTICES)
_EXTERNAL = "runs/[]/externalPropertyFileReferences/results/[]"
_RESULT = "runs/[]/results/[]"
_NO_RESULT = "runs/[]/results/[:0]"
# 3.27.9: what is neither a failure nor waits for somebody is no finding.
_PASSED = {"pass": "passed results", "notapplicable": "results that do not apply"}
_KINDS = {**_PASSED, "informational": "informational results"}
# What of a result is evidence, besides its properties.
_EVIDENCE = frozenset(
    {
        "kind",
        "baselineState",
        "rank",
        "occurrenceCount",
        "relatedLocations",
        "codeFlows",
        "fixes",
        "partialFingerprints",
    }
)
_MOST_PROBLEMS = 500
_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_EMBEDDED_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.){0,500})\]\(([^()\s]{0,500})\)")


@dataclass(slots=True)
class _Told:
    """What a run, or all runs of one tool, tell beside findings: counts, and what went wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: dict[str, None] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    further: int = 0  # notices that are not among the problems
    empty: int = 0  # lists of results without one
    artifacts: int = 0


@dataclass(slots=True)
class _Reading:
    """What was read so far: the runs, and what each tells."""

    runs: dict[int, Run] = field(default_factory=dict)
    runs_told: dict[int, _Told] = field(default_factory=dict)
    notices: int = 0  # of all runs
    is_whole: bool = False  # `_CONTENTS` of the whole file are known

    def run(self, position: str) -> Run:
        """The run of a position such as `runs[0].results[12]`."""
        place = _run_of(position)
        if (run := self.runs.get(place)) is None:
            run = self.runs[place] = Run()
        return run

    def told(self, position: str) -> _Told:
        """What the run of a position tells."""
        place = _run_of(position)
        if (told := self.runs_told.get(place)) is None:
            told = self.runs_told[place] = _Told()
        return told

    def by_tool(self) -> dict[str, _Told]:
        """What the runs of each tool tell together; "" is of runs that name none."""
        found: dict[str, _Told] = {}
        for place in dict.fromkeys((*self.runs, *self.runs_told)):
            run, told = self.runs.get(place, Run()), self.runs_told.get(place, _Told())
            whole = found.setdefault(run.tool, _Told())
            whole.counts.update(told.counts)
            whole.problems.update(told.problems)
            whole.failed += told.failed
            whole.further += told.further
            whole.empty += told.empty
            whole.artifacts += len(run.artifacts)
        return found


class Sarif(ReportFormat):
    name = "sarif"
    title = "SARIF 2.1.0"
    homepage = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html"
    # 3.27.10 has error, warning, note, none. The numbers of `security-severity` are CVSS-like, as
    # GitHub documents it (9.0 and more critical, 7.0 high, 4.0 medium, above 0 low); some tools
    # write the word instead.
    severities = {
        "error": "high",
        "warning": "medium",
        "note": "low",
        "none": "info",
        "critical": "critical",
        "high": "high",
        "medium": "medium",
        "moderate": "medium",
        "low": "low",
        "info": "info",
        "informational": "info",
        "unknown": "info",
    }

    def __init__(self) -> None:
        self._known: dict[str | None, SeverityWord | None] = {}

    def severity(self, word: str | None) -> SeverityWord | None:
        if word not in self._known:
            number_told = score(word) if word else None
            found = super().severity(word) if number_told is None else severity_of(number_told)
            if len(self._known) >= 1000:  # a report has few, a hostile one any number
                self._known.clear()
            self._known[word] = found
        return self._known[word]

    def recognise(self, sample: Sample) -> str | None:
        values = sample.values
        if "runs" not in values:
            return None
        if "sarif" in text(values.get("$schema")).lower():
            return "its $schema is SARIF's"
        if {"runs/[]/tool/driver", "runs/[]/tool/driver/name"} & values.keys():
            return "it has runs[] with tool.driver"
        results = [f"{_RESULT}/{name}" for name in ("message", "locations", "ruleId", "ruleIndex")]
        if len(values.keys() & set(results)) >= 2:
            return "it has runs[].results[] with message, and locations or ruleId"
        if re.match(r"[12]\.\d", text(values.get("version"))) and (
            (values["runs"] is None and values.keys() <= {"version", "runs", "runs/[]", "$schema"})
            or values.keys() & {"runs/[]/tool", "runs/[]/results", "runs/[]/tool/name"}
        ):
            return "it has version and runs[], as SARIF does"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """In one pass where the file tells of its rules before the results; else in two.

        Left out and counted: what the tool passed, what it suppressed, what a baseline no longer
        has, what is informational. Memory grows with the rules and artifacts, not the results.
        """
        reading = _Reading()
        wanted = (_RESULT, _NO_RESULT, *_CONTENTS, *_INVOCATION, _EXTERNAL)
        for what, position, raw in elements(report, *wanted, required=("runs",)):
            if what == _RESULT:
                yield from self._result(position, raw, report, reading)
            elif what in _CONTENTS:
                if not reading.is_whole:
                    _take(what, position, raw, reading)
            elif what == _EXTERNAL:
                told = reading.told(position)
                told.problems["results stand in files that were not given"] = None
            elif what == _NO_RESULT:
                reading.told(position).empty += 1
            else:
                _notice(what, position, raw, reading)
        yield from _ends(reading)

    def _result(
        self, position: str, raw: Any, report: Report, reading: _Reading
    ) -> Iterable[Record]:
        result = mapping(raw)
        run = reading.run(position)
        if not reading.is_whole and needs_more(result, run):
            reading.runs, reading.is_whole = {}, True
            for what, where, value in elements(report, *_CONTENTS):
                _take(what, where, value, reading)
            run = reading.run(position)
        counts = reading.told(position).counts
        counts["results"] += 1
        if left_out := _left_out(result):
            counts[left_out] += 1
            return ()
        return record(self, position, raw, self._finding, run, report, tool=run.tool)

    def _finding(self, raw: Mapping[str, Any], run: Run, report: Report) -> ParsedFinding:
        rule = run.rule_of(raw)
        bag = mapping(raw.get("properties"))
        rule_id = text(raw.get("ruleId")) or text(mapping(raw.get("rule")).get("id"))
        rule_id = rule_id or rule.id or rule.name
        message = _message(raw, rule, run)
        named_so = rule.title or title(sentence(message), rule.short, rule.full, rule.name, rule_id)
        if not rule_id and not named_so:
            raise Malformed("it has neither a rule nor a message")
        rule_id = rule_id or named_so  # Gitleaks 7 names no rule
        place, spots = place_of(raw, run, rule, report, message)
        word = self._word(raw, rule)
        tags = texts(bag.get("tags")) if bag else ()
        cve = rule.cve
        if bag or rule_id != rule.id:
            told = bag_cves(bag)
            own = cves([rule_id, *told, *tags]) if told else _cves_named(rule_id, *tags)
            cve = tuple(dict.fromkeys((*own, *rule.cve))) if own else rule.cve
        return ParsedFinding(
            rule_id=rule_id,
            title=named_so,
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=place,
            description=paragraphs(message, rule.full),
            remediation=_remediation(raw, rule, message),
            cwe=_weaknesses(raw, bag, tags, rule, run),
            cve=cve,
            cvss=_cvss(bag, rule, cve),
            references=_references(raw, bag, rule),
            tags=tuple(dict.fromkeys((*rule.tags, *tags))) if tags else rule.tags,
            evidence=_evidence(raw, bag, rule, run, spots, report, isinstance(place, SecretPlace)),
            tool=run.tool,
        )

    def _word(self, raw: Mapping[str, Any], rule: Rule) -> str:
        """`security-severity` of the result or the rule where it is known, else the level.

        A result that waits for somebody (kind open or review) has the level none by default.
        """
        if own := text(mapping(raw.get("properties")).get("security-severity")):
            if self.severity(own) is not None:
                return own
        if rule.score and self.severity(rule.score) is not None:
            return rule.score
        if level := text(raw.get("level")).lower():
            return level
        if text(raw.get("kind")).lower() in ("open", "review"):
            return "none"
        return rule.level or "warning"


def _take(what: str, position: str, raw: Any, reading: _Reading) -> None:
    run = reading.run(position)
    match what.removeprefix("runs/[]/"):
        case "tool":
            run.set_tool(raw)
        case "originalUriBaseIds":
            run.set_bases(raw)
        case "artifacts/[]":
            run.add_artifact(_numbers(position)[-1], raw)
        case "taxonomies/[]":
            run.add_taxonomy(_numbers(position)[-1], raw)
        case "invocations/[]/workingDirectory":
            run.folder = (
                run.folder or located(text(mapping(raw).get("uri")), "", Run(), Report(None))[0]
            )
        case _:
            run.set_old_rules(raw)


@lru_cache(maxsize=500)  # results of one rule name the same
def _cves_named(*told: str) -> tuple[str, ...]:
    return cves(list(told))


@lru_cache(maxsize=500)
def _cwes_named(*told: str) -> tuple[str, ...]:
    return cwes(named(*told))


def _run_of(position: str) -> int:
    return int(position[5 : position.find("]")]) if position.startswith("runs[") else 0


def _numbers(position: str) -> list[int]:
    """The indexes of a position: `runs[0].results[12]` has 0 and 12."""
    return [int(index) for index in re.findall(r"\[(\d+)\]", position)] or [0]


def _left_out(result: Mapping[str, Any]) -> str:
    """Why a result is no finding: what its count is called; "" where it is one."""
    if (kind := text(result.get("kind")).lower()) in _KINDS:
        return _KINDS[kind]
    if text(result.get("level")).lower() in ("pass", "notapplicable"):  # of 1.0.0
        return "passed results"
    if text(result.get("baselineState")).lower() == "absent":
        return "results that are gone"
    if "suppressions" not in result and "suppressionStates" not in result:
        return ""
    told = [mapping(one) for one in items(result.get("suppressions"))]
    states = {text(one.get("status") or one.get("state")).lower() for one in told if one}
    # 3.27.23: one that is rejected or under review keeps the result alive.
    if (states and not states & {"rejected", "underreview"}) or items(
        result.get("suppressionStates")
    ):
        return "suppressed results"
    return ""


def _message(raw: Mapping[str, Any], rule: Rule, run: Run) -> str:
    """The result's message: its own text, or the rule's by id, with the arguments filled in."""
    told = mapping(raw.get("message"))
    wording = text(told.get("text")) or text(raw.get("message"))
    if not wording:
        identifier = text(told.get("id") or told.get("messageId") or raw.get("ruleMessageId"))
        wording = rule.messages.get(identifier) or run.message(identifier)
        wording = wording or text(told.get("markdown")) or rule.messages.get("default", "")
    if given := [text(one) for one in items(told.get("arguments"))]:
        wording = _PLACEHOLDER.sub(
            lambda found: given[int(found[1])] if len(found[1]) < 6 and int(found[1]) < len(given)
            else found[0],
            wording,
        ).replace("{{", "{").replace("}}", "}")  # fmt: skip
    if "](" in wording:
        wording = _EMBEDDED_LINK.sub(_unlinked, wording)
    return wording.strip()


def _unlinked(found: re.Match[str]) -> str:
    """`[user input](1)` as `user input`: the number names a related location (3.11.6)."""
    shown = re.sub(r"\\([\[\]\\])", r"\1", found[1])
    return f"{shown} ({found[2]})" if found[2].startswith("http") and shown != found[2] else shown


def _references(raw: Mapping[str, Any], bag: Mapping[str, Any], rule: Rule) -> tuple[str, ...]:
    own = [raw.get("hostedViewerUri"), raw.get("workItemUris"), bag.get("references")]
    return links(*rule.references, *own) if any(own) else rule.references


def _remediation(raw: Mapping[str, Any], rule: Rule, message: str) -> str:
    fixes = [said(mapping(one).get("description")) for one in items(raw.get("fixes"))[:20]]
    help_told = rule.help.removeprefix(message).strip() if message else rule.help
    return paragraphs(*fixes, help_told) if fixes else help_told


def _weaknesses(
    raw: Mapping[str, Any], bag: Mapping[str, Any], tags: tuple[str, ...], rule: Rule, run: Run
) -> tuple[str, ...]:
    taxa = [cwe for one in items(raw.get("taxa")) for cwe in run.taxon(one)]
    told = [*taxa, *bag_cwes(bag)]
    own = cwes([*told, *named(*tags)]) if told else _cwes_named(*tags)
    return tuple(dict.fromkeys((*own, *rule.cwe))) if own else rule.cwe


def _cvss(bag: Mapping[str, Any], rule: Rule, cve: tuple[str, ...]) -> float | None:
    """A CVSS score that is named so; of a CVE, `security-severity` is one."""
    told = [*bag_scores(bag), *rule.scores]
    if cve:
        told += [bag.get("security-severity"), rule.score]
    for one in told:
        if (found := score(one)) is not None:
            return found
    return None


def _evidence(  # noqa: C901 - one case a property
    raw: Mapping[str, Any],
    bag: Mapping[str, Any],
    rule: Rule,
    run: Run,
    spots: list[Spot],
    report: Report,
    is_secret: bool,
) -> dict[str, Any]:
    told: dict[str, Any] = {"precision": rule.precision, "inside": spots[0].logical}
    if not is_secret:
        told["context"] = spots[0].context
    if len(spots) > 1:
        told["also at"] = [_shown(spot) for spot in spots[1:50]]
    if bag:
        told["properties"] = {name: value for name, value in bag.items() if name != "tags"}
    for key in filter(_EVIDENCE.__contains__, raw):
        value = raw[key]
        match key:
            case "kind":
                told["kind"] = text(value)
            case "baselineState":
                told["baseline"] = text(value)
            case "rank" if not text(value).startswith("-"):  # -1 is none
                told["rank"] = text(value)
            case "occurrenceCount":
                told["occurrences"] = number(value)
            case "relatedLocations":
                related = (mapping(one) for one in items(value)[:50])
                told["related"] = [_related(one, run, report) for one in related]
            case "codeFlows":
                told["flow"] = _flow(value, run, report)
            case "fixes":
                told["fixes"] = _fixes(value, run, report)
            case "partialFingerprints":
                told["commit"] = text(mapping(value).get("commitSha"))
    return {name: plain(value) for name, value in told.items() if value}


def _shown(spot: Spot) -> str:
    where = spot.path or spot.url or spot.logical
    return f"{where}:{spot.line}" if spot.line else where


def _related(raw: Mapping[str, Any], run: Run, report: Report) -> str:
    where = _shown(spot_of(raw, run, report))
    return " ".join(part for part in (where, said(raw.get("message"))) if part)[:500]


def _flow(flows: Any, run: Run, report: Report) -> list[str]:
    """The steps of the first thread of the first flow; the others repeat most of it."""
    for flow in items(flows)[:1]:
        for thread in items(mapping(flow).get("threadFlows"))[:1]:
            steps = [
                mapping(mapping(s).get("location")) for s in items(mapping(thread).get("locations"))
            ]
            return [_related(step, run, report) for step in steps[:50] if step]
    return []


def _fixes(fixes: Any, run: Run, report: Report) -> list[dict[str, Any]]:
    """What a fix puts where, of the first five."""
    found = []
    for fix in items(fixes)[:5]:
        for change in items(mapping(fix).get("artifactChanges"))[:5]:
            location = mapping(mapping(change).get("artifactLocation"))
            path, _ = located(
                text(location.get("uri")), text(location.get("uriBaseId")), run, report
            )
            for replacement in items(mapping(change).get("replacements"))[:10]:
                content = mapping(mapping(replacement).get("insertedContent"))
                region = mapping(mapping(replacement).get("deletedRegion"))
                line = number(region.get("startLine"))
                found.append({"path": path, "line": line, "text": text(content.get("text"), 2000)})
    return found


def _notice(what: str, position: str, raw: Any, reading: _Reading) -> None:
    """What the tool says of its own run: a failure, or a note of what it could not do."""
    run_told = reading.told(position)
    key = what.removesuffix("/[]").rpartition("/")[2]
    if key == "executionSuccessful":
        if raw is False:
            run_told.failed.append("")
    elif key in (*_NOTICES, *_OLD_NOTICES):
        told = mapping(raw)
        if text(told.get("level") or "warning").lower() not in ("error", "warning"):
            return
        message = said(told.get("message")) or said(mapping(told.get("exception")).get("message"))
        message = message or text(mapping(told.get("descriptor")).get("id")) or text(told.get("id"))
        location = next(iter(items(told.get("locations"))), None)
        spot = spot_of(mapping(location), Run(), Report(None))
        where = spot.path if spot.path and spot.path not in message else ""
        shown = ": ".join(part for part in (where, text(message, 500)) if part)
        reading.notices += 1
        if reading.notices <= _MOST_PROBLEMS:
            run_told.problems[shown or "a notice without a message"] = None
        else:
            run_told.further += 1
    elif said_so := text(raw, 500):
        run_told.failed.append(said_so)


def _ends(reading: _Reading) -> Iterator[Record]:
    for tool, told in (reading.by_tool() or {"": _Told()}).items():
        yield from _end(tool, told)


def _end(tool: str, told: _Told) -> Iterator[Record]:
    """What the runs of one tool say of themselves: they vouch for no other tool's."""
    if told.failed:
        why = "; ".join(filter(None, told.failed[:5]))
        message = "the tool says that it did not end successfully"
        outcome = None if told.counts["results"] else Outcome.CRASHED
        yield Problem(f"{message}: {why}" if why else message, outcome, tool=tool)
    yield from (Problem(message, tool=tool) for message in told.problems)
    if told.further:
        yield Problem(f"{told.further} further notices of the tool", tool=tool)
    results = told.counts.pop("results", 0)
    yield Examined("results", results, tool)
    yield from (Examined(what, count, tool) for what, count in sorted(told.counts.items()))
    if told.artifacts:
        yield Examined("artifacts", told.artifacts, tool)
    elif not results and not told.failed:
        # 3.14.23: an empty list says that the tool looked and found nothing, none that it did not.
        yield Examined("runs", told.empty, tool)
        if not told.empty:
            yield nothing_examined("no run of it has a list of results", tool)

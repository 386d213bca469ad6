"""`manage.py tool`: list, show, check and run tools from the command line."""

from __future__ import annotations

import json
import os
import shlex
import sys
import tempfile
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from config.errors.exceptions import ApiError
from tooling import foreground, health, options, registry
from tooling.addresses import BadAddress
from tooling.api.serializers import MEANINGS, breakers, described
from tooling.base import Job, ParsedFinding, Progress, Tool, UnreadableReport
from tooling.recordings import Replayed, of_tool, record
from tooling.sanitizer import Sanitizer

COLOURS = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan", "info": "dim"}
RANKS = list(COLOURS)
FIXTURES = settings.BASE_DIR / "tests" / "tooling" / "tools" / "fixtures"
SHOWN = (
    "accepts", "executor", "image", "installed", "version", "path", "problem", "install_hint",
    "limits", "origin",
)  # fmt: skip


class Command(BaseCommand):
    help = "List, show, check and run the registered tools."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        shapes = {
            "list": "which tools there are, and which are installed",
            "show": "what a tool takes and how it ends",
            "check": "ask the binaries for their versions and remember the answers",
            "run": "run a tool now and show what would be stored; nothing is stored",
            "test": "replay recorded runs of tools, and compare how they end",
        }
        for name, text in shapes.items():
            action = actions.add_parser(name, help=text)
            action.add_argument("--format", choices=["table", "json"], default="table")
            if name in ("show", "run"):
                action.add_argument("name")
            if name in ("check", "test"):
                action.add_argument("names", nargs="*", metavar="name")
            if name == "test":
                action.add_argument(
                    "--fixtures", type=Path, default=FIXTURES, metavar="FOLDER",
                    help="where the recordings are; default: those that come with the source",
                )  # fmt: skip
            if name == "run":
                action.add_argument("locator", help="a path, a URL or a host")
                action.add_argument("--kind", help="kind of target; default: by the locator")
                action.add_argument("--option", action="append", default=[], metavar="NAME=VALUE")
                action.add_argument("--timeout", type=int, metavar="SECONDS")
                action.add_argument("--keep", type=Path, metavar="FOLDER", help="keep its files")
                action.add_argument("--record", type=Path, metavar="FOLDER", help="for `tool test`")
                action.add_argument("--note", default="", help="what happened, in the recording")

    def handle(self, *args: Any, **given: Any) -> None:
        self.console = Console(
            file=cast(IO[str], self.stdout), width=None if sys.stdout.isatty() else 160
        )
        self.as_json = given["format"] == "json"
        getattr(self, f"do_{given['action']}")(given)

    def do_list(self, given: dict[str, Any]) -> None:
        seen = health.availability()
        tools = registry.all_tools().values()
        known = breakers()
        self._statuses([described(tool, seen.get(tool.name), True, known) for tool in tools])

    def do_check(self, given: dict[str, Any]) -> None:
        tools = [_tool(name) for name in given["names"]] or list(registry.all_tools().values())
        statuses = zip(tools, health.refresh_all(tools if given["names"] else None), strict=True)
        known = breakers()
        self._statuses([described(t, s, True, known) for t, s in statuses], problems=True)

    def do_show(self, given: dict[str, Any]) -> None:
        tool = _tool(given["name"])
        facts = described(tool, health.availability().get(tool.name), True, breakers())
        if self.as_json:
            return self._json(facts)
        table = Table(title=tool.title, show_header=False)
        for name in SHOWN:
            table.add_row(name.replace("_", " "), Text(_plain(facts[name])))
        for option in tool.options:
            narrows = " [narrows]" if option.selects else ""
            schema = json.dumps(dict(option.schema))
            table.add_row(f"option {option.name}", Text(f"{option.help}{narrows}\n{schema}"))
        for code, meaning in sorted(tool.exit_codes.items()):
            table.add_row(f"exit code {code}", MEANINGS[meaning])
        table.add_row("source", Text(tool.exit_codes_source))
        self.console.print(table)

    def do_run(self, given: dict[str, Any]) -> None:
        tool = _tool(given["name"])
        chosen = _options(tool, given["option"])
        kind = given["kind"] or _kind(tool, given["locator"])
        if kind not in tool.accepts:
            raise CommandError(f"{tool.name} takes {', '.join(sorted(tool.accepts))}, not {kind}")
        locator = given["locator"]
        if kind in ("repository", "iac"):
            locator = os.path.abspath(locator)
        with tempfile.TemporaryDirectory(prefix="wardroom-tool-") as temporary:
            work = (given["keep"] or Path(temporary)).absolute()
            work.mkdir(mode=0o700, parents=True, exist_ok=True)
            timeout = given["timeout"] or tool.timeout_seconds
            job = Job(kind, locator, work, options=chosen, timeout_seconds=timeout)
            try:
                finished = foreground.run(tool, job, self._progress)
            except BadAddress as error:
                raise CommandError(str(error)) from None
            if given["record"] is not None:
                self._record(finished, given["record"], given["note"])
            findings = _findings(finished)
        if self.as_json:
            return self._json(_facts(finished, findings))
        self._show_run(finished, findings)

    def _record(self, finished: foreground.Finished, folder: Path, note: str) -> None:
        version = health.refresh(finished.tool).version
        try:
            replayed = record(finished, folder, version, note)
        except FileExistsError:
            raise CommandError(f"{folder} exists: a recording is never replaced") from None
        except ValueError as error:
            raise CommandError(str(error)) from None
        told = f"{replayed.verdict.outcome}, {replayed.findings} findings"
        self.stderr.write(f"recorded in {folder}: {told}")

    def do_test(self, given: dict[str, Any]) -> None:
        """Replays; a `CommandError` where one ends otherwise, or where there is none."""
        tools = [_tool(name) for name in given["names"]] or list(registry.all_tools().values())
        replayed = [one.replay() for t in tools for one in of_tool(t, given["fixtures"])]
        if not replayed:
            raise CommandError(f"{given['fixtures']} holds no recording of these tools")
        if self.as_json:
            self._json([_replay_facts(one) for one in replayed])
        else:
            self._show_replays(replayed)
        wrong = [str(one.recording) for one in replayed if not one.is_right]
        if wrong:
            raise CommandError(f"{len(wrong)} of {len(replayed)} end otherwise: {', '.join(wrong)}")

    def _show_replays(self, replayed: list[Replayed]) -> None:
        table = Table(title=f"{len(replayed)} recorded runs")
        for column in ("recording", "origin", "version", "exit", "outcome", "findings", "expected"):
            table.add_column(column, overflow="fold")
        for one in replayed:
            facts = _replay_facts(one)
            expected = "as recorded" if one.is_right else _plain(facts["expected"])
            cells = [facts[n] for n in ("recording", "origin", "tool_version", "exit", "outcome")]
            table.add_row(
                *(Text(_plain(cell)) for cell in (*cells, facts["findings"])),
                Text(expected, "green" if one.is_right else "red"),
            )
        self.console.print(table)

    def _progress(self, progress: Progress) -> None:
        if sys.stderr.isatty():
            percent = "" if progress.percent is None else f"{progress.percent:3d} % "
            self.stderr.write(f"\r\033[K{percent}{progress.message[:100]}", ending="")

    def _show_run(self, finished: foreground.Finished, findings: list[ParsedFinding]) -> None:
        verdict, ended = finished.verdict, finished.ended
        table = Table(title=f"{finished.tool.title}", show_header=False)
        table.add_row("command", Text(shlex.join(finished.argv)))
        table.add_row("outcome", Text(verdict.outcome, "green" if verdict.is_success else "red"))
        code = ended.exit_code if ended.signal is None else f"signal {ended.signal}"
        table.add_row("exit code", Text(_plain(code)))
        memory = (ended.peak_memory_bytes or 0) / 1e6
        table.add_row("took", f"{ended.duration_ms / 1000:.2f} s, peak {memory:.0f} MB")
        for name in ("error", "hint"):
            if getattr(verdict, name):
                table.add_row(name, Text(getattr(verdict, name)))
        table.add_row("full scope", str(verdict.full_scope).lower())
        for name, value in verdict.coverage.items():
            if value:
                table.add_row(name.replace("_", " "), Text(_plain(value)))
        self.console.print(table)
        if not findings:
            return
        listed = Table(title=f"{len(findings)} findings")
        for column in ("severity", "rule", "title", "place", "ids"):
            listed.add_column(column, overflow="fold")
        mask = Sanitizer(addresses=False).text
        for finding in sorted(findings, key=lambda f: RANKS.index(f.severity)):
            ids = " ".join((*finding.cve, *finding.cwe))
            listed.add_row(
                Text(finding.severity, COLOURS[finding.severity]),
                Text(finding.rule_id),
                Text(mask(finding.title)),
                Text(mask(_place(finding))),
                Text(ids),
            )
        self.console.print(listed)

    def _statuses(self, rows: list[dict[str, Any]], problems: bool = False) -> None:
        if self.as_json:
            return self._json(rows)
        table = Table(title="Tools")
        columns = ("name", "accepts", "installed", "version", "origin", "checked", "path")
        for column in (*columns, "problem" if problems else "install_hint"):
            table.add_column(column.replace("_", " "), overflow="fold")
        for row in rows:
            last = row["problem"] if problems else "" if row["installed"] else row["install_hint"]
            cells = [Text(_plain(row[column])) for column in columns]
            cells[2].style = "green" if row["installed"] else "red"
            table.add_row(*cells, Text(last))
        self.console.print(table)

    def _json(self, value: Any) -> None:
        self.stdout.write(json.dumps(value, indent=2, default=str))


def _tool(name: str) -> Tool:
    tools = registry.all_tools()
    if name not in tools:
        raise CommandError(f"no tool is called {name}; there are {', '.join(tools)}")
    return tools[name]


def _options(tool: Tool, given: list[str]) -> dict[str, Any]:
    """`name=value` pairs; a value is JSON where it parses as such, else text, or a list of it."""
    chosen: dict[str, Any] = {}
    schemas = {option.name: option.schema for option in tool.options}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals:
            raise CommandError(f"--option takes name=value, not {pair!r}")
        kind = schemas.get(name, {}).get("type")
        if kind == "array" and not value.startswith("["):
            chosen[name] = value.split(",")
        elif kind == "string":
            chosen[name] = value
        else:
            try:
                chosen[name] = json.loads(value)
            except ValueError:
                chosen[name] = value
    try:
        options.validate(tool, chosen)
    except ApiError as error:
        raise CommandError(error.details) from None
    return chosen


def _kind(tool: Tool, locator: str) -> str:
    """The kind of target that `locator` most likely is, of those that the tool takes."""
    if "://" in locator:
        guesses = ["web"]
    elif os.path.exists(locator) or "/" in locator:
        guesses = ["repository", "iac"]
    else:
        guesses = ["host", "cloud_account", "image", "repository", "iac"]
    return next((kind for kind in guesses if kind in tool.accepts), guesses[0])


def _replay_facts(one: Replayed) -> dict[str, Any]:
    case = one.recording.case
    code = case["exit_code"] if case["signal"] is None else f"signal {case['signal']}"
    return {
        "recording": str(one.recording),
        "origin": case["origin"],
        "tool_version": case.get("tool_version", ""),
        "exit": code,
        "outcome": one.verdict.outcome,
        "findings": one.findings,
        "error": one.verdict.error,
        "expected": {name: one.expected[name] for name in ("outcome", "findings")},
        "right": one.is_right,
    }


def _findings(finished: foreground.Finished) -> list[ParsedFinding]:
    try:
        return [record for record in finished.records() if isinstance(record, ParsedFinding)]
    except UnreadableReport:
        return []  # the verdict has told so


def _facts(finished: foreground.Finished, findings: list[ParsedFinding]) -> dict[str, Any]:
    verdict, ended = finished.verdict, finished.ended
    return {
        "tool": finished.tool.name,
        "argv": finished.argv,
        "outcome": verdict.outcome.value,
        "error": verdict.error,
        "hint": verdict.hint,
        "retryable": verdict.retryable,
        "exit_code": ended.exit_code,
        "signal": ended.signal,
        "duration_ms": ended.duration_ms,
        "peak_memory_bytes": ended.peak_memory_bytes,
        "coverage": verdict.coverage,
        "full_scope": verdict.full_scope,
        "findings": [
            {**asdict(finding), "place": {"kind": finding.place.kind, **asdict(finding.place)}}
            for finding in findings
        ],
    }


def _place(finding: ParsedFinding) -> str:
    place = asdict(finding.place)
    if "url" in place:
        return " ".join(filter(None, [place["method"], place["url"], place["parameter"]]))
    if "host" in place:
        return f"{place['host']}:{place['port'] or '*'}"
    if "path" in place:
        at = f"{place['path']}:{place['line'] or ''}".rstrip(":")
        return f"{at} {place.get('address', '')}".strip()
    return " ".join(str(value) for value in place.values() if value)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(one)}" for name, one in value.items() if one)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)

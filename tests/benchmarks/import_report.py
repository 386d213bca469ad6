"""What importing a report costs: `python -m tests.benchmarks.import_report [--sizes 1000 10000]`.

A SARIF report (and one of nuclei) goes the whole way of an upload, on a migrated installation of
its own: recognised, read, stored; first, again, and again with a tenth of it changed. The limit is
the parse of the same file plus COPY (or executemany) of the same rows into tables with the same
indexes, in the same run. docs/scaling.md has the figures.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import psutil

from tests.drills.shapes import installed, run_in_turn, why_not
from tooling.base import Report
from tooling.reading import elements

SHAPES = {"sqlite": "embedded", "postgresql": "scaled"}
RULES = 60
GOALS = {"first": 1.0, "again": 0.6, "changed": 0.8}  # seconds for 10,000, on PostgreSQL
TABLES = ("findings_finding", "findings_attribution", "findings_sighting")
_CODE = (
    "    cursor.execute('SELECT * FROM t{0} WHERE id = %s' % request.args['id'])\n    return {0}"
)


# --- Reports ----------------------------------------------------------------------------------


def _result(number: int, message: str, dice: random.Random) -> dict[str, Any]:
    region = {
        "startLine": number % 500 + 1,
        "endLine": number % 500 + 2,
        "snippet": {"text": _CODE.format(number)},
    }
    place = {"uri": f"src/module_{number // 20}/file_{number}.py", "uriBaseId": "%SRCROOT%"}
    return {
        "ruleId": f"rule-{number % RULES}",
        "ruleIndex": number % RULES,
        "level": "warning",
        "message": {"text": message.format(number)},
        "locations": [{"physicalLocation": {"artifactLocation": place, "region": region}}],
        "partialFingerprints": {"primaryLocationLineHash": f"{dice.getrandbits(128):032x}:1"},
        "properties": {"tags": ["security", "sql"], "confidence": "HIGH"},
    }


def write_sarif(path: Path, size: int, changed: int = 0) -> None:
    """`size` results of 60 rules, 540 bytes each; of the first `changed`, the message differs."""
    dice = random.Random(1)
    rules = [
        {
            "id": f"rule-{number}",
            "shortDescription": {"text": f"Rule {number}"},
            "fullDescription": {"text": "User input reaches a query unescaped. " * 10},
            "help": {"text": "Use parameters. " * 10},
            "helpUri": f"https://rules.example.com/{number}",
            "properties": {"security-severity": "8.1", "tags": ["external/cwe/cwe-089"]},
        }
        for number in range(RULES)
    ]
    head = {"tool": {"driver": {"name": "Semgrep OSS", "rules": rules}}}
    with path.open("wb") as file:
        file.write(b'{"version": "2.1.0", "runs": [' + orjson.dumps(head)[:-1] + b', "results": [')
        for number in range(size):
            message = "Query {} takes user input" + (" (now worse)" if number < changed else "")
            file.write(b",\n" * bool(number) + orjson.dumps(_result(number, message, dice)))
        file.write(b"]}]}")


def write_nuclei(path: Path, size: int) -> None:
    """JSON lines of `size` matches of 60 templates."""
    with path.open("w") as file:
        for number in range(size):
            host = f"https://host-{number // RULES}.example.com"
            match = {
                "template": f"http/template-{number % RULES}.yaml",
                "template-id": f"template-{number % RULES}",
                "info": {
                    "name": f"Template {number % RULES}",
                    "severity": "medium",
                    "description": "The server tells more than it should. " * 5,
                    "tags": ["exposure", "config"],
                    "reference": ["https://example.com/exposure"],
                },
                "type": "http",
                "host": host,
                "matched-at": f"{host}/path/{number}",
                "request": f"GET /path/{number} HTTP/1.1\r\nHost: {host}\r\n\r\n",
                "response": "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>" + "x" * 500,
                "timestamp": "2026-11-21T10:00:00.000Z",
                "matcher-status": True,
            }
            file.write(json.dumps(match) + "\n")


# --- Measuring --------------------------------------------------------------------------------


class Peak:
    """The most memory that this process held, from here on (Linux)."""

    def __init__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5")

    def mebibytes(self) -> float:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


class Bench:
    """The measurements on one database; Django is set up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.connection = importlib.import_module("django.db").connection
        self.receiving = importlib.import_module("findings.receiving")
        self.uploads = importlib.import_module("findings.uploads")
        self.make = importlib.import_module("tests.make")
        self.finding = importlib.import_module("findings.models").Finding
        self.is_postgresql = self.connection.vendor == "postgresql"

    @contextmanager
    def _counting(self) -> Iterator[Callable[[], int]]:
        """Statements sent, without keeping them. COPY is not seen: three a batch at most."""
        numbers = count()

        def counted(execute: Any, *args: Any) -> Any:
            next(numbers)
            return execute(*args)

        with self.connection.execute_wrapper(counted):
            yield lambda: next(numbers)

    def _processor(self) -> float:
        """Processor seconds of this process, and of the server's that works for it."""
        spent = time.process_time()
        if self.is_postgresql:
            times = psutil.Process(self.connection.connection.info.backend_pid).cpu_times()
            spent += times.user + times.system
        return spent

    def imported(self, path: Path, project: Any) -> tuple[float, float, float, int]:
        """Seconds, processor seconds, mebibytes at most, and statements, of one import."""
        peak = Peak()
        with self._counting() as statements:
            began, own = time.perf_counter(), self._processor()
            received = self.receiving.check(path, path.name, project, is_ours=False)
            upload = self.receiving.store("benchmark", received)
            state = self.uploads.carry_out(upload.pk)
            took, own = time.perf_counter() - began, self._processor() - own
        if state != "done":
            upload.refresh_from_db()
            raise SystemExit(f"the import ended as {state}: {upload.error}")
        return took, own, peak.mebibytes(), statements()

    def sarif(self, size: int) -> None:
        same, changed = self.folder / f"{size}.sarif", self.folder / f"{size}-changed.sarif"
        write_sarif(same, size)
        write_sarif(changed, size, changed=size // 10)
        project = self.make.make_project()
        spent: dict[str, float] = {}
        for name, path in (("first", same), ("again", same), ("changed", changed)):
            spent[name] = self._told(f"SARIF, {name}", size, name, path, project)
        assert self.finding.objects.filter(project=project).count() == size
        parse, copy = self.parsed(same), self.copied(project)
        limit = parse + copy
        print(
            f"  {'limit':20} {size:9,}             processor {limit:5.2f}, of it parse {parse:.2f}"
            f" ({same.stat().st_size / parse / 1e6:.0f} MB/s), rows {copy:.2f};"
            f" first is {spent['first'] / limit:.1f} times that",
            flush=True,
        )
        same.unlink()
        changed.unlink()

    def nuclei(self, size: int) -> None:
        path = self.folder / f"{size}.jsonl"
        write_nuclei(path, size)
        project = self.make.make_project()
        self._told(f"nuclei, {RULES} templates", size, "first", path, project)
        self._told("nuclei, again", size, "again", path, project)
        stored = self.finding.objects.filter(project=project).count()
        if stored != size:
            raise SystemExit(f"{stored} findings of {size}")
        path.unlink()

    def _told(self, what: str, size: int, name: str, path: Path, project: Any) -> float:
        took, own, memory, queries = self.imported(path, project)
        goal = ""
        if self.is_postgresql and size == 10_000:
            goal = f"goal {GOALS[name]} s: {'met' if took <= GOALS[name] else 'MISSED'}"
        print(
            f"  {what:20} {size:9,} {took:7.2f} s, processor {own:5.2f}"
            f" {size / took:7,.0f} a second {memory:4.0f} MiB {queries:4} statements  {goal}",
            flush=True,
        )
        return own

    @staticmethod
    def parsed(path: Path) -> float:
        """Processor seconds to parse the report, the better of two."""
        seconds = []
        for _ in range(2):
            began = time.process_time()
            for _ in elements(Report(path), "runs/[]/results/[]"):
                pass
            seconds.append(time.process_time() - began)
        return min(seconds)

    def copied(self, project: Any) -> float:
        """Processor seconds to write the project's rows into tables that have the same indexes."""
        with self.connection.cursor() as cursor:
            return sum(self._copied(cursor, table, str(project.pk)) for table in TABLES)

    def _copied(self, cursor: Any, table: str, project: str) -> float:
        mine = {
            "findings_finding": "project_id = %s",
            "findings_attribution": "finding_id IN (SELECT id FROM findings_finding"
            " WHERE project_id = %s)",
            "findings_sighting": "finding_id IN (SELECT id FROM findings_finding"
            " WHERE project_id = %s)",
        }[table]
        if not self.is_postgresql:
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND type IN ('table', 'index')"
                " AND sql IS NOT NULL ORDER BY type DESC",
                [table],
            )
            for (statement,) in cursor.fetchall():
                copied = re.sub(r'^(CREATE [A-Z ]+)"', r'\1"limit_', statement)
                cursor.execute(copied.replace(f' ON "{table}"', f' ON "limit_{table}"'))
            cursor.execute(
                f"SELECT * FROM {table} WHERE {mine}",  # noqa: S608 - our own tables
                [project.replace("-", "")],
            )
            rows = cursor.fetchall()
            marks = ", ".join(["%s"] * len(rows[0]))
            transaction = importlib.import_module("django.db.transaction")
            began = self._processor()
            with transaction.atomic():
                cursor.executemany(
                    f"INSERT INTO limit_{table} VALUES ({marks})",  # noqa: S608 - our own tables
                    rows,
                )
            took = self._processor() - began
            cursor.execute(f"DROP TABLE limit_{table}")
            return took
        data = io.BytesIO()
        with cursor.copy(
            f"COPY (SELECT * FROM {table} WHERE {mine}) TO STDOUT",  # noqa: S608 - our own tables
            [project],
        ) as out:
            for piece in out:
                data.write(piece)
        cursor.execute(f"CREATE TABLE limit_{table} (LIKE {table} INCLUDING ALL)")
        began = self._processor()
        with cursor.copy(f"COPY limit_{table} FROM STDIN") as into:
            into.write(data.getbuffer())
        took = self._processor() - began
        cursor.execute(f"DROP TABLE limit_{table}")
        return took


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.import_report")
    parser.add_argument("--database", choices=SHAPES, help="default: one after the other")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--nuclei", type=int, default=10_000, help="results; 0 leaves it out")
    asked = parser.parse_args()
    if not asked.database:
        command = [sys.executable, "-m", "tests.benchmarks.import_report", *sys.argv[1:]]
        sys.exit(run_in_turn([[*command, "--database", name] for name in SHAPES], Path.cwd()))
    print(f"\nimport on {asked.database}, load {os.getloadavg()[0]:.1f}", flush=True)
    if why := why_not(SHAPES[asked.database]):
        print(f"left out: {why}")
        return
    with installed(SHAPES[asked.database], "config.settings") as shape:
        bench = Bench(shape.folder)
        write_sarif(shape.folder / "warm.sarif", 50)
        bench.imported(shape.folder / "warm.sarif", bench.make.make_project())
        for size in asked.sizes:
            bench.sarif(size)
        if asked.nuclei:
            bench.nuclei(asked.nuclei)


if __name__ == "__main__":
    main()

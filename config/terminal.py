"""How the demo looks in a terminal: a row for each tool run, then errors and findings."""

from __future__ import annotations

import time
from pathlib import Path

from rich.console import Console
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from findings.models import Finding, Severity
from projects.models import Project
from scans.models import Scan, ToolRun
from scans.states import FAILURES, TERMINAL, RunState

COLOURS = {"critical": "magenta", "high": "red", "medium": "yellow", "low": "cyan", "info": "dim"}


def describe(run: ToolRun) -> list[str]:
    """Target, tool, state, seconds, and what came of it."""
    seconds = ""
    if run.started:
        last = run.finished.timestamp() if run.finished else time.time()
        seconds = f"{last - run.started.timestamp():.1f} s"
    told = run.error or run.outcome.replace("_", " ") or run.progress_message
    return [str(run.scan.target), run.tool, run.state, seconds, told]


def table(runs: list[ToolRun]) -> Table:
    grid = Table(box=None, padding=(0, 2, 0, 0), expand=False)
    for heading in ("Target", "Tool", "", "State", "Time", "Result"):
        grid.add_column(heading, no_wrap=heading != "Result")
    for run in runs:
        target, tool, state, seconds, told = describe(run)
        style = (
            "green"
            if state == RunState.SUCCEEDED
            else "red"
            if state in FAILURES
            else "cyan"
            if state == RunState.RUNNING
            else "dim"
        )
        bar = ProgressBar(
            total=100,
            completed=100 if state in TERMINAL else run.progress_percent or 0,
            width=18,
            pulse=state == RunState.RUNNING and run.progress_percent is None,
            complete_style=style,
            finished_style=style,
        )
        grid.add_row(target, tool, bar, Text(state, style), seconds, Text(told[:90]))
    return grid


def summarise(console: Console, project: Project, scans: list[Scan]) -> None:
    """Errors with their hints, then the open findings by severity and the worst of them."""
    runs = ToolRun.objects.filter(scan__in=[scan.pk for scan in scans])
    failed = [run for run in runs.select_related("scan__target") if run.state in FAILURES]
    console.print(f"\n[bold]{len(failed)} of {len(runs)} tool runs failed[/]")
    for run in failed:
        console.print(f"  [red]✗ {run.tool}[/] on {run.scan.target}: {run.error}")
        console.print(f"    {run.hint}", style="dim")
    findings = Finding.objects.filter(project=project, sightings__run__in=runs).distinct()
    grid = Table(title="Findings", title_justify="left", box=None, padding=(0, 2, 0, 0))
    grid.add_column("Severity")
    grid.add_column("Count", justify="right")
    grid.add_column("For example")
    for severity in Severity.values:
        found = findings.filter(severity=severity)
        example = found.order_by("title").first()
        if example is not None:
            where = example.location or example.resource
            grid.add_row(
                Text(severity, COLOURS[severity]),
                str(found.count()),
                Text(f"{example.title} — {Path(where).as_posix() if where else ''}"[:100]),
            )
    console.print()
    console.print(grid)

"""Words and numbers of scans in pages; `static/wardroom/words.js` says the same in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.errors.encoding import timestamp
from scans.models import Scan, ToolRun
from scans.settling import has_failed
from scans.states import TERMINAL

register = template.Library()


@register.filter
def lasted(row: ToolRun | Scan) -> str:
    """How long a run or scan took, or has taken so far; empty before it started."""
    if row.started is None:
        return ""
    return duration((row.finished or timezone.now()) - row.started)


def duration(value: Any) -> str:
    """A time span in two units at most: 0.4 s, 45 s, 3 min 05 s, 2 h 10 min."""
    seconds = max(value.total_seconds(), 0)
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """A point in time, in UTC, readable for people and machines."""
    if value is None:
        return "\N{EN DASH}"
    return format_html(
        '<time datetime="{}">{}</time>',
        timestamp(value),
        f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
    )


@register.filter
def minute(value: datetime) -> SafeString:
    """A point in time for a narrow column whose heading says UTC."""
    return format_html(
        '<time datetime="{}">{}</time>', timestamp(value), f"{value.astimezone(UTC):%Y-%m-%d %H:%M}"
    )


@register.filter
def percent(scan: Scan) -> int:
    """How far a scan is: the mean over its tools, one that has ended counting as done."""
    runs = list(scan.runs.all())
    done = [100 if run.state in TERMINAL else run.progress_percent or 0 for run in runs]
    return round(sum(done) / len(runs)) if runs else 0


@register.filter
def failed(run: ToolRun) -> bool:
    return has_failed(run)


@register.filter
def of(counts: Mapping[str, int], severity: str) -> int:
    return counts.get(severity, 0)


@register.filter
def total(counts: Mapping[str, int]) -> int:
    return sum(counts.values())

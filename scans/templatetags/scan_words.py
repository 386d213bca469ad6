"""Words and numbers of scans in pages; `static/wardroom/words.js` says the same in the browser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django import template
from django.template.defaultfilters import capfirst
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.errors.encoding import timestamp
from projects.models import Credential
from scans import expiry
from scans.models import Attempt, Scan, ToolRun
from scans.settling import has_failed, was_kept_back
from scans.states import TERMINAL

register = template.Library()


@register.filter
def lasted(row: ToolRun | Scan) -> str:
    """How long a run or scan took, or has taken so far; empty before it started."""
    if row.started is None:
        return ""
    return duration(span(row))


def span(row: ToolRun | Scan | Attempt) -> timedelta:
    """From its start to its end, or until now; a scan's idle time before a retry left out."""
    until = row.finished or timezone.now()
    idle = timedelta(milliseconds=row.idle_ms) if isinstance(row, Scan) else timedelta()
    return until - (row.started or until) - idle


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
def kept_back(run: ToolRun) -> bool:
    return was_kept_back(run)


@register.filter
def not_started(scan: Scan) -> int:
    """How many of its tools an open circuit breaker kept back. No query with runs prefetched."""
    return sum(was_kept_back(run) for run in scan.runs.all())


@register.filter
def waiting(run: ToolRun) -> str:
    """What a queued run waits for; empty for any other."""
    if run.not_before is None:
        reason = getattr(run, "waits_for", "")
        return f"{capfirst(reason)}." if reason else ""
    attempts = list(run.attempts.all())
    until = f"{run.not_before.astimezone(UTC):%H:%M:%S} UTC"
    told = f"Waits until {until} for attempt {len(attempts) + 1}."
    return f"{told} {attempts[-1].error}" if attempts else told


@register.simple_tag
def verdict(runs: Iterable[ToolRun], errors: Mapping[str, str | None]) -> str:
    """ "2 of 4 tools failed", with those that an open circuit breaker kept from starting."""
    kept = sum(map(was_kept_back, runs))
    failures = sum(error is not None for error in errors.values())
    told = [f"{failures} of {len(errors)} tools failed"] if errors or not kept else []
    return ", ".join([*told, *([f"{kept} not started"] if kept else [])])


RESULT_STATES = {"ok": "succeeded", "auth_failed": "failed", "": ""}


@register.filter
def result_state(credential: Credential) -> str:
    """The colour of the last check's badge."""
    return RESULT_STATES.get(credential.last_result, "partial")


@register.filter
def ends(credential: Credential) -> str:
    """When a credential ends: "in 3 days"; a dash where nobody said."""
    return expiry.in_words(credential.expires) or "\N{EN DASH}"


@register.filter
def ends_soon(credential: Credential) -> bool:
    return bool(expiry.warning(credential))


@register.filter
def of(counts: Mapping[str, int], severity: str) -> int:
    return counts.get(severity, 0)


@register.filter
def total(counts: Mapping[str, int]) -> int:
    return sum(counts.values())

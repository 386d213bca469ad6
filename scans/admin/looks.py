"""What the pages of the scans desk share: colours of states, durations, rows nobody edits."""

from __future__ import annotations

from scans.models import Attempt, Scan, ToolRun
from scans.templatetags import scan_words

NOTHING = "-"  # shown where there is nothing to show
SCAN_COLOURS = {
    "Pending": "info",
    "Running": "info",
    "Completed": "success",
    "Partial": "warning",
    "Failed": "danger",
    "Cancelled": "warning",
}
RUN_COLOURS = {
    "Queued": "info",
    "Running": "info",
    "Cancelling": "warning",
    "Succeeded": "success",
    "Failed": "danger",
    "Timed out": "danger",
    "Lost": "danger",
    "Cancelled": "warning",
    "Skipped": "warning",
}


def duration(obj: Scan | ToolRun | Attempt) -> str:
    """As on the live pages; of what still runs, until now."""
    if obj.started is None:
        return NOTHING
    return scan_words.duration(scan_words.span(obj))


def outcome(obj: ToolRun | Attempt) -> str:
    return obj.outcome.replace("_", " ") or NOTHING

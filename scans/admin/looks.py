"""What the pages of the scans desk share: colours of states, durations, rows nobody edits."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

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
    return scan_words.duration((obj.finished or timezone.now()) - obj.started)


def outcome(obj: ToolRun | Attempt) -> str:
    return obj.outcome.replace("_", " ") or NOTHING


class Unwritable:
    """Rows that only the engine writes."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

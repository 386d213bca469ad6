"""What people read of findings in the admin: text, evidence, links to the run."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.records.unwritable import Unwritable

from .models import Finding

NOTHING = "\N{EN DASH}"
LINK = "text-primary-600 underline dark:text-primary-500"


class ReadOnly(Unwritable):
    """Rows that people read and verb modules write."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # whoever sees the finding


def run_links(run: Any) -> SafeString | str:
    """The run, and the live page of its scan with log and error details."""
    if run is None:
        return NOTHING
    return format_html(
        f'<a class="{LINK}" href="{{}}">{{}}</a> · '
        f'<a class="{LINK}" href="{{}}">log and live page</a>',
        reverse("admin:scans_toolrun_change", args=[run.pk]),
        run.tool,
        reverse("scan", args=[run.scan_id]),
    )


def evidence(finding: Finding) -> dict[str, Any]:
    """Evidence as people read it: numbered code, an HTTP exchange, and whatever else there is."""
    rest = dict(finding.evidence)
    code, http = rest.pop("code", None), rest.pop("http", None)
    lines = []
    if isinstance(code, dict):
        first = code.get("line") or 1
        lines = list(enumerate(str(code.get("snippet", "")).splitlines(), first))
    return {
        "code": code,
        "lines": lines,
        "http": http if isinstance(http, dict) else None,
        "rest": [(name.replace("_", " "), value) for name, value in rest.items() if value],
    }


def paragraphs(text: str) -> SafeString | str:
    return format_html('<div class="whitespace-pre-line">{}</div>', text) if text else NOTHING


def words(items: list[str]) -> str:
    return ", ".join(items) or NOTHING

"""Which rendering a request gets: by its `Accept`, by the view's family, or a page.

A view declares its default with the class attribute `error_rendering`; a client asks for another
with `Accept`. Success bodies are plain JSON whatever `Accept` says about errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer

from .encoding import dumps
from .tracing import trace_of

if TYPE_CHECKING:
    from rest_framework.request import Request

FLAT, ENVELOPE, DETAIL, PROBLEM = "flat", "envelope", "detail", "problem"
JSON = "application/json"
MEDIA_TYPES = {
    FLAT: "application/vnd.wardroom.error.flat+json",
    ENVELOPE: "application/vnd.wardroom.error.envelope+json",
    DETAIL: "application/vnd.wardroom.error.detail+json",
    PROBLEM: "application/problem+json",
}
_REFUSED = re.compile(r";\s*q=0(\.0*)?\s*(;|$)")
_RENDERINGS = {media_type: name for name, media_type in MEDIA_TYPES.items()}

# First segments below /api/ (and /api/v1/) whose views answer otherwise than flat. The same
# answer is due where no view was reached, so the default hangs on the path, too.
FAMILIES = {
    "processes": ENVELOPE,
    "scan": ENVELOPE,
    "iocs": DETAIL,
    "investigations": DETAIL,
    "playbooks": DETAIL,
    "agents": DETAIL,
}


def default_for(path: str) -> str:
    """The rendering of the family that `path` belongs to."""
    segments = path.strip("/").split("/")
    if segments[0] != "api":
        return FLAT
    rest = segments[2:] if segments[1:2] == [settings.API_VERSION] else segments[1:]
    return FAMILIES.get(rest[0], FLAT) if rest else FLAT


def asked_for(request: HttpRequest) -> str | None:
    """The rendering that `Accept` names with the highest weight, the first among equals."""
    best, best_weight = None, 0.0
    for media_type in accepted_types(request):
        name = _RENDERINGS.get(f"{media_type.main_type}/{media_type.sub_type}".lower())
        if name and media_type.quality > best_weight:
            best, best_weight = name, media_type.quality
    return best


def accepted_types(request: HttpRequest) -> list[Any]:
    """The media types of `Accept`; what cannot be read counts as not sent.

    Django keeps them on the request, most specific first.
    """
    try:
        return request.accepted_types[:64]
    except (ValueError, OverflowError):
        return []


def wants_page(request: HttpRequest) -> bool:
    """Whether the answer to a failure is an HTML page.

    Never under /api/; under /p/ where a GET names text/html no later than JSON; elsewhere unless
    the request asks for JSON and not for HTML.
    """
    path = f"{request.path_info}/"
    if path.startswith("/api/"):
        return False
    try:
        names_html = any(str(t).startswith("text/html") for t in accepted_types(request))
        preferred = request.get_preferred_type(["text/html", JSON, *_RENDERINGS])
    except (ValueError, OverflowError):
        names_html, preferred = False, None
    if path.startswith("/p/"):
        return request.method in ("GET", "HEAD") and names_html and preferred == "text/html"
    return preferred in ("text/html", None)


class JSONRenderer(BaseRenderer):
    """Success bodies."""

    media_type = JSON
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        if data is None:
            return b""
        trace = trace_of((renderer_context or {}).get("request"))
        return dumps(data) if trace is None else trace.rendered(lambda: dumps(data))


class ContentNegotiation(DefaultContentNegotiation):
    """DRF's; an error media type also accepts plain JSON, and a weight of 0 accepts nothing."""

    def get_accept_list(self, request: Request) -> list[str]:
        tokens: list[str] = super().get_accept_list(request) or ["*/*"]
        return [token for token in tokens if not _REFUSED.search(token)]

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable:
            if not asked_for(request._request):
                raise
            # Only the form of an error was named: a success has the view's own, JSON where it can.
            form = next((r for r in renderers if r.media_type == JSON), next(iter(renderers)))
            return form, form.media_type

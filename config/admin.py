"""The admin site: the desk from which Wardroom is steered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from unfold.sites import UnfoldAdminSite

from .desk import figures

# The theme's Alpine.js evaluates expressions and its templates carry style attributes. Scripts
# still come from this server only, and none stands in a page.
ADMIN_POLICY = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}


class WardroomAdminSite(UnfoldAdminSite):
    site_title = "Wardroom"
    site_header = "Wardroom"
    index_title = "Desk"

    def admin_view(
        self, view: Callable[..., HttpResponse], cacheable: bool = False
    ) -> Callable[..., HttpResponse]:
        return csp_replace(ADMIN_POLICY)(super().admin_view(view, cacheable))  # type: ignore[return-value]

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().login(request, extra_context)
        response._csp_replace = ADMIN_POLICY  # type: ignore[attr-defined]  # as csp_replace does
        return response

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().index(request, {**figures(request), **(extra_context or {})})

"""Rows in the admin that people read and the machine writes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


class Unwritable:
    """In front of a `ModelAdmin` or an inline: nobody adds, changes or deletes a row by hand."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

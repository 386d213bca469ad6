"""Routes of `tooling`: the tools."""

from django.urls import URLPattern, URLResolver, path

from .api.views import ToolViews

api: list[URLPattern | URLResolver] = [
    path("tools", ToolViews.as_view({"get": "list"}), name="tools"),
    path("tools/<str:name>", ToolViews.as_view({"get": "retrieve"}), name="tool"),
    path("tools/<str:name>/check", ToolViews.as_view({"post": "check"}), name="tool-check"),
]
pages: list[URLPattern | URLResolver] = []
project: list[URLPattern | URLResolver] = []

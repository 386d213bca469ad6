"""The `tooling` application."""

from django.apps import AppConfig


class ToolingConfig(AppConfig):
    name = "tooling"
    verbose_name = "Tooling"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers itself

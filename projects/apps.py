"""The `projects` application."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "Projects"

    def ready(self) -> None:
        from . import sign_ins  # noqa: F401  # connects its receivers

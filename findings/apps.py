"""The `findings` application."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "findings"
    verbose_name = "Findings"

    def ready(self) -> None:
        from scans.signals import run_finished

        from .receivers import import_finished_run

        run_finished.connect(import_finished_run, dispatch_uid="findings.import_finished_run")

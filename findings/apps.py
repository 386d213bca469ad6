"""The `findings` application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FindingsConfig(AppConfig):
    name = "findings"
    verbose_name = "Findings"

    def ready(self) -> None:
        from scans.signals import imports_are_idle, run_finished

        from .receivers import import_finished_run, resend_uploads
        from .tasks import keep_schedule

        run_finished.connect(import_finished_run, dispatch_uid="findings.import_finished_run")
        imports_are_idle.connect(resend_uploads, dispatch_uid="findings.resend_uploads")
        post_migrate.connect(keep_schedule, sender=self, dispatch_uid="findings.schedule")

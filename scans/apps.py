"""The `scans` application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ScansConfig(AppConfig):
    name = "scans"
    verbose_name = "Scans"

    def ready(self) -> None:
        from django_q.signals import post_spawn

        from . import profiles, reaper

        post_migrate.connect(profiles.sync, sender=self, dispatch_uid="scans.profiles")
        post_spawn.connect(reaper.start_in_worker, dispatch_uid="scans.reaper")

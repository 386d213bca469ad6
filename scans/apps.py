"""The `scans` application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ScansConfig(AppConfig):
    name = "scans"
    verbose_name = "Scans"

    def ready(self) -> None:
        from django_q.signals import post_spawn

        from tooling.signals import breakers_asked

        from . import breakers, profiles, reaper, scheduler

        post_migrate.connect(profiles.sync, sender=self, dispatch_uid="scans.profiles")
        breakers_asked.connect(breakers.of_tools, dispatch_uid="scans.breakers")
        post_spawn.connect(reaper.start_in_worker, dispatch_uid="scans.reaper")
        post_spawn.connect(scheduler.start_in_worker, dispatch_uid="scans.scheduler")

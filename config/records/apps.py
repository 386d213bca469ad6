"""The cellar's rows."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class RecordsConfig(AppConfig):
    name = "config.records"
    label = "records"
    verbose_name = "Records"

    def ready(self) -> None:
        from . import retention

        post_migrate.connect(retention.keep_schedule, sender=self, dispatch_uid="records.schedule")
        autodiscover_modules("metrics")  # each application's, for the registry

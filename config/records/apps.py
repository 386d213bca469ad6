"""The cellar's rows."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "config.records"
    label = "records"
    verbose_name = "Records"

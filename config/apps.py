"""The roof's applications: the rooms of `config`, and the admin site that Wardroom uses."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class RoofConfig(AppConfig):
    name = "config"
    default = True


class WardroomAdmin(admin_apps.AdminConfig):
    default = False
    default_site = "config.admin.WardroomAdminSite"

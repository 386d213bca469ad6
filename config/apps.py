"""The roof's application: start-up checks, and the admin site that Wardroom uses."""

from django.contrib.admin.apps import AdminConfig


class WardroomAdmin(AdminConfig):
    default_site = "config.admin.WardroomAdminSite"

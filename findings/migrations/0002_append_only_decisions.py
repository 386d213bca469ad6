"""Decisions stay as they were written, held by the database."""

from django.db import migrations

from findings import triggers


class Migration(migrations.Migration):
    dependencies = [("findings", "0001_initial")]
    operations = [migrations.RunPython(triggers.install, triggers.remove)]

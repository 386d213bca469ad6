"""The terminal state of an attempt is final, held by the database."""

from django.db import migrations

from scans import triggers


class Migration(migrations.Migration):
    dependencies = [("scans", "0001_initial")]
    operations = [migrations.RunPython(triggers.install, triggers.remove)]

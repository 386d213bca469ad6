"""How many tools of a project may run at once."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = [
        migrations.AddField(
            "project",
            "max_runs",
            models.PositiveSmallIntegerField(
                blank=True,
                help_text="Most tool runs at once; empty: the server's WARDROOM_PROJECT_RUNS.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
            ),
        )
    ]

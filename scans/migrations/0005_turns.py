"""What the order of runs is read from, and who holds an attempt."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0002_project_max_runs"),
        ("scans", "0004_limits"),
    ]

    operations = [
        migrations.AddField(
            "scan",
            "urgency",
            models.GeneratedField(
                db_persist=True,
                expression=models.Case(models.When(origin="scheduled", then=1), default=0),
                help_text="The lower, the earlier its turn.",
                output_field=models.PositiveSmallIntegerField(),
            ),
        ),
        migrations.AddIndex(
            "scan",
            models.Index(
                fields=["project", "urgency", "created"],
                condition=models.Q(("finished", None)),
                name="scan_waits_its_turn",
            ),
        ),
        migrations.AddField(
            "attempt",
            "worker_process",
            models.CharField(
                blank=True,
                help_text="Which process, until the machine's end.",
                max_length=80,
                null=True,
            ),
        ),
        migrations.AddField(
            "worker",
            "queues",
            models.CharField(
                blank=True, default="", help_text="That it takes work from.", max_length=80
            ),
            preserve_default=False,
        ),
    ]

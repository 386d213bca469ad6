"""What the last check of a credential said; stored values stay as they are."""

import projects.encryption
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0002_project_max_runs'),
    ]

    operations = [
        migrations.AddField(
            model_name='credential',
            name='last_cause',
            field=models.CharField(blank=True, default='', editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name='credential',
            name='last_checked',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='credential',
            name='last_error',
            field=models.CharField(blank=True, default='', editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name='credential',
            name='last_identity',
            field=models.CharField(blank=True, default='', editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name='credential',
            name='last_result',
            field=models.CharField(blank=True, choices=[('ok', 'OK'), ('auth_failed', 'Refused'), ('permission_denied', 'Not permitted'), ('throttled', 'Throttled'), ('network', 'Not reached'), ('not_checkable', 'Cannot be checked')], default='', editable=False, max_length=20),
        ),
        migrations.AlterField(
            model_name='credential',
            name='kind',
            field=models.CharField(choices=[('aws', 'AWS'), ('azure', 'Azure service principal'), ('gcp', 'GCP service account'), ('kubernetes', 'Kubernetes config'), ('generic', 'Environment variables')], max_length=16),
        ),
        migrations.AlterField(
            model_name='credential',
            name='values',
            field=projects.encryption.EncryptedJSONField(help_text='Fields of the kind, and environment variables; handed to tools by environment and private files only.'),
        ),
    ]

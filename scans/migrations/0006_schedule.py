"""Schedules, and which one a scan is a run of."""

import config.records.rows
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0001_initial'),
        ('scans', '0005_turns'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.UUIDField(default=config.records.rows.new_id, editable=False, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('updated', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=120)),
                ('tools', models.JSONField(blank=True, default=list, help_text="Narrow or replace the profile's.")),
                ('options', models.JSONField(blank=True, default=dict, help_text='By tool.')),
                ('severity_filter', models.JSONField(blank=True, default=list)),
                ('timeout_seconds', models.PositiveIntegerField(blank=True, help_text="For each tool; empty: the profile's.", null=True)),
                ('max_parallel', models.PositiveSmallIntegerField(blank=True, help_text="Tools at once; empty: the profile's.", null=True)),
                ('cron', models.CharField(help_text='Minute, hour, day of the month, month, day of the week: 30 2 * * 1-5.', max_length=120)),
                ('time_zone', models.CharField(default='UTC', max_length=60)),
                ('blackouts', models.JSONField(blank=True, default=list)),
                ('jitter_seconds', models.PositiveIntegerField(default=0, help_text='Started by chance up to so much later.', validators=[django.core.validators.MaxValueValidator(21600)])),
                ('missed', models.CharField(choices=[('run_once', 'Run once, as soon as possible'), ('skip', 'Skip')], default='run_once', help_text='What becomes of a run that is later than its grace.', max_length=16)),
                ('grace_seconds', models.PositiveIntegerField(default=300, help_text='So late is still on time.', validators=[django.core.validators.MinValueValidator(60), django.core.validators.MaxValueValidator(604800)])),
                ('active', models.BooleanField(default=True)),
                ('stopped', models.TextField(blank=True, help_text='Why it was stopped, by whatever did it.')),
                ('planned_run', models.DateTimeField(editable=False, help_text='Without the jitter.', null=True)),
                ('next_run', models.DateTimeField(editable=False, null=True)),
                ('last_at', models.DateTimeField(editable=False, null=True)),
                ('last_result', models.CharField(blank=True, choices=[('started', 'Started'), ('overlap', 'Skipped: the previous scan had not ended'), ('blackout', 'Skipped: in a blackout window'), ('missed', 'Skipped: its time had passed'), ('refused', 'Refused')], max_length=16)),
                ('last_code', models.CharField(blank=True, help_text='Of a refusal.', max_length=60)),
                ('last_reason', models.TextField(blank=True)),
                ('credential', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='projects.credential')),
                ('last_scan', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='scans.scan')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('profile', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='scans.profile')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='schedules', to='projects.project')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='schedules', to='projects.target')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='scan',
            name='schedule',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='scans', to='scans.schedule'),
        ),
        migrations.AddIndex(
            model_name='schedule',
            index=models.Index(condition=models.Q(('active', True)), fields=['next_run'], name='schedule_is_due'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.UniqueConstraint(fields=('project', 'name'), name='one_schedule_a_project'),
        ),
    ]

"""What runs may use: asked for by profiles, resolved for runs, noted on attempts."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scans', '0003_breaker'),
    ]

    operations = [
        migrations.AddField(
            model_name='attempt',
            name='limits',
            field=models.JSONField(blank=True, help_text='What it ran under, where, and who held it to that.', null=True),
        ),
        migrations.AddField(
            model_name='profile',
            name='limits',
            field=models.JSONField(blank=True, default=dict, help_text='What each tool may use, such as {"memory_bytes": 2000000000}.'),
        ),
        migrations.AddField(
            model_name='toolrun',
            name='limits',
            field=models.JSONField(blank=True, default=dict, help_text='What it may use.'),
        ),
    ]

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0002_watching'),
    ]

    operations = [
        migrations.AlterField(
            model_name='recenterror',
            name='created',
            field=models.DateTimeField(default=django.utils.timezone.now, help_text='When it was answered, which is before it was stored.'),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0009_read_once_rows'),
    ]

    operations = [
        migrations.AddField(
            model_name='subsystem',
            name='networks_until',
            field=models.DateTimeField(null=True),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0011_links_append_only'),
    ]

    operations = [
        migrations.AddField(
            model_name='subsystem',
            name='networks_until',
            field=models.DateTimeField(null=True),
        ),
    ]

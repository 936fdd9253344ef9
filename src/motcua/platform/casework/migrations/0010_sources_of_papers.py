from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0009_rows_and_late_steps'),
    ]

    operations = [
        migrations.AddField(
            model_name='paper',
            name='source',
            field=models.JSONField(null=True),
        ),
    ]

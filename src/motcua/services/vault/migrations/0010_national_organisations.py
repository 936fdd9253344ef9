"""Papers of organisations come from the national store too: who confirmed it for the organisation, when, and which text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0009_pictures")]

    operations = [
        migrations.AlterField(model_name="nationalchoice", name="person_id", field=models.UUIDField(db_index=True)),
        migrations.AddField(model_name="nationalchoice", name="agreed_version", field=models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AddField(model_name="nationalchoice", name="agreed_at", field=models.DateTimeField(null=True)),
    ]

"""The digest of a file as it was given (photographs are kept without what the camera wrote), and the share that a unit's copy is of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0008_national_store")]

    operations = [
        migrations.AddField(
            model_name="helddocumentrow",
            name="source_sha256",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(model_name="helddocumentrow", name="from_share_id", field=models.UUIDField(null=True)),
    ]

"""A column for the fields that a description tells, and one for the secrets of adapters, sealed."""

from django.db import migrations, models

import motcua.kit.fields


class Migration(migrations.Migration):
    """Columns."""

    dependencies = [("exchange", "0005_watching")]

    operations = [
        migrations.AddField(
            model_name="servicedescription",
            name="told",
            field=models.JSONField(default=list, db_default=models.Value([], output_field=models.JSONField())),
        ),
        migrations.AddField(model_name="service", name="adapter_secrets", field=motcua.kit.fields.EncryptedJSONField(null=True)),
    ]

"""The published indices."""

import motcua.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PublishedIndex",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=motcua.kernel.ids.uuid7, unique=True)),
                ("unit_code", models.CharField(default="", max_length=20)),
                ("procedure_code", models.CharField(default="", max_length=40)),
                ("period", models.CharField(max_length=30)),
                ("score", models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ("earned", models.DecimalField(decimal_places=2, max_digits=6)),
                ("known_points", models.DecimalField(decimal_places=2, max_digits=6)),
                ("band", models.CharField(default="", max_length=20)),
                ("parts", models.JSONField()),
                ("snapshot", models.CharField(max_length=16)),
                ("as_of", models.DateTimeField()),
                ("published_at", models.DateTimeField()),
                ("published_by", models.CharField(max_length=80)),
            ],
            options={
                "verbose_name": "chỉ số chất lượng đã công bố",
                "db_table": "quality_published_index",
                "indexes": [models.Index(fields=["period", "unit_code"], name="quality_published_period")],
                "constraints": [
                    models.UniqueConstraint(fields=("unit_code", "procedure_code", "period", "snapshot"), name="quality_published_once")
                ],
            },
        ),
    ]

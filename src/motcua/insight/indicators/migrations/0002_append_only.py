"""Published values are never changed."""

from django.db import migrations

from motcua.kit.migrations import append_only


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_tables")]

    operations = [append_only("indicators_published_value")]

"""Published indices are never changed."""

from django.db import migrations

from motcua.kit.migrations import append_only


class Migration(migrations.Migration):
    dependencies = [("quality", "0001_tables")]

    operations = [append_only("quality_published_index")]

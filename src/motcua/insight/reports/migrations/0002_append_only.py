"""What was printed is never changed."""

from django.db import migrations

from motcua.kit.migrations import append_only


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_tables")]

    operations = [append_only("reports_build")]

"""Bank messages are kept as they came."""

from django.db import migrations

from motcua.kit.migrations import append_only


class Migration(migrations.Migration):
    """Schema only."""

    dependencies = [("payments", "0001_tables")]
    operations = [append_only("payments_notification")]

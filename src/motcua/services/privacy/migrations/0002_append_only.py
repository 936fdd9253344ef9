"""What happened in a breach, its evidence and who was told are never changed or removed."""

from django.db import migrations

from motcua.kit.migrations import append_only


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_tables")]

    operations = [append_only("privacy_breach_event"), append_only("privacy_breach_file"), append_only("privacy_breach_told")]

"""Entries, seals and roots are append-only for every role."""

from django.db import migrations

from motcua.kit.migrations import append_only


class Migration(migrations.Migration):
    """Schema only."""

    dependencies = [("audit", "0001_tables")]
    operations = [append_only("audit_entry"), append_only("audit_seal"), append_only("audit_root")]

"""Signatures are append-only for every role."""

from django.db import migrations

from motcua.kit.migrations import append_only


class Migration(migrations.Migration):
    """Schema only."""

    dependencies = [("signing", "0001_tables")]
    operations = [append_only("signing_signature")]

"""Renewals are append-only for every role."""

from django.db import migrations

from motcua.kit.migrations import append_only


class Migration(migrations.Migration):
    """Schema only."""

    dependencies = [("signing", "0003_remote_and_renewals")]
    operations = [append_only("signing_renewal")]

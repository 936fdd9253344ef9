"""Versions of the configuration and steps of requests are never changed."""

from django.db import migrations

from motcua.kit.migrations import append_only


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_control_plane")]

    operations = [append_only("exchange_config_version"), append_only("exchange_sharing_step")]

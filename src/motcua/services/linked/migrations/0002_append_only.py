"""Attempts let nobody change or remove a row."""

from django.db import migrations

from motcua.kit.migrations import append_only


class Migration(migrations.Migration):
    dependencies = [("linked", "0001_tables")]

    operations = [append_only("linked_attempt")]

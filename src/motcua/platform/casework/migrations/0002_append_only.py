"""The history of dossiers lets nobody change or remove a row."""

from django.db import migrations

from motcua.kit.migrations import append_only


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_tables")]

    operations = [append_only("casework_dossier_event")]

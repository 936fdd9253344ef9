"""What happened to an impact assessment, what was approved and its evidence are never changed or removed."""

from django.db import migrations

from motcua.kit.migrations import append_only


class Migration(migrations.Migration):
    dependencies = [("privacy", "0004_impacts")]

    operations = [append_only("privacy_impact_event"), append_only("privacy_impact_version"), append_only("privacy_impact_file")]

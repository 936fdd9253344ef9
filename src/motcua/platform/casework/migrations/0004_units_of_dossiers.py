"""Dossiers of before have one unit: it holds them, took them in and decides."""

from django.db import migrations
from django.db.models import F

_BATCH = 20_000


def fill(apps, schema_editor):
    """Copy the unit into the three new columns, in batches so that no lock is held long."""
    dossiers = apps.get_model("casework", "Dossier").objects
    last = dossiers.order_by("-id").values_list("id", flat=True).first() or 0
    for start in range(0, last + 1, _BATCH):
        rows = dossiers.filter(id__gte=start, id__lt=start + _BATCH, handler_code="")
        rows.update(handler_code=F("unit_code"), intake_code=F("unit_code"), authority_code=F("unit_code"))


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_work_in_depth")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

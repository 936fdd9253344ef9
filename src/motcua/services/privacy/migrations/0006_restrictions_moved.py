"""Restrictions of before go to the room of consents, where every use of data asks for them."""

from django.db import migrations

from motcua.kernel.ids import uuid7

_GROUND = "Luật 91/2025/QH15 Điều 4"


def move(apps, _editor):
    """Every wish, held or ended, with its dossier and period; done again, it adds nothing."""
    earlier, kept = apps.get_model("privacy", "Restriction"), apps.get_model("consent", "Restriction")
    for row in earlier.objects.order_by("id").iterator():
        known = {"person_id": row.person_id, "kind": row.kind, "dossier": row.dossier_code, "since": row.since}
        if not kept.objects.filter(**known).exists():
            ended_by = "citizen:%s" % row.person_id if row.until else ""
            kept.objects.create(uuid=uuid7(), ground=_GROUND, set_by="system", ended_at=row.until, ended_by=ended_by, **known)


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("privacy", "0005_impacts_append_only"), ("consent", "0005_restrictions_only_end")]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]

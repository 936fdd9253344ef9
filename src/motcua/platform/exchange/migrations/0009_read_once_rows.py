"""Fields of descriptions are read once and kept; secrets of adapters move out of the open into a column of their own."""

import json
import re

from django.db import migrations

from motcua.kernel import openapi

_PASSWORD = re.compile(r'("password": )"(?:[^"\\]|\\.)*"?')
_AT_ONCE = 50


def read_fields(apps, schema_editor):
    """What the descriptions of today tell; one that can no longer be read tells nothing."""
    description = apps.get_model("exchange", "ServiceDescription")
    for row in description.objects.order_by("id").iterator(chunk_size=_AT_ONCE):
        try:
            row.told = list(openapi.read(row.document).fields)
        except openapi.DescriptionUnreadable:
            continue
        row.save(update_fields=["told"])


def seal(apps, schema_editor):
    """The only secret that settings of adapters held until now is the password of SOAP's UsernameToken."""
    service = apps.get_model("exchange", "Service")
    for row in service.objects.exclude(adapter=None).iterator(chunk_size=_AT_ONCE):
        security = row.adapter.get("settings", {}).get("security")
        if row.adapter.get("kind") == "soap" and isinstance(security, dict) and "password" in security:
            row.adapter_secrets = {"security.password": str(security.pop("password"))}
            row.save(update_fields=["adapter", "adapter_secrets"])


def cover(apps, schema_editor):
    """Differences of versions showed settings of adapters as they were; the rows are append-only, so their owner lifts that for once."""
    version = apps.get_model("exchange", "ConfigVersion")
    rows = [r for r in version.objects.only("id", "changes").iterator(chunk_size=_AT_ONCE) if "password" in json.dumps(r.changes)]
    if not rows:
        return
    schema_editor.execute("ALTER TABLE exchange_config_version DISABLE TRIGGER USER")
    for row in rows:
        for change in row.changes:
            for side in ("before", "after"):
                change[side] = _PASSWORD.sub(r'\1"•••"', change.get(side) or "")
        row.save(update_fields=["changes"])
    schema_editor.execute("ALTER TABLE exchange_config_version ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    """What belongs into the columns of 0006."""

    dependencies = [("exchange", "0008_drafts")]

    operations = [
        migrations.RunPython(read_fields, migrations.RunPython.noop),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RunPython(cover, migrations.RunPython.noop),
    ]

"""What was kept before stores had holders: results of people, each the first of its series, confirmed by their issue."""

from typing import Any

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Cast, Concat
from django.db.models import CharField


def tell(apps: Any, _editor: Any) -> None:
    """Name holder, series, origin and confirmation of the rows that have none."""
    rows = apps.get_model("vault", "HeldDocumentRow").objects.filter(holder="")
    rows.filter(old_result_id__isnull=False).update(origin="old_result")
    rows.update(
        holder=Concat(Value("person:"), Cast("person_id", CharField())), series=F("uuid"), confirmed_at=F("kept_at"), checked_at=F("kept_at")
    )


class Migration(migrations.Migration):
    """Data apart from the schema."""

    dependencies = [("vault", "0003_stores")]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]

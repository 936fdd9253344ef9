"""Notes and grounds that stood plain are encrypted where they stand."""

from django.db import migrations
from django.db.models import TextField
from django.db.models.functions import Cast

from motcua.kit.fields import Unreadable, decrypt

COLUMNS = (("RunStep", "note"), ("Task", "ground"))


def seal(apps, _editor):
    """Encrypt every text that is none of our ciphertexts; done again, it changes nothing."""
    for model, column in COLUMNS:
        rows = apps.get_model("privacy", model).objects.exclude(**{column: ""}).order_by("id")
        for pk, text in rows.annotate(stands=Cast(column, TextField())).values_list("pk", "stands").iterator():
            if not _sealed(text):
                rows.filter(pk=pk).update(**{column: text})


def _sealed(text):
    try:
        return bool(decrypt(text))
    except Unreadable:
        return False


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("privacy", "0009_words_sealed")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]

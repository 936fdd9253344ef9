"""Tax codes of household businesses are personal numbers of their owners: they move into the encrypted column."""

from django.db import migrations

from motcua.kit.fields import blind_index


def seal(apps, schema_editor):
    organisation = apps.get_model("identity", "Organisation")
    for row in organisation.objects.filter(tax_code__regex=r"^[0-9]{12}$").iterator():
        row.personal_code, row.personal_index, row.tax_code = row.tax_code, blind_index(row.tax_code, purpose="organisation_code"), None
        row.save(update_fields=["personal_code", "personal_index", "tax_code"])


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("identity", "0006_organisations")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]

from django.db import migrations, models


class Migration(migrations.Migration):
    """Once every row names its holder, none may be without."""

    dependencies = [("vault", "0004_holders_of_before")]
    operations = [
        migrations.AddConstraint(
            model_name="helddocumentrow",
            constraint=models.CheckConstraint(condition=models.Q(("holder", ""), _negated=True), name="vault_document_holder"),
        ),
    ]

"""Under which text a sign-in was agreed to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The schema; earlier rows follow."""

    dependencies = [("signon", "0001_tables")]
    operations = [
        migrations.AddField(model_name="grantrow", name="text_version", field=models.IntegerField(db_default=1, default=1)),
    ]

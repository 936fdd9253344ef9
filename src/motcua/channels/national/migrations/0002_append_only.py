"""Messages are kept exactly as they came: nobody changes or removes them."""

from django.db import migrations

from motcua.kit.migrations import append_only


class Migration(migrations.Migration):
    dependencies = [("national", "0001_tables")]
    operations = [append_only("national_inbox_message")]

"""What the post told lets nobody change or remove a row."""

from django.db import migrations

from motcua.kit.migrations import append_only


class Migration(migrations.Migration):
    dependencies = [("post", "0001_tables")]

    operations = [append_only("post_consignment_event")]

"""When systems became connected and were lost is never rewritten."""

from django.db import migrations

from motcua.kit.migrations import append_only


class Migration(migrations.Migration):
    dependencies = [("exchange", "0010_links")]

    operations = [append_only("exchange_system_link")]

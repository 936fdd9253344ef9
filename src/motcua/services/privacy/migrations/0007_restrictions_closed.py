"""Nothing more is written into the table of before."""

from django.db import migrations

from motcua.kit.migrations import append_only, closed_book


class Migration(migrations.Migration):
    """Schema only."""

    dependencies = [("privacy", "0006_restrictions_moved")]
    operations = [append_only("privacy_restriction"), closed_book("privacy_restriction")]

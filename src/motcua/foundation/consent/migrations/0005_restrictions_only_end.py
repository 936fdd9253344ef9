"""A restriction can end once and change in nothing else, like a consent."""

from django.db import migrations

_SQL = """
CREATE TRIGGER consent_restriction_only_ends BEFORE UPDATE OR DELETE ON consent_restriction
  FOR EACH ROW EXECUTE FUNCTION consent_only_ends();
"""


class Migration(migrations.Migration):
    """Schema only."""

    dependencies = [("consent", "0004_restrictions")]
    operations = [migrations.RunSQL(sql=_SQL, reverse_sql="DROP TRIGGER consent_restriction_only_ends ON consent_restriction;")]

"""Readings and texts are append-only for every role; a consent can end once and change in nothing else."""

from django.db import migrations

from motcua.kit.migrations import append_only

_ONLY_ENDS = """
CREATE FUNCTION consent_only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND
     (to_jsonb(NEW) - '{ended_at,ended_by,ended_way,cause}'::text[]) = (to_jsonb(OLD) - '{ended_at,ended_by,ended_way,cause}'::text[]) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a consent only ever ends: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER consent_only_ends BEFORE UPDATE OR DELETE ON consent_consent FOR EACH ROW EXECUTE FUNCTION consent_only_ends();
"""


class Migration(migrations.Migration):
    """Schema only."""

    dependencies = [("consent", "0001_tables")]
    operations = [
        append_only("consent_access"),
        append_only("consent_text"),
        migrations.RunSQL(
            sql=_ONLY_ENDS, reverse_sql="DROP TRIGGER consent_only_ends ON consent_consent; DROP FUNCTION consent_only_ends();"
        ),
    ]

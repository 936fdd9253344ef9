"""Readings are kept in months: partitions by ``window_at``, made ahead, dropped whole after the keeping time; what was noted stays readable."""

from django.db import migrations

from motcua.kit.migrations import append_only

_INDEXES = """
CREATE INDEX consent_access_subject ON consent_access (subject_id, at DESC, uuid DESC) WHERE subject_id IS NOT NULL;
CREATE INDEX consent_access_number ON consent_access (subject_index, at DESC, uuid DESC) WHERE NOT (subject_index = '');
CREATE INDEX consent_access_reader ON consent_access (reader_ref, at DESC);
CREATE INDEX consent_access_at ON consent_access (at DESC, uuid DESC);
"""
_RENAMED = """
ALTER INDEX consent_access_pkey RENAME TO consent_access_begin_pkey;
ALTER INDEX consent_access_subject RENAME TO consent_access_begin_subject;
ALTER INDEX consent_access_number RENAME TO consent_access_begin_number;
ALTER INDEX consent_access_reader RENAME TO consent_access_begin_reader;
ALTER INDEX consent_access_at RENAME TO consent_access_begin_at;
"""
# The table as it was becomes the first partition, without copying a row; its indexes are taken over by those of the whole.
_DIVIDE = f"""
DROP TRIGGER consent_access_append_only ON consent_access;
DROP TRIGGER consent_access_no_truncate ON consent_access;
ALTER TABLE consent_access RENAME TO consent_access_begin;
{_RENAMED}
CREATE TABLE consent_access (LIKE consent_access_begin INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (window_at);
ALTER TABLE consent_access ADD CONSTRAINT consent_access_pkey PRIMARY KEY (window_at, same);
{_INDEXES}
"""
_ATTACH = """
CREATE TABLE consent_access_rest PARTITION OF consent_access DEFAULT;
CREATE TRIGGER consent_access_rest_no_truncate BEFORE TRUNCATE ON consent_access_rest
  FOR EACH STATEMENT EXECUTE FUNCTION motcua_refuse_change();
COMMENT ON TABLE consent_access_rest IS 'append-only';
DO $$
DECLARE
  lowest timestamptz; highest timestamptz; month date;
BEGIN
  SELECT min(window_at), max(window_at) INTO lowest, highest FROM consent_access_begin;
  IF lowest IS NULL THEN
    DROP TABLE consent_access_begin;
  ELSE
    EXECUTE format('ALTER TABLE consent_access ATTACH PARTITION consent_access_begin FOR VALUES FROM (%L) TO (%L)',
      date_trunc('month', lowest, 'UTC'), date_trunc('month', greatest(highest, now()), 'UTC') + interval '1 month');
    CREATE TRIGGER consent_access_begin_no_truncate BEFORE TRUNCATE ON consent_access_begin
      FOR EACH STATEMENT EXECUTE FUNCTION motcua_refuse_change();
    COMMENT ON TABLE consent_access_begin IS 'append-only';
  END IF;
  FOR n IN 0..3 LOOP
    month := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n))::date;
    PERFORM consent_make_month(month);
  END LOOP;
END $$;
"""
# The application role owns no table: these two, with their owner's rights, make months (nobody else's, not beyond a year ahead) and drop
# those that ended longer ago than ten years (NĐ 278/2025/NĐ-CP Điều 13); whoever asks for less is refused.
_FUNCTIONS = """
CREATE FUNCTION consent_make_month(month date) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  since timestamptz := make_timestamptz(extract(year FROM month)::int, extract(month FROM month)::int, 1, 0, 0, 0, 'UTC');
  until timestamptz := date_trunc('month', since + interval '40 days', 'UTC');
  name text := format('consent_access_%s', to_char(month, 'YYYY_MM'));
BEGIN
  IF since > now() + interval '13 months' OR since < timestamptz '2000-01-01 00:00+00' THEN
    RAISE EXCEPTION 'no month of readings: %', month USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM pg_advisory_xact_lock(433981);
  IF to_regclass(format('public.%I', name)) IS NOT NULL THEN RETURN false; END IF;
  EXECUTE format('CREATE TABLE public.%I (LIKE public.consent_access INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
  IF EXISTS (SELECT 1 FROM public.consent_access_rest WHERE window_at >= since AND window_at < until) THEN
    ALTER TABLE public.consent_access_rest DISABLE TRIGGER consent_access_append_only;
    EXECUTE format('WITH moved AS (DELETE FROM public.consent_access_rest WHERE window_at >= %L AND window_at < %L RETURNING *)
      INSERT INTO public.%I SELECT * FROM moved', since, until, name);
    ALTER TABLE public.consent_access_rest ENABLE TRIGGER consent_access_append_only;
  END IF;
  EXECUTE format('ALTER TABLE public.consent_access ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', name, since, until);
  EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON public.%I FOR EACH STATEMENT EXECUTE FUNCTION public.motcua_refuse_change()',
    name || '_no_truncate', name);
  EXECUTE format('COMMENT ON TABLE public.%I IS %L', name, 'append-only');
  RETURN true;
EXCEPTION WHEN invalid_object_definition THEN
  RETURN false;  -- the month lies in the table as it was before it was divided
END $$;

CREATE FUNCTION consent_drop_months(years integer) RETURNS text[] LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  part record; gone text[] := '{}';
BEGIN
  IF years IS NULL OR years < 10 THEN
    RAISE EXCEPTION 'readings are kept for ten years at least' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM pg_advisory_xact_lock(433981);
  FOR part IN
    SELECT c.relname, (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \\(''([^'']+)''\\)'))[1]::timestamptz AS ends
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'public.consent_access'::regclass ORDER BY 1
  LOOP
    IF part.ends <= now() - make_interval(years => years) THEN
      EXECUTE format('DROP TABLE public.%I', part.relname);
      gone := gone || part.relname::text;
    END IF;
  END LOOP;
  RETURN gone;
END $$;
"""
_UNDO = f"""
CREATE TABLE consent_access_whole (LIKE consent_access INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
INSERT INTO consent_access_whole SELECT * FROM consent_access;
DROP TABLE consent_access;
ALTER TABLE consent_access_whole RENAME TO consent_access;
ALTER TABLE consent_access ADD CONSTRAINT consent_access_pkey PRIMARY KEY (window_at, same);
{_INDEXES}
CREATE TRIGGER consent_access_append_only BEFORE UPDATE OR DELETE ON consent_access
  FOR EACH ROW EXECUTE FUNCTION motcua_refuse_change();
CREATE TRIGGER consent_access_no_truncate BEFORE TRUNCATE ON consent_access
  FOR EACH STATEMENT EXECUTE FUNCTION motcua_refuse_change();
"""


class Migration(migrations.Migration):
    """Schema only; the rows stay where they are."""

    dependencies = [("consent", "0002_append_only")]
    operations = [
        migrations.RunSQL(sql=_DIVIDE, reverse_sql=_UNDO),
        append_only("consent_access"),
        migrations.RunSQL(sql=_FUNCTIONS, reverse_sql="DROP FUNCTION consent_make_month(date); DROP FUNCTION consent_drop_months(integer);"),
        migrations.RunSQL(sql=_ATTACH, reverse_sql=migrations.RunSQL.noop),
    ]

"""Links, hours and spans are append-only; the first book is closed; the queue gives back only what is sealed."""

from django.db import migrations

from motcua.kit.migrations import append_only, closed_book

# The application role has no DELETE on the queue: this function, with its owner's rights, takes out what a link already holds.
LEAVE = """
CREATE FUNCTION audit_leave_queue(ids bigint[]) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH gone AS (
    DELETE FROM public.audit_waiting w USING public.audit_link l WHERE l.entry_id = w.entry_id AND w.entry_id = ANY(ids) RETURNING 1
  ) SELECT count(*) FROM gone
$$;
"""

# Whoever deletes, the owner too, can only take out of the queue what is sealed.
QUEUE = """
CREATE FUNCTION audit_refuse_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM public.audit_link l WHERE l.entry_id = OLD.entry_id) THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'table % is append-only: % of an unsealed entry refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_waiting_append_only BEFORE UPDATE OR DELETE ON audit_waiting FOR EACH ROW EXECUTE FUNCTION audit_refuse_unsealed();
CREATE TRIGGER audit_waiting_no_truncate BEFORE TRUNCATE ON audit_waiting FOR EACH STATEMENT EXECUTE FUNCTION motcua_refuse_change();
"""


class Migration(migrations.Migration):
    """Schema only."""

    dependencies = [("audit", "0004_streams")]
    operations = [
        append_only("audit_link"),
        append_only("audit_hour"),
        append_only("audit_span"),
        closed_book("audit_seal"),
        closed_book("audit_root"),
        migrations.RunSQL(sql=LEAVE, reverse_sql="DROP FUNCTION audit_leave_queue(bigint[]);"),
        migrations.RunSQL(
            sql=QUEUE,
            reverse_sql="DROP TRIGGER audit_waiting_append_only ON audit_waiting; DROP TRIGGER audit_waiting_no_truncate ON audit_waiting; "
            "DROP FUNCTION audit_refuse_unsealed();",
        ),
    ]

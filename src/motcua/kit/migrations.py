"""Migration operations that rooms share."""

from __future__ import annotations

from django.db import migrations

_FUNCTION = """
CREATE OR REPLACE FUNCTION motcua_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
"""


def append_only(table: str) -> migrations.RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE on ``table`` by trigger, for every role; the application role also lacks the grants."""
    row = f"""
    CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
      FOR EACH ROW EXECUTE FUNCTION motcua_refuse_change();
    CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
      FOR EACH STATEMENT EXECUTE FUNCTION motcua_refuse_change();
    COMMENT ON TABLE {table} IS 'append-only';
    """
    undo = f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table};"
    return migrations.RunSQL(sql=_FUNCTION + row, reverse_sql=undo)


def closed_book(table: str) -> migrations.RunSQL:
    """Refuse INSERT too: nothing more is written into ``table``; what it holds stays readable."""
    sql = f"""
    CREATE TRIGGER {table}_closed BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION motcua_refuse_change();
    COMMENT ON TABLE {table} IS 'append-only, closed';
    """
    return migrations.RunSQL(sql=_FUNCTION + sql, reverse_sql=f"DROP TRIGGER {table}_closed ON {table};")

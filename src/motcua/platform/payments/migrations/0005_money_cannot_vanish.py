"""Decisions and allocations are kept as they were; refunds of one transfer never add up to more than came in."""

from django.db import migrations

from motcua.kit.migrations import append_only

_REFUNDS = """
CREATE OR REPLACE FUNCTION payments_refund_within() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE came bigint; back bigint;
BEGIN
  SELECT amount INTO came FROM payments_transfer WHERE id = NEW.transfer_id FOR UPDATE;
  SELECT coalesce(sum(amount), 0) INTO back FROM payments_refund
    WHERE transfer_id = NEW.transfer_id AND state NOT IN ('rejected', 'withdrawn');
  IF back > came THEN
    RAISE EXCEPTION 'refunds of % exceed the % that came in', back, came USING ERRCODE = 'check_violation',
      CONSTRAINT = 'payments_refund_within';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_refund_within AFTER INSERT OR UPDATE ON payments_refund
  DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION payments_refund_within();
"""
_UNDO = "DROP TRIGGER payments_refund_within ON payments_refund; DROP FUNCTION payments_refund_within();"


class Migration(migrations.Migration):
    """Schema only."""

    dependencies = [("payments", "0004_ledger_of_earlier_money")]
    operations = [
        append_only("payments_allocation"),
        append_only("payments_decision"),
        migrations.RunSQL(sql=_REFUNDS, reverse_sql=_UNDO),
    ]

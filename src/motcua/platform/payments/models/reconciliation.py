"""Tables of statements, reconciliation and counter cash."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base
from motcua.platform.payments.contracts import CashState, LineMatch
from motcua.platform.payments.models.requests import YEARS


class StatementCursor(Base):
    """How far the bank's statement was read: one row."""

    RETENTION = "one row"

    id = models.SmallIntegerField(primary_key=True, default=1)
    after = models.BigIntegerField(default=0)

    class Meta:
        db_table = "payments_statement_cursor"
        verbose_name = "mốc sao kê"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="payments_statement_single")]


class StatementImport(Base):
    """One file that was read."""

    RETENTION = YEARS

    uuid = models.UUIDField(default=uuid7, unique=True)
    format = models.CharField(max_length=8)
    profile = models.CharField(max_length=30, default="")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=80)
    figures = models.JSONField(default=dict)

    class Meta:
        db_table = "payments_statement_import"
        verbose_name = "lần nhập sao kê"


class StatementLine(Base):
    """One line of the bank's statement, in once however often it is read; money out is negative."""

    RETENTION = YEARS
    PERSONAL = ("description",)

    account = models.CharField(max_length=34)
    key = models.CharField(max_length=80)
    booked_at = models.DateTimeField()
    amount = models.BigIntegerField()
    description = models.CharField(max_length=500)
    reference = models.CharField(max_length=100, default="")
    match = models.CharField(max_length=8, default=LineMatch.UNKNOWN)
    transfer = models.ForeignKey("payments.Transfer", null=True, on_delete=models.PROTECT, related_name="lines")
    refund = models.ForeignKey("payments.Refund", null=True, on_delete=models.PROTECT, related_name="lines")
    cash_session = models.ForeignKey("payments.CashSession", null=True, on_delete=models.PROTECT, related_name="deposits")
    source = models.ForeignKey(StatementImport, null=True, on_delete=models.PROTECT, related_name="lines")
    read_at = models.DateTimeField()

    class Meta:
        db_table = "payments_statement_line"
        verbose_name = "dòng sao kê"
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="payments_statement_line_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="payments_statement_line_amount"),
            models.CheckConstraint(
                condition=~Q(match="payment") | Q(transfer__isnull=False, amount__gt=0), name="payments_statement_line_payment"
            ),
        ]
        indexes = [models.Index(fields=["booked_at"], name="payments_line_booked")]


class Reconciliation(Base):
    """The figures of one day as they were last reconciled."""

    RETENTION = YEARS

    on = models.DateField(unique=True)
    run_at = models.DateTimeField()
    balances = models.BooleanField()
    found = models.PositiveIntegerField()
    figures = models.JSONField()

    class Meta:
        db_table = "payments_reconciliation"
        verbose_name = "lượt đối soát ngày"


class CashSession(Base):
    """Cash of one officer in one unit, from opening to the deposit on the statement."""

    RETENTION = YEARS
    PERSONAL = ("officer_name",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    code = models.CharField(max_length=20, unique=True)
    unit_code = models.CharField(max_length=20)
    officer_ref = models.CharField(max_length=80)
    officer_name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, default=CashState.OPEN)
    opened_at = models.DateTimeField()
    float_amount = models.BigIntegerField()
    counted = models.BigIntegerField(null=True)
    expected = models.BigIntegerField(null=True)
    notes = models.JSONField(default=dict)
    explanation = models.CharField(max_length=500, default="")
    closed_at = models.DateTimeField(null=True)
    handed_over = models.BigIntegerField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    slip = models.CharField(max_length=60, default="")

    class Meta:
        db_table = "payments_cash_session"
        verbose_name = "phiên thu tiền mặt"
        constraints = [
            models.UniqueConstraint(
                fields=["officer_ref", "unit_code"], condition=Q(state="open"), name="payments_cash_session_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in CashState]), name="payments_cash_session_state"),
            models.CheckConstraint(condition=Q(float_amount__gte=0), name="payments_cash_session_float"),
            models.CheckConstraint(
                condition=Q(state="open", counted=None) | Q(counted__gte=0, expected__isnull=False), name="payments_cash_session_counted"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(counted=models.F("expected")) | ~Q(explanation=""), name="payments_cash_session_explained"
            ),
        ]

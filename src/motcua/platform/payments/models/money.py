"""Tables of money: what came in, where it was counted, what disagreed, what went back, transactions of the payment platform."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base
from motcua.platform.payments.contracts import AttemptState, DiscrepancyKind, MoneyState, RefundState, Resolution, Way
from motcua.platform.payments.models.requests import YEARS, Request


class Transfer(Base):
    """Money that came in: one row per transaction of the bank, the platform or the cash desk, however often it was told.

    ``amount = allocated + returning + returned + what belongs to nothing yet``.
    """

    RETENTION = YEARS
    PERSONAL = ("description",)

    transaction_id = models.CharField(max_length=80, unique=True)
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="transfers")
    amount = models.BigIntegerField()
    description = models.CharField(max_length=500)
    paid_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    heard_by = models.CharField(max_length=12)
    on_statement = models.BooleanField(default=False)
    settled = models.BooleanField(default=False)
    way = models.CharField(max_length=8, default=Way.TRANSFER, db_default="transfer")
    state = models.CharField(max_length=10, default=MoneyState.HEARD, db_default="heard")
    bank_id = models.CharField(max_length=80, default="", db_default="")
    allocated = models.BigIntegerField(default=0, db_default=0)
    returning = models.BigIntegerField(default=0, db_default=0)
    returned = models.BigIntegerField(default=0, db_default=0)
    cash_session = models.ForeignKey("payments.CashSession", null=True, on_delete=models.PROTECT, related_name="takings")

    class Meta:
        db_table = "payments_transfer"
        verbose_name = "giao dịch ngân hàng"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_transfer_amount"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in MoneyState]), name="payments_transfer_state"),
            # Never more counted or given back than came in.
            models.CheckConstraint(
                condition=Q(allocated__gte=0, returning__gte=0, returned__gte=0)
                & Q(amount__gte=F("allocated") + F("returning") + F("returned")),
                name="payments_transfer_whole",
            ),
            models.CheckConstraint(condition=~Q(way="cash") | Q(cash_session__isnull=False), name="payments_transfer_cash"),
        ]
        indexes = [models.Index(fields=["paid_at"], name="payments_transfer_paid")]


class Notification(Base):
    """Every signed message of the bank as it came, and what became of it. Append-only."""

    RETENTION = YEARS
    PERSONAL = ("body",)

    received_at = models.DateTimeField()
    transaction_id = models.CharField(max_length=64)
    body = models.TextField()
    key_id = models.CharField(max_length=64)
    signature = models.CharField(max_length=200)
    outcome = models.CharField(max_length=20)

    class Meta:
        db_table = "payments_notification"
        verbose_name = "thông báo ngân hàng"


class Discrepancy(Base):
    """Money and request, or our books and the bank's, disagree; a person decides."""

    RETENTION = YEARS
    PERSONAL = ("assigned_name",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    transfer = models.ForeignKey(Transfer, null=True, on_delete=models.PROTECT, related_name="discrepancies")
    line = models.ForeignKey("payments.StatementLine", null=True, on_delete=models.PROTECT, related_name="discrepancies")
    kind = models.CharField(max_length=16)
    amount = models.BigIntegerField()
    found_at = models.DateTimeField()
    resolution = models.CharField(max_length=10, default="")
    reason = models.CharField(max_length=500, default="")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=80, default="")
    assigned_to = models.CharField(max_length=80, default="", db_default="")
    assigned_name = models.CharField(max_length=200, default="", db_default="")

    class Meta:
        db_table = "payments_discrepancy"
        verbose_name = "khoản lệch"
        constraints = [
            models.UniqueConstraint(fields=["transfer", "kind", "amount"], name="payments_discrepancy_once"),
            models.UniqueConstraint(fields=["line", "kind"], condition=Q(transfer=None), name="payments_discrepancy_line_once"),
            models.CheckConstraint(condition=Q(transfer__isnull=False) | Q(line__isnull=False), name="payments_discrepancy_of"),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in DiscrepancyKind]), name="payments_discrepancy_kind"),
            models.CheckConstraint(
                condition=Q(resolution__in=["", *[r.value for r in Resolution]]), name="payments_discrepancy_resolution"
            ),
        ]


class Decision(Base):
    """What was done about a discrepancy: found again, assigned, decided, taken back. Append-only."""

    RETENTION = YEARS

    discrepancy = models.ForeignKey(Discrepancy, on_delete=models.PROTECT, related_name="decisions")
    act = models.CharField(max_length=10)
    what = models.CharField(max_length=20)
    reason = models.CharField(max_length=500, default="")
    done_by = models.CharField(max_length=80)
    done_at = models.DateTimeField()

    class Meta:
        db_table = "payments_decision"
        verbose_name = "quyết định đối soát"


class Allocation(Base):
    """Money counted to a request (positive) or taken from it again (negative). Append-only; sums are kept on both ends."""

    RETENTION = YEARS

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="allocations")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="allocations")
    amount = models.BigIntegerField()
    why = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        db_table = "payments_allocation"
        verbose_name = "khoản ghi thu"
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="payments_allocation_amount")]


class Attempt(Base):
    """One transaction begun at the payment platform."""

    RETENTION = YEARS

    uuid = models.UUIDField(default=uuid7, unique=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="attempts")
    reference = models.CharField(max_length=40, unique=True)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, default=AttemptState.INITIATED)
    pay_url = models.CharField(max_length=1000, default="")
    initiated_at = models.DateTimeField()
    next_query_at = models.DateTimeField(null=True)
    queries = models.PositiveSmallIntegerField(default=0)
    answer_code = models.CharField(max_length=10, default="")
    finished_at = models.DateTimeField(null=True)
    transfer = models.ForeignKey(Transfer, null=True, on_delete=models.PROTECT, related_name="attempts")

    class Meta:
        db_table = "payments_attempt"
        verbose_name = "giao dịch trực tuyến"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_attempt_amount"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in AttemptState]), name="payments_attempt_state"),
            models.CheckConstraint(
                condition=Q(state="initiated", finished_at=None) | (~Q(state="initiated") & Q(finished_at__isnull=False)),
                name="payments_attempt_finished",
            ),
        ]
        indexes = [models.Index(fields=["next_query_at"], name="payments_attempt_next", condition=Q(next_query_at__isnull=False))]


class Refund(Base):
    """Money on its way back: asked for by one person, approved by another, sent, seen on the statement."""

    RETENTION = YEARS
    PERSONAL = ("payee_bin", "payee_account", "payee_name", "reason")

    uuid = models.UUIDField(default=uuid7, unique=True)
    code = models.CharField(max_length=20, unique=True)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="refunds")
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="refunds")
    discrepancy = models.ForeignKey(Discrepancy, null=True, on_delete=models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField()
    from_allocated = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, default=RefundState.REQUESTED)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=80)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=80, default="")
    payee_bin = models.CharField(max_length=11, default="")
    payee_account = EncryptedTextField(default="")
    payee_name = EncryptedTextField(default="")
    in_cash = models.BooleanField(default=False)
    cash_session = models.ForeignKey("payments.CashSession", null=True, on_delete=models.PROTECT, related_name="paid_out")
    sent_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    bank_reference = models.CharField(max_length=64, default="")
    failure = models.CharField(max_length=300, default="")
    completed_at = models.DateTimeField(null=True)
    outside = models.BooleanField(default=False)

    class Meta:
        db_table = "payments_refund"
        verbose_name = "khoản hoàn phí"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, from_allocated__gte=0) & Q(amount__gte=F("from_allocated")), name="payments_refund_amount"
            ),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in RefundState]), name="payments_refund_state"),
            # Four eyes, in the database: money leaves only when somebody else approved.
            models.CheckConstraint(condition=Q(approved_by="") | ~Q(approved_by=F("requested_by")), name="payments_refund_four_eyes"),
            models.CheckConstraint(
                condition=Q(outside=True) | ~Q(state__in=["approved", "sending", "sent", "completed", "failed"]) | ~Q(approved_by=""),
                name="payments_refund_approved",
            ),
        ]

"""Tables of payments."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base
from motcua.platform.payments.contracts import DiscrepancyKind, PaymentState, Resolution

_YEARS = "10 years: accounting documents (Luật Kế toán 88/2015/QH13, Điều 41)"


class Request(Base):
    """A request for payment."""

    RETENTION = _YEARS
    PERSONAL = ("payer_ref", "purpose", "transfer_text")

    uuid = models.UUIDField(default=uuid7, unique=True)
    code = models.CharField(max_length=20, unique=True)
    ref = models.CharField(max_length=120)
    payer_ref = models.CharField(max_length=80)
    amount = models.BigIntegerField()
    purpose = models.CharField(max_length=300)
    transfer_text = models.CharField(max_length=50)
    state = models.CharField(max_length=10, default=PaymentState.UNPAID)
    due_at = models.DateTimeField(null=True)
    requested_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=20, default="")
    return_path = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "payments_request"
        verbose_name = "yêu cầu thanh toán"
        constraints = [
            models.UniqueConstraint(fields=["ref"], condition=Q(state__in=["unpaid", "pending", "paid"]), name="payments_request_one_open"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_request_amount"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in PaymentState]), name="payments_request_state"),
            models.CheckConstraint(
                condition=Q(state__in=["paid", "refunded"], settled_at__isnull=False)
                | Q(state__in=["unpaid", "pending", "cancelled"], settled_at=None),
                name="payments_request_settled",
            ),
        ]
        indexes = [models.Index(fields=["ref"], name="payments_request_ref")]


class Item(Base):
    """A line of a request."""

    RETENTION = _YEARS

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=250)
    amount = models.BigIntegerField()

    class Meta:
        db_table = "payments_item"
        verbose_name = "khoản phí"
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="payments_item_position"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="payments_item_amount"),
        ]


class Transfer(Base):
    """Money that came in: one row per bank transaction, however often and by whichever way it was told."""

    RETENTION = _YEARS
    PERSONAL = ("description",)

    transaction_id = models.CharField(max_length=64, unique=True)
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="transfers")
    amount = models.BigIntegerField()
    description = models.CharField(max_length=500)
    paid_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    heard_by = models.CharField(max_length=12)
    on_statement = models.BooleanField(default=False)
    settled = models.BooleanField(default=False)

    class Meta:
        db_table = "payments_transfer"
        verbose_name = "giao dịch ngân hàng"
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="payments_transfer_amount")]


class Notification(Base):
    """Every signed message of the bank as it came, and what became of it. Append-only."""

    RETENTION = _YEARS
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
    """Money and request disagree; a person decides."""

    RETENTION = _YEARS

    uuid = models.UUIDField(default=uuid7, unique=True)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="discrepancies")
    kind = models.CharField(max_length=12)
    amount = models.BigIntegerField()
    found_at = models.DateTimeField()
    resolution = models.CharField(max_length=10, default="")
    reason = models.CharField(max_length=500, default="")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=80, default="")

    class Meta:
        db_table = "payments_discrepancy"
        verbose_name = "khoản lệch"
        constraints = [
            models.UniqueConstraint(fields=["transfer", "kind", "amount"], name="payments_discrepancy_once"),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in DiscrepancyKind]), name="payments_discrepancy_kind"),
            models.CheckConstraint(
                condition=Q(resolution__in=["", *[r.value for r in Resolution]]), name="payments_discrepancy_resolution"
            ),
        ]


class StatementCursor(Base):
    """How far the bank's statement was read: one row."""

    RETENTION = "one row"

    id = models.SmallIntegerField(primary_key=True, default=1)
    after = models.BigIntegerField(default=0)

    class Meta:
        db_table = "payments_statement_cursor"
        verbose_name = "mốc sao kê"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="payments_statement_single")]

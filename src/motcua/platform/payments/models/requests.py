"""Tables of requests and their items."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base
from motcua.platform.payments.contracts import ItemKind, PaymentState, Timing

YEARS = "10 years: accounting documents (Luật Kế toán 88/2015/QH13, Điều 41)"
_SETTLED = ["paid", "refunded"]


class Request(Base):
    """A request for payment."""

    RETENTION = YEARS
    PERSONAL = ("payer_ref", "purpose", "transfer_text", "payer_name", "payer_number", "payer_address")

    uuid = models.UUIDField(default=uuid7, unique=True)
    code = models.CharField(max_length=20, unique=True)
    ref = models.CharField(max_length=120)
    payer_ref = models.CharField(max_length=80)
    amount = models.BigIntegerField()
    purpose = models.CharField(max_length=300)
    transfer_text = models.CharField(max_length=50)
    state = models.CharField(max_length=12, default=PaymentState.UNPAID)
    due_at = models.DateTimeField(null=True)
    requested_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=20, default="")
    return_path = models.CharField(max_length=300, default="")
    paid_amount = models.BigIntegerField(default=0, db_default=0)
    refunding_amount = models.BigIntegerField(default=0, db_default=0)
    refunded_amount = models.BigIntegerField(default=0, db_default=0)
    timing = models.CharField(max_length=8, default=Timing.BEFORE, db_default="before")
    ways = models.CharField(max_length=40, default="", db_default="")
    unit_code = models.CharField(max_length=20, default="", db_default="")
    dossier_code = models.CharField(max_length=60, default="", db_default="")
    procedure_code = models.CharField(max_length=40, default="", db_default="")
    procedure_name = models.CharField(max_length=500, default="", db_default="")
    payer_name = EncryptedTextField(default="", db_default="")
    payer_number = EncryptedTextField(default="", db_default="")
    payer_address = EncryptedTextField(default="", db_default="")

    class Meta:
        db_table = "payments_request"
        verbose_name = "yêu cầu thanh toán"
        constraints = [
            models.UniqueConstraint(
                fields=["ref"],
                condition=Q(state__in=["unpaid", "pending", "partly_paid", "overdue", "paid", "exempt"]),
                name="payments_request_one_alive",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(amount=0, state__in=["exempt", "cancelled"]), name="payments_request_amount"
            ),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in PaymentState]), name="payments_request_state"),
            models.CheckConstraint(
                condition=Q(state__in=_SETTLED, settled_at__isnull=False) | (~Q(state__in=_SETTLED) & Q(settled_at=None)),
                name="payments_request_settled",
            ),
            models.CheckConstraint(
                condition=Q(paid_amount__gte=0, refunding_amount__gte=0, refunded_amount__gte=0)
                & Q(amount__gte=models.F("paid_amount") + models.F("refunding_amount") + models.F("refunded_amount")),
                name="payments_request_paid",
            ),
        ]
        indexes = [
            models.Index(fields=["ref"], name="payments_request_ref"),
            models.Index(fields=["due_at"], name="payments_request_due", condition=Q(state__in=["unpaid", "pending", "partly_paid"])),
        ]


class Item(Base):
    """A line of a request."""

    RETENTION = YEARS

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=250)
    amount = models.BigIntegerField()
    kind = models.CharField(max_length=8, default=ItemKind.CHARGE, db_default="charge")
    full_amount = models.BigIntegerField(null=True)
    exempt_reason = models.CharField(max_length=300, default="", db_default="")
    exempt_basis = models.CharField(max_length=300, default="", db_default="")
    exempt_paper = models.UUIDField(null=True)

    class Meta:
        db_table = "payments_item"
        verbose_name = "khoản phí"
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="payments_item_position"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="payments_item_amount"),
            models.CheckConstraint(
                condition=Q(full_amount=None) | Q(full_amount__gte=models.F("amount")), name="payments_item_full_amount"
            ),
            models.CheckConstraint(
                condition=Q(full_amount=None) | Q(full_amount=models.F("amount")) | ~Q(exempt_basis=""), name="payments_item_exempt_basis"
            ),
        ]

"""Tables of electronic receipts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base
from motcua.platform.payments.contracts import ReceiptState, Transmission
from motcua.platform.payments.models.money import Transfer
from motcua.platform.payments.models.requests import YEARS, Request


class ReceiptSeries(Base):
    """A series: form, sign, unit and year. Its counter moves only in the transaction that writes a receipt: no gaps."""

    RETENTION = YEARS

    pattern = models.CharField(max_length=12)
    serial = models.CharField(max_length=12)
    unit_code = models.CharField(max_length=20, default="")
    year = models.PositiveSmallIntegerField()
    next_number = models.PositiveIntegerField(default=1)
    is_open = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)

    class Meta:
        db_table = "payments_receipt_series"
        verbose_name = "dải biên lai"
        constraints = [
            models.UniqueConstraint(fields=["pattern", "serial", "year"], name="payments_receipt_series_once"),
            models.UniqueConstraint(fields=["unit_code", "year"], condition=Q(is_open=True), name="payments_receipt_series_one_open"),
        ]


class Receipt(Base):
    """An electronic receipt for money counted to a request."""

    RETENTION = YEARS
    PERSONAL = ("payer_name", "payer_number", "payer_address")

    uuid = models.UUIDField(default=uuid7, unique=True)
    series = models.ForeignKey(ReceiptSeries, on_delete=models.PROTECT, related_name="receipts")
    number = models.PositiveIntegerField()
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="receipts")
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="receipts")
    amount = models.BigIntegerField()
    words = models.CharField(max_length=300)
    lines = models.JSONField()
    payer_name = EncryptedTextField(default="")
    payer_number = EncryptedTextField(default="")
    payer_address = EncryptedTextField(default="")
    way = models.CharField(max_length=8)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default=ReceiptState.VALID)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, default="")
    closed_reason = models.CharField(max_length=300, default="")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replacement")
    file_id = models.UUIDField(null=True)
    transmission = models.CharField(max_length=14, default=Transmission.WAITING)
    outside_code = models.CharField(max_length=80, default="")

    class Meta:
        db_table = "payments_receipt"
        verbose_name = "biên lai điện tử"
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="payments_receipt_number"),
            models.UniqueConstraint(fields=["transfer"], condition=Q(state="valid"), name="payments_receipt_one_valid"),
            models.CheckConstraint(condition=Q(amount__gt=0, number__gt=0), name="payments_receipt_amount"),
            models.CheckConstraint(
                condition=Q(state="valid", closed_at=None) | (~Q(state="valid") & Q(closed_at__isnull=False)),
                name="payments_receipt_closed",
            ),
        ]
        indexes = [models.Index(fields=["issued_at"], name="payments_receipt_issued")]

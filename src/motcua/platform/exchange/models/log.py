"""Tables of what was exchanged: how far each gateway's log was read, and every call."""

from __future__ import annotations

from django.db import models

from motcua.kit.models import Base


class GatewayLog(Base):
    """How far the log of one gateway key was read and checked."""

    RETENTION = "one row per signing key"

    key_id = models.CharField(max_length=16, unique=True)
    public_key = models.TextField()
    last_seq = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField()
    problem = models.CharField(max_length=250, default="")

    class Meta:
        db_table = "exchange_gateway_log"
        verbose_name = "nhật ký cổng liên thông"


class Call(Base):
    """One exchanged message, as the gateway signed it. The person behind it is kept as a keyed digest only. Append-only."""

    RETENTION = "5 years: traceability of shared data (NĐ 278/2025/NĐ-CP); the period is the city's"
    PERSONAL = ("user_index",)

    request_id = models.UUIDField(unique=True)
    message_id = models.CharField(max_length=200)
    client = models.CharField(max_length=300)
    service = models.CharField(max_length=300)
    method = models.CharField(max_length=8)
    status = models.SmallIntegerField()
    fault = models.CharField(max_length=120, default="")
    outcome = models.CharField(max_length=10)
    took_ms = models.IntegerField()
    at = models.DateTimeField()
    user_index = models.CharField(max_length=64, default="")
    issue = models.CharField(max_length=200, default="")
    purpose = models.CharField(max_length=200, default="")
    request_size = models.BigIntegerField()
    response_size = models.BigIntegerField()
    request_hash = models.CharField(max_length=100)
    key_id = models.CharField(max_length=16)
    seq = models.BigIntegerField()
    seal_first = models.BigIntegerField()
    seal_last = models.BigIntegerField()
    seal_root = models.CharField(max_length=64)

    class Meta:
        db_table = "exchange_call"
        verbose_name = "cuộc gọi qua trục liên thông"
        constraints = [
            models.UniqueConstraint(fields=["key_id", "seq"], name="exchange_call_once"),
            models.CheckConstraint(condition=models.Q(outcome__in=["answered", "refused", "failed"]), name="exchange_call_outcome"),
        ]
        indexes = [
            models.Index(fields=["service", "-id"], name="exchange_call_service"),
            models.Index(fields=["at"], name="exchange_call_at"),
            models.Index(fields=["issue"], name="exchange_call_issue", condition=~models.Q(issue="")),
            models.Index(fields=["user_index"], name="exchange_call_user", condition=~models.Q(user_index="")),
        ]

"""Tables of the exchange."""

from __future__ import annotations

from django.db import models

from motcua.kit.fields import EncryptedJSONField
from motcua.kit.models import Base


class Member(Base):
    """An agency or organisation of the exchange."""

    RETENTION = "as long as the member takes part, then 5 years: calls in the log name it"

    member_class = models.CharField(max_length=20)
    member_code = models.CharField(max_length=60)
    name_vi = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_member"
        verbose_name = "thành viên trục liên thông"
        constraints = [models.UniqueConstraint(fields=["member_class", "member_code"], name="exchange_member_once")]


class Subsystem(Base):
    """An information system of a member, as consumer or provider of services."""

    RETENTION = "as long as the member takes part, then 5 years: calls in the log name it"

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="subsystems")
    code = models.CharField(max_length=60)
    name_vi = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, default="")
    networks = models.JSONField(default=list)
    certificates = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_subsystem"
        verbose_name = "hệ thống của thành viên"
        constraints = [models.UniqueConstraint(fields=["member", "code"], name="exchange_subsystem_once")]


class Service(Base):
    """A service that a subsystem offers; the provider's credentials are kept encrypted."""

    RETENTION = "as long as the service is offered, then 5 years: calls in the log name it"
    SECRETS = ("provider_headers",)

    subsystem = models.ForeignKey(Subsystem, on_delete=models.PROTECT, related_name="services")
    code = models.CharField(max_length=60)
    name_vi = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, default="")
    base_url = models.CharField(max_length=500)
    kind = models.CharField(max_length=10, default="REST")
    timeout_s = models.FloatField(default=10)
    enabled = models.BooleanField(default=True)
    notice = models.CharField(max_length=250, default="")
    endpoints = models.JSONField(default=list)
    description_url = models.CharField(max_length=500, default="")
    verify_tls = models.BooleanField(default=True)
    provider_headers = EncryptedJSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_service"
        verbose_name = "dịch vụ chia sẻ dữ liệu"
        constraints = [
            models.UniqueConstraint(fields=["subsystem", "code"], name="exchange_service_once"),
            models.CheckConstraint(condition=models.Q(kind__in=["REST", "OPENAPI"]), name="exchange_service_kind"),
            models.CheckConstraint(condition=models.Q(timeout_s__gt=0), name="exchange_service_timeout"),
        ]


class AccessRight(Base):
    """A client may call a service (or some of its endpoints) for a stated purpose."""

    RETENTION = "until revoked; grant and revocation stay as events"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="rights")
    client = models.ForeignKey(Subsystem, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=8, default="*")
    path = models.CharField(max_length=250, default="**")
    purpose = models.CharField(max_length=250)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_right"
        verbose_name = "quyền gọi dịch vụ"
        constraints = [models.UniqueConstraint(fields=["service", "client", "method", "path"], name="exchange_right_once")]


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
            models.Index(fields=["issue"], name="exchange_call_issue", condition=~models.Q(issue="")),
            models.Index(fields=["user_index"], name="exchange_call_user", condition=~models.Q(user_index="")),
        ]

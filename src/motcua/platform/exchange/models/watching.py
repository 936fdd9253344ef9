"""What was counted of the calls, and the descriptions of services with what changed between them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kit.models import Base


class HourCount(Base):
    """Calls of one client to one service in one hour, added up while the gateway's log is taken over."""

    RETENTION = "2 years; the shared warehouse keeps the days for good"

    hour = models.DateTimeField()
    client = models.CharField(max_length=300)
    service = models.CharField(max_length=300)
    calls = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    total_ms = models.BigIntegerField(default=0)
    shortest_ms = models.IntegerField(default=0)
    longest_ms = models.IntegerField(default=0)
    bytes_in = models.BigIntegerField(default=0)
    bytes_out = models.BigIntegerField(default=0)
    last_ok_at = models.DateTimeField(null=True)
    last_failed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_hour_count"
        verbose_name = "số lượt gọi theo giờ"
        constraints = [
            models.UniqueConstraint(fields=["service", "hour", "client"], name="exchange_hour_count_once"),
            models.CheckConstraint(condition=Q(calls__gte=models.F("failed") + models.F("refused")), name="exchange_hour_count_sums"),
        ]
        indexes = [
            models.Index(fields=["hour"], name="exchange_hour_count_hour"),
            models.Index(fields=["client", "hour"], name="exchange_hour_count_client"),
        ]


class SystemLink(Base):
    """A declared system became connected or was lost, with the call in the signed log that showed it. Append-only."""

    RETENTION = "5 years: behind the indicator of connected systems"

    code = models.CharField(max_length=60)
    system = models.CharField(max_length=250)
    linked = models.BooleanField()
    why = models.CharField(max_length=10)
    request_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "exchange_system_link"
        verbose_name = "lần nối hoặc mất kết nối của hệ thống"
        indexes = [models.Index(fields=["code", "-id"], name="exchange_system_link_code")]
        constraints = [
            models.CheckConstraint(
                condition=Q(why__in=["answered", "failing", "lapsed", "unasked", "removed"]), name="exchange_system_link_why"
            )
        ]


class ServiceDescription(Base):
    """One version of a service's OpenAPI description, kept when it differs from the one before.

    ``told``: the paths of the fields in its answers, read once when it was kept, so that no page has to read descriptions.
    """

    RETENTION = "as long as the service is offered, then 5 years: callers built on it"

    service = models.ForeignKey("exchange.Service", on_delete=models.PROTECT, related_name="descriptions")
    number = models.IntegerField()
    version = models.CharField(max_length=60, default="")
    source = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    document = models.JSONField()
    told = models.JSONField(default=list, db_default=models.Value([], output_field=models.JSONField()))
    changes = models.JSONField(default=list)
    breaking = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80, default="")

    class Meta:
        db_table = "exchange_description"
        verbose_name = "bản mô tả dịch vụ"
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="exchange_description_once"),
            models.CheckConstraint(condition=Q(source__in=["provider", "given"]), name="exchange_description_source"),
        ]


class AdapterAnswer(Base):
    """What the gateway last said of a service's adapter: ``problems`` as [{vi, en}], none is good news."""

    RETENTION = "until the gateway is asked again"

    service = models.OneToOneField("exchange.Service", on_delete=models.PROTECT, related_name="adapter_answer")
    kind = models.CharField(max_length=20)
    problems = models.JSONField(default=list)
    checked_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_adapter_answer"
        verbose_name = "kết quả kiểm tra bộ chuyển đổi"

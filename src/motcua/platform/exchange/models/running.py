"""Tables of how the exchange runs: versions of the configuration, gateways, the maintenance notice."""

from __future__ import annotations

from django.db import models

from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base


class ConfigVersion(Base):
    """One numbered configuration, whole (without the log's token), and what it changed. Append-only; it holds providers' credentials."""

    RETENTION = "5 years: which rule held when a message passed"
    SECRETS = ("content",)

    number = models.IntegerField(unique=True)
    digest = models.CharField(max_length=64)
    content = EncryptedTextField()
    changes = models.JSONField(default=list)
    why = models.CharField(max_length=250, default="")
    restores = models.IntegerField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        db_table = "exchange_config_version"
        verbose_name = "phiên bản cấu hình"


class Gateway(Base):
    """A gateway of the city: where it answers, and the token with which it fetches its configuration (only its digest)."""

    RETENTION = "as long as it runs"

    code = models.CharField(max_length=60, unique=True)
    name_vi = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, default="")
    url = models.CharField(max_length=250, default="")
    token_digest = models.CharField(max_length=64, default="")
    created_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    fetched_version = models.IntegerField(null=True)

    class Meta:
        db_table = "exchange_gateway"
        verbose_name = "cổng liên thông"


class MaintenanceNotice(Base):
    """The whole exchange rests from ``begun_at`` until ``ended_at``; ``until`` is what callers are told."""

    RETENTION = "2 years"

    notice_vi = models.CharField(max_length=250)
    notice_en = models.CharField(max_length=250)
    until = models.DateTimeField(null=True)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, default="")

    class Meta:
        db_table = "exchange_maintenance"
        verbose_name = "thông báo bảo trì trục liên thông"
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(ended_at__isnull=True), name="exchange_maintenance_one"
            )
        ]

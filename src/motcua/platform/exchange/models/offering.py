"""Tables of what is offered: services, their change log, and who may call them."""

from __future__ import annotations

from django.db import models

from motcua.kit.fields import EncryptedJSONField
from motcua.kit.models import Base
from motcua.platform.exchange.models.register import Group, Subsystem


class Service(Base):
    """A service that a subsystem offers; the provider's credentials are kept encrypted, and so are the secrets of its adapter.

    ``fields``: what its answers tell, as [{path, vi, en, personal}]; null where nobody described it. ``contexts``: LGSP paths.
    ``adapter`` is without its secrets; these stand in ``adapter_secrets`` by their place (``gateway.protocol.secrets``), null for none,
    and ``secrets_since`` says since when (instants in ISO form by place). ``own_pace`` is the bound that the owning unit sets.
    ``soap_offer``: the declaration under which SOAP callers reach the service, null where it is not offered as SOAP.
    """

    RETENTION = "as long as the service is offered, then 5 years: calls in the log name it"
    SECRETS = ("provider_headers", "adapter_secrets")

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
    keep_body = models.CharField(max_length=10, default="hash", db_default="hash")
    pace = models.JSONField(null=True)
    own_pace = models.JSONField(null=True)
    at_once = models.IntegerField(default=0, db_default=0)
    breaker = models.JSONField(null=True)
    canary = models.JSONField(null=True)
    sandbox_url = models.CharField(max_length=500, default="", db_default="")
    adapter = models.JSONField(null=True)
    adapter_secrets = EncryptedJSONField(null=True)
    secrets_since = models.JSONField(default=dict, db_default=models.Value({}, output_field=models.JSONField()))
    soap_offer = models.JSONField(null=True)
    fields = models.JSONField(null=True)
    contexts = models.JSONField(default=list, db_default=models.Value([], output_field=models.JSONField()))
    version = models.CharField(max_length=20, default="", db_default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_service"
        verbose_name = "dịch vụ chia sẻ dữ liệu"
        constraints = [
            models.UniqueConstraint(fields=["subsystem", "code"], name="exchange_service_once"),
            models.CheckConstraint(condition=models.Q(kind__in=["REST", "OPENAPI"]), name="exchange_service_kind"),
            models.CheckConstraint(condition=models.Q(timeout_s__gt=0), name="exchange_service_timeout"),
            models.CheckConstraint(condition=models.Q(keep_body__in=["hash", "plain", "encrypted"]), name="exchange_service_body"),
            models.CheckConstraint(condition=models.Q(at_once__gte=0), name="exchange_service_at_once"),
        ]


class ServiceChange(Base):
    """An entry of a service's change log, for those who call it."""

    RETENTION = "as long as the service is offered, then 5 years"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="changes")
    version = models.CharField(max_length=20)
    text_vi = models.CharField(max_length=1000)
    text_en = models.CharField(max_length=1000, default="")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        db_table = "exchange_service_change"
        verbose_name = "mục nhật ký thay đổi dịch vụ"
        constraints = [models.UniqueConstraint(fields=["service", "version"], name="exchange_service_change_once")]


class AccessRight(Base):
    """A client, or a group of clients, may call a service (or some of its endpoints) for a stated purpose.

    ``agreement`` is the code of the data-sharing request that gave it; empty for a right that an administrator gave.
    """

    RETENTION = "until revoked; grant and revocation stay as events"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="rights")
    client = models.ForeignKey(Subsystem, on_delete=models.PROTECT, related_name="+", null=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", null=True)
    method = models.CharField(max_length=8, default="*")
    path = models.CharField(max_length=250, default="**")
    purpose = models.CharField(max_length=250)
    fields = models.JSONField(default=list, db_default=models.Value([], output_field=models.JSONField()))
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    agreement = models.CharField(max_length=30, default="", db_default="")
    pace = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_right"
        verbose_name = "quyền gọi dịch vụ"
        constraints = [
            models.UniqueConstraint(
                fields=["service", "client", "group", "method", "path", "agreement"], name="exchange_right_same", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(client__isnull=False, group__isnull=True) | models.Q(client__isnull=True, group__isnull=False),
                name="exchange_right_subject",
            ),
        ]

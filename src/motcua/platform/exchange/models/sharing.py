"""Tables of data-sharing requests: what an agency asked for, what was granted, and every step with who, when and why."""

from __future__ import annotations

from django.db import models

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base
from motcua.platform.exchange.models.offering import Service
from motcua.platform.exchange.models.register import Subsystem


class SharingRequest(Base):
    """An agency asks to call a service: purpose, legal ground, fields, endpoints, period, volume (NĐ 278/2025/NĐ-CP)."""

    RETENTION = "10 years after it ended: on what ground data were shared"

    uuid = models.UUIDField(default=uuid7, unique=True)
    code = models.CharField(max_length=30, unique=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="requests")
    client = models.ForeignKey(Subsystem, on_delete=models.PROTECT, related_name="requests")
    state = models.CharField(max_length=12)
    purpose = models.CharField(max_length=250)
    ground = models.CharField(max_length=300, default="")
    endpoints = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    from_on = models.DateField()
    until_on = models.DateField()
    per_day = models.IntegerField()
    renews = models.ForeignKey("self", on_delete=models.PROTECT, related_name="renewals", null=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    owner_by = models.CharField(max_length=80, default="")
    governance_by = models.CharField(max_length=80, default="")
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_sharing_request"
        verbose_name = "yêu cầu chia sẻ dữ liệu"
        constraints = [
            models.CheckConstraint(condition=models.Q(until_on__gt=models.F("from_on")), name="exchange_sharing_period"),
            models.CheckConstraint(condition=models.Q(per_day__gt=0), name="exchange_sharing_volume"),
            models.CheckConstraint(
                condition=(models.Q(owner_by="") | ~models.Q(owner_by=models.F("asked_by")))
                & (models.Q(governance_by="") | ~models.Q(governance_by=models.F("asked_by")))
                & (models.Q(governance_by="") | ~models.Q(governance_by=models.F("owner_by"))),
                name="exchange_sharing_four_eyes",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["in_force", "suspended", "revoked", "expired"])
                | (~models.Q(owner_by="") & ~models.Q(governance_by="")),
                name="exchange_sharing_decided",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="exchange_sharing_state")]


class SharingStep(Base):
    """One step of a request: who did what, when and why. Append-only."""

    RETENTION = "as its request"

    request = models.ForeignKey(SharingRequest, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=20)
    state = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    note = models.CharField(max_length=1000, default="")
    details = models.JSONField(default=dict)

    class Meta:
        db_table = "exchange_sharing_step"
        verbose_name = "bước của yêu cầu chia sẻ"

"""Wishes that restrict the processing of a person's data. A row only ever ends."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.foundation.consent.contracts import Wish
from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class Restriction(Base):
    """One wish of a person from ``since`` up to but without ``ended_at``; at most one of a kind is open."""

    RETENTION = "5 years after it ended: evidence that a right was carried out (Luật 91/2025/QH15)"
    PERSONAL = ("person_id",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    person_id = models.UUIDField()
    kind = models.CharField(max_length=12)
    ground = models.CharField(max_length=200)
    dossier = models.CharField(max_length=80)
    since = models.DateTimeField()
    set_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, default="")

    class Meta:
        db_table = "consent_restriction"
        verbose_name = "hạn chế xử lý dữ liệu"
        indexes = [models.Index(fields=["person_id", "since"], name="consent_restriction_of")]
        constraints = [
            models.UniqueConstraint(fields=["person_id", "kind"], condition=Q(ended_at=None), name="consent_restriction_open"),
            models.CheckConstraint(condition=Q(kind__in=[w.value for w in Wish]), name="consent_restriction_kind"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("since")), name="consent_restriction_period"),
            models.CheckConstraint(condition=~Q(ground=""), name="consent_restriction_ground"),
        ]

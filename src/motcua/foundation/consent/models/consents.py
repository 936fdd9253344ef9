"""Purposes, texts and consents."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from motcua.foundation.consent.contracts import EndCause, GroundKind, Way
from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedJSONField
from motcua.kit.models import Base

_ENDED = Q(ended_at__isnull=False, cause__in=[c.value for c in EndCause])


class Purpose(Base):
    """A purpose of processing, in force on days of a half-open period."""

    RETENTION = "permanent: readings and consents refer to it"

    code = models.CharField(max_length=60)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    plain_vi = models.TextField()
    plain_en = models.TextField()
    ground = models.CharField(max_length=20)
    citation = models.CharField(max_length=400)
    controllers = ArrayField(models.CharField(max_length=40))
    categories = ArrayField(models.CharField(max_length=60))
    retention_vi = models.CharField(max_length=300)
    retention_en = models.CharField(max_length=300)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    trust = models.CharField(max_length=1)

    class Meta:
        db_table = "consent_purpose"
        verbose_name = "mục đích xử lý dữ liệu"
        constraints = [
            models.UniqueConstraint(fields=["code", "effective_from"], name="consent_purpose_version"),
            models.CheckConstraint(condition=Q(effective_to=None) | Q(effective_to__gt=F("effective_from")), name="consent_purpose_period"),
            models.CheckConstraint(condition=Q(ground__in=[g.value for g in GroundKind]), name="consent_purpose_ground"),
        ]


class ConsentText(Base):
    """One version of the words that people agree to. Append-only: a published text never changes."""

    RETENTION = "permanent: proves what people agreed to"

    purpose = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    effective_from = models.DateField()
    widens = models.BooleanField()
    vi = models.TextField()
    en = models.TextField()
    hash_vi = models.CharField(max_length=64)
    hash_en = models.CharField(max_length=64)

    class Meta:
        db_table = "consent_text"
        verbose_name = "nội dung đồng ý"
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_version")]


class Consent(Base):
    """What a person agreed to, when and how; it only ever ends (a trigger holds it), and ends once."""

    RETENTION = "5 years after it ended: evidence of consent (Luật 91/2025/QH15)"
    PERSONAL = ("subject_id", "evidence")

    uuid = models.UUIDField(default=uuid7, unique=True)
    subject_id = models.UUIDField()
    purpose = models.CharField(max_length=60)
    controller = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    text_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    way = models.CharField(max_length=10)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=80)
    evidence = EncryptedJSONField(default=dict)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, default="")
    ended_way = models.CharField(max_length=10, default="")
    cause = models.CharField(max_length=12, default="")

    class Meta:
        db_table = "consent_consent"
        verbose_name = "sự đồng ý"
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "purpose", "controller"], condition=Q(ended_at=None), name="consent_one_open"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("given_at")), name="consent_period"),
            models.CheckConstraint(condition=Q(ended_at=None, cause="") | _ENDED, name="consent_end_has_cause"),
            models.CheckConstraint(condition=Q(way__in=[w.value for w in Way]), name="consent_way"),
        ]
        indexes = [models.Index(fields=["subject_id", "-given_at"], name="consent_of_subject")]

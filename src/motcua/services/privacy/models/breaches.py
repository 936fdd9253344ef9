"""Breaches, their history and evidence."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base
from motcua.services.privacy.contracts.breaches import BreachKind, Harm

_KEPT = "at least 5 years after repair (NĐ 356/2025/NĐ-CP; rule privacy.breach_record_years)"


class Breach(Base):
    """One breach; a copy of what its history says."""

    RETENTION = _KEPT
    PERSONAL = ("what", "cause", "measures", "assessment", "lessons")

    uuid = models.UUIDField(default=uuid7, unique=True)
    code = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    what = EncryptedTextField()
    kind = models.CharField(max_length=12)
    unit_code = models.CharField(max_length=20)
    discovered_at = models.DateTimeField()
    due_at = models.DateTimeField()  # by the rule in force when it was reported
    happened_at = models.DateTimeField(null=True)
    data_kinds = ArrayField(models.CharField(max_length=30), default=list)
    people_count = models.PositiveIntegerField(null=True)
    cause = EncryptedTextField(blank=True, default="")
    reporter_ref = models.CharField(max_length=80)
    reporter_name = models.CharField(max_length=120)
    reported_at = models.DateTimeField()
    contained_at = models.DateTimeField(null=True)
    measures = EncryptedTextField(blank=True, default="")
    assessed_at = models.DateTimeField(null=True)
    harm = models.CharField(max_length=8, blank=True, default="")
    authority_needed = models.BooleanField(null=True)
    people_needed = models.BooleanField(null=True)
    assessment = EncryptedTextField(blank=True, default="")
    notified_at = models.DateTimeField(null=True)
    notice_number = models.CharField(max_length=60, blank=True, default="")
    late_reason = models.CharField(max_length=1000, blank=True, default="")
    people_told_at = models.DateTimeField(null=True)
    repaired_at = models.DateTimeField(null=True)
    lessons = EncryptedTextField(blank=True, default="")
    closing_ref = models.CharField(max_length=80, blank=True, default="")
    closing_name = models.CharField(max_length=120, blank=True, default="")
    closed_ref = models.CharField(max_length=80, blank=True, default="")
    closed_name = models.CharField(max_length=120, blank=True, default="")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "privacy_breach"
        verbose_name = "vụ vi phạm dữ liệu cá nhân"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in BreachKind]), name="privacy_breach_kind"),
            models.CheckConstraint(condition=Q(harm__in=["", *(h.value for h in Harm)]), name="privacy_breach_harm"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | (~Q(closed_ref="") & ~Q(closed_ref=models.F("closing_ref"))),
                name="privacy_breach_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["discovered_at"], name="privacy_breach_open", condition=Q(closed_at=None)),
            models.Index(fields=["unit_code", "discovered_at"], name="privacy_breach_unit"),
        ]


class BreachEvent(Base):
    """One line of a breach's history; append-only."""

    RETENTION = _KEPT
    PERSONAL = ("text",)

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    actor_ref = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120)
    text = EncryptedTextField(blank=True, default="")
    mark = models.PositiveSmallIntegerField(null=True)  # of a warning: hours after discovery

    class Meta:
        db_table = "privacy_breach_event"
        verbose_name = "diễn biến vụ vi phạm"
        constraints = [models.UniqueConstraint(fields=["breach", "mark"], condition=~Q(mark=None), name="privacy_breach_warned_once")]
        indexes = [models.Index(fields=["breach", "id"], name="privacy_breach_history")]


class BreachFile(Base):
    """One piece of evidence; append-only."""

    RETENTION = _KEPT

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="files")
    file_id = models.UUIDField(unique=True)
    added_ref = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "privacy_breach_file"
        verbose_name = "chứng cứ vụ vi phạm"


class BreachTold(Base):
    """That one person was told of a breach; append-only."""

    RETENTION = _KEPT

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="told")
    person_id = models.UUIDField()
    told_at = models.DateTimeField()

    class Meta:
        db_table = "privacy_breach_told"
        verbose_name = "người được báo về vi phạm"
        constraints = [models.UniqueConstraint(fields=["breach", "person_id"], name="privacy_breach_told_once")]

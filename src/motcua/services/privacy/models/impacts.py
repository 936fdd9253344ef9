"""Impact assessments, their history, approved versions and evidence."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedJSONField, EncryptedTextField
from motcua.kit.models import Base
from motcua.services.privacy.contracts.impacts import ImpactState, Way

_KEPT = "as long as the processing, then 5 years (Luật 91/2025/QH15 Điều 21; the years are the city's)"


class Impact(Base):
    """One dossier as it is now; what was approved before stands in its versions."""

    RETENTION = _KEPT
    PERSONAL = ("answers", "prefilled", "risks")

    uuid = models.UUIDField(default=uuid7, unique=True)
    code = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=64, unique=True)
    form = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    unit_code = models.CharField(max_length=20)
    activities = ArrayField(models.CharField(max_length=40))
    answers = EncryptedJSONField(default=dict)
    prefilled = EncryptedJSONField(default=dict)  # what the register said when it was taken over
    risks = EncryptedJSONField(default=list)
    fingerprint = models.JSONField(default=dict)  # of the register's entries, by activity and part
    state = models.CharField(max_length=10, default=ImpactState.DRAFT.value)
    version = models.PositiveSmallIntegerField(default=1)
    seq = models.PositiveIntegerField(default=1)
    writers = ArrayField(models.CharField(max_length=80), default=list)  # of this version
    author_name = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    first_on = models.DateField()
    due_on = models.DateField()  # by the rule in force on the first day of processing
    first_sent_on = models.DateField(null=True)
    proposed_ref = models.CharField(max_length=80, blank=True, default="")
    proposed_name = models.CharField(max_length=120, blank=True, default="")
    approved_ref = models.CharField(max_length=80, blank=True, default="")
    approved_name = models.CharField(max_length=120, blank=True, default="")
    approved_at = models.DateTimeField(null=True)
    sent_on = models.DateField(null=True)
    sent_number = models.CharField(max_length=60, blank=True, default="")
    sent_way = models.CharField(max_length=10, blank=True, default="")
    returned_on = models.DateField(null=True)
    returned_why = models.CharField(max_length=1000, blank=True, default="")
    accepted_on = models.DateField(null=True)
    accepted_number = models.CharField(max_length=60, blank=True, default="")
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        db_table = "privacy_impact"
        verbose_name = "hồ sơ đánh giá tác động dữ liệu"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in ImpactState]), name="privacy_impact_state"),
            models.CheckConstraint(condition=Q(form__in=["mau-09", "mau-10"]), name="privacy_impact_form"),
            models.CheckConstraint(condition=Q(sent_way__in=["", *(w.value for w in Way)]), name="privacy_impact_way"),
            models.CheckConstraint(
                condition=Q(approved_ref="") | ~Q(approved_ref=models.F("proposed_ref")), name="privacy_impact_two_people"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="privacy_impact_open", condition=Q(first_sent_on=None)),
            models.Index(fields=["unit_code", "state"], name="privacy_impact_unit"),
        ]


class ImpactEvent(Base):
    """One line of a dossier's history; append-only."""

    RETENTION = _KEPT
    PERSONAL = ("text",)

    impact = models.ForeignKey(Impact, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=24)
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    actor_ref = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120)
    text = EncryptedTextField(blank=True, default="")
    mark = models.SmallIntegerField(null=True)  # of a warning: days before the last day

    class Meta:
        db_table = "privacy_impact_event"
        verbose_name = "diễn biến hồ sơ đánh giá tác động"
        constraints = [models.UniqueConstraint(fields=["impact", "mark"], condition=~Q(mark=None), name="privacy_impact_warned_once")]
        indexes = [models.Index(fields=["impact", "id"], name="privacy_impact_history")]


class ImpactVersion(Base):
    """What two people approved; append-only."""

    RETENTION = _KEPT
    PERSONAL = ("content",)

    impact = models.ForeignKey(Impact, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    written_by = models.CharField(max_length=120)
    approved_by = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    content = EncryptedJSONField()

    class Meta:
        db_table = "privacy_impact_version"
        verbose_name = "phiên bản hồ sơ đánh giá tác động"
        constraints = [models.UniqueConstraint(fields=["impact", "version"], name="privacy_impact_version_once")]


class ImpactFile(Base):
    """One piece of evidence; append-only."""

    RETENTION = _KEPT

    impact = models.ForeignKey(Impact, on_delete=models.PROTECT, related_name="files")
    file_id = models.UUIDField(unique=True)
    added_ref = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "privacy_impact_file"
        verbose_name = "tài liệu kèm hồ sơ đánh giá tác động"

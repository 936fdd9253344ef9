"""Requests of data subjects as they are carried out; the requests themselves are dossiers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedJSONField, EncryptedTextField
from motcua.kit.models import Base
from motcua.services.privacy.contracts.requests import RunState, TaskState

_AS_DOSSIER = "as its dossier (Luật Lưu trữ 33/2024); the package 90 days after it was made"


class Run(Base):
    """The carrying out of one request."""

    RETENTION = _AS_DOSSIER
    PERSONAL = ("person_id", "package", "sealed_file_id")

    uuid = models.UUIDField(default=uuid7, unique=True)
    dossier_id = models.UUIDField(unique=True)
    dossier_code = models.CharField(max_length=40)
    unit_code = models.CharField(max_length=20)
    right = models.CharField(max_length=12)
    person_id = models.UUIDField()
    state = models.CharField(max_length=8, default=RunState.PLANNED)
    digest = models.CharField(max_length=64)
    planned_at = models.DateTimeField()
    planned_ref = models.CharField(max_length=80)
    planned_name = models.CharField(max_length=120)
    started_at = models.DateTimeField(null=True)
    started_ref = models.CharField(max_length=80, blank=True, default="")
    finished_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # of its dossier, for units that are asked
    package = EncryptedTextField(blank=True, default="")  # JSON, as it was made
    package_sha256 = models.CharField(max_length=64, blank=True, default="")
    sealed_file_id = models.UUIDField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "privacy_run"
        verbose_name = "lần thực hiện yêu cầu dữ liệu"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in RunState]), name="privacy_run_state"),
            models.CheckConstraint(condition=Q(finished_at=None) | Q(state="done"), name="privacy_run_finished"),
        ]
        indexes = [models.Index(fields=["id"], name="privacy_run_open", condition=Q(state="running"))]


class RunStep(Base):
    """What one room is asked to do in a run; done once."""

    RETENTION = _AS_DOSSIER
    PERSONAL = ("item", "note")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=40)
    found = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    removed = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    reason_vi = models.CharField(max_length=500, blank=True, default="")
    reason_en = models.CharField(max_length=500, blank=True, default="")
    note = EncryptedTextField(blank=True, default="")  # what an officer or the unit asked says to the person
    field = models.CharField(max_length=120, blank=True, default="")  # of an item: what it names in its source
    item = EncryptedJSONField(null=True)  # label, before, wanted, after, ground, owner

    class Meta:
        db_table = "privacy_run_step"
        verbose_name = "bước thực hiện yêu cầu dữ liệu"
        constraints = [models.UniqueConstraint(fields=["run", "source", "field"], name="privacy_run_step_of_item")]


class Task(Base):
    """A correction asked of the unit that keeps the fact; answered once."""

    RETENTION = _AS_DOSSIER
    PERSONAL = ("what", "wanted", "ground", "answer")

    uuid = models.UUIDField(default=uuid7, unique=True)
    step = models.OneToOneField(RunStep, on_delete=models.PROTECT, related_name="task")
    dossier_code = models.CharField(max_length=40)
    unit_code = models.CharField(max_length=20)
    what = EncryptedTextField()
    wanted = EncryptedTextField()
    ground = EncryptedTextField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default=TaskState.OPEN)
    answer = EncryptedTextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_ref = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        db_table = "privacy_task"
        verbose_name = "việc sửa dữ liệu"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in TaskState]), name="privacy_task_state"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | Q(answered_at__isnull=False), name="privacy_task_answered"
            ),
        ]
        indexes = [models.Index(fields=["unit_code", "asked_at"], name="privacy_task_of_unit")]


class Restriction(Base):
    """Restrictions of before 1.0, closed: what held was moved to ``consent_restriction``, which alone is read and written."""

    RETENTION = "as the dossier that asked for it"
    PERSONAL = ("person_id",)

    person_id = models.UUIDField()
    kind = models.CharField(max_length=12)
    dossier_code = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "privacy_restriction"
        verbose_name = "hạn chế xử lý dữ liệu"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["restrict", "object"]), name="privacy_restriction_kind"),
            models.UniqueConstraint(fields=["person_id", "kind"], condition=Q(until=None), name="privacy_restriction_open"),
        ]

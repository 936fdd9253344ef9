"""What hangs on a dossier: papers, pauses, supplement requests, printed sheets and the result."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedJSONField, EncryptedTextField
from motcua.kit.models import Base
from motcua.platform.casework.contracts import OPINION_PAPER
from motcua.platform.casework.models.dossiers import Dossier

PAUSE_REASONS = ["supplement", "financial_duty", "opinion", "sub_dossier", "force_majeure", "correction"]
SHEET_FORMS = ["mau-01", "mau-02", "mau-03", "mau-04", "mau-05", "mau-06", "mau-07"]


class Paper(Base):
    """A paper of a dossier (thành phần hồ sơ) and the file that carries it; ``state`` is its digitisation state of the national portal.

    ``source`` tells of a paper that nobody handed in where it was found: ``{"way", "vi", "en", "at"}``.
    """

    RETENTION = "as the dossier"
    PERSONAL = ("file_name", "file_id")

    NOT_DIGITISED, DIGITISED, REUSED_PAPER, REUSED_RESULT = 0, 1, 2, 3
    OPINION = OPINION_PAPER

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="papers")
    requirement = models.CharField(max_length=80)
    name = models.TextField()
    file_id = models.UUIDField(null=True)
    file_name = EncryptedTextField(default="")
    size = models.BigIntegerField(default=0)
    state = models.PositiveSmallIntegerField(default=DIGITISED)
    source = models.JSONField(null=True)
    event_seq = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        db_table = "casework_paper"
        verbose_name = "thành phần hồ sơ"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "file_id"], name="casework_paper_file_once"),
            models.CheckConstraint(condition=Q(state__lte=3), name="casework_paper_state"),
        ]


class Pause(Base):
    """A stop of the clock, half-open; at most one is open."""

    RETENTION = "as the dossier"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=20)
    basis = models.CharField(max_length=300, blank=True, default="")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    paused_minutes = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "casework_pause"
        verbose_name = "khoảng tạm dừng"
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(to_at=None), name="casework_pause_one_open"),
            models.CheckConstraint(condition=Q(to_at=None) | Q(to_at__gte=F("from_at")), name="casework_pause_order"),
            models.CheckConstraint(condition=Q(reason__in=PAUSE_REASONS), name="casework_pause_reason"),
        ]


class SupplementRequest(Base):
    """Papers that were asked for (phiếu yêu cầu bổ sung, Mẫu 02), until when, and the answer; at most one is open."""

    RETENTION = "as the dossier"
    PERSONAL = ("items", "reason", "note")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="supplements")
    items = EncryptedJSONField()
    reason = EncryptedTextField()
    asked_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    note = EncryptedTextField(default="")

    class Meta:
        db_table = "casework_supplement_request"
        verbose_name = "yêu cầu bổ sung"
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(closed_at=None), name="casework_supplement_one_open"),
            models.CheckConstraint(condition=Q(deadline_at__gt=F("asked_at")), name="casework_supplement_deadline"),
        ]


class Sheet(Base):
    """A printed form of the dossier: receipt (Mẫu 01), supplement request (02), refusal (03), apology (04), stop notice (05)."""

    RETENTION = "as the dossier"
    PERSONAL = ("file_id",)

    RECEIPT, SUPPLEMENT, REFUSAL, APOLOGY, STOP = "mau-01", "mau-02", "mau-03", "mau-04", "mau-05"
    CONTROL_SLIP, REGISTER = "mau-06", "mau-07"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="sheets")
    form = models.CharField(max_length=8)
    event_seq = models.PositiveIntegerField()
    file_id = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "casework_sheet"
        verbose_name = "biểu mẫu của hồ sơ"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "event_seq"], name="casework_sheet_once"),
            models.CheckConstraint(condition=Q(form__in=SHEET_FORMS), name="casework_sheet_form"),
        ]


class Result(Base):
    """An issued result of a dossier, signed, with the report of its signature; one is in force, revoked ones stay."""

    RETENTION = "as the dossier"
    PERSONAL = ("file_id",)

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="results")
    outcome = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    file_id = models.UUIDField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    signed_by = models.CharField(max_length=200, blank=True, default="")
    signed_at = models.DateTimeField()
    level = models.CharField(max_length=20, blank=True, default="")
    report = models.JSONField(default=dict)
    event_seq = models.PositiveIntegerField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_seq = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "casework_result"
        verbose_name = "kết quả giải quyết"
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["granted", "denied"]), name="casework_result_outcome"),
            models.UniqueConstraint(fields=["dossier"], condition=Q(revoked_at=None), name="casework_result_one_in_force"),
            models.CheckConstraint(condition=Q(revoked_at=None) | Q(revoked_at__gte=F("signed_at")), name="casework_result_order"),
        ]


class Opinion(Base):
    """An opinion asked of another unit, on its own clock; several run in parallel. Open until given or recalled."""

    RETENTION = "as the dossier"
    PERSONAL = ("question", "text", "asked_by", "given_by")

    uuid = models.UUIDField(default=uuid7, unique=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="opinions")
    key = models.CharField(max_length=40, blank=True, default="")  # of the definition; empty when an officer asked
    step = models.CharField(max_length=40)
    unit_code = models.CharField(max_length=20)
    role = models.CharField(max_length=16)
    question = EncryptedTextField(default="")
    confidential = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_seq = models.PositiveIntegerField()
    asked_by = models.CharField(max_length=200, blank=True, default="")
    due_at = models.DateTimeField()
    stance = models.CharField(max_length=16, blank=True, default="")
    text = EncryptedTextField(default="")
    given_at = models.DateTimeField(null=True)
    given_seq = models.PositiveIntegerField(null=True)
    given_by = models.CharField(max_length=200, blank=True, default="")
    recalled_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_opinion"
        verbose_name = "ý kiến phối hợp"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "unit_code", "key"], condition=Q(given_at=None, recalled_at=None), name="casework_opinion_one_open"
            ),
            models.CheckConstraint(
                condition=Q(stance__in=["", "agree", "disagree", "conditional", "none"]), name="casework_opinion_stance"
            ),
            models.CheckConstraint(condition=Q(given_at=None) | ~Q(stance=""), name="casework_opinion_given_with_stance"),
            models.CheckConstraint(condition=Q(given_at=None) | Q(recalled_at=None), name="casework_opinion_given_or_recalled"),
            models.CheckConstraint(condition=Q(due_at__gte=F("asked_at")), name="casework_opinion_due"),
        ]
        indexes = [
            models.Index(fields=["unit_code", "due_at", "id"], name="casework_opinion_inbox", condition=Q(given_at=None, recalled_at=None)),
            models.Index(fields=["unit_code", "dossier"], name="casework_opinion_unit"),
        ]


class LookupFailure(Base):
    """Wrong look-up codes for a dossier on a day: after a few the public look-up of that dossier rests until tomorrow."""

    RETENTION = "7 days"

    code = models.CharField(max_length=40)
    day = models.DateField()
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "casework_lookup_failure"
        verbose_name = "tra cứu sai"
        constraints = [models.UniqueConstraint(fields=["code", "day"], name="casework_lookup_once")]

"""Tables of the national portal's room."""

from __future__ import annotations

from django.db import models

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedJSONField, EncryptedTextField
from motcua.kit.models import Base

_FIVE_YEARS = "5 years, the proof of what was exchanged (NĐ 278/2025)"


class InboxMessage(Base):
    """One message of the portal exactly as it came; never changed."""

    RETENTION = _FIVE_YEARS
    PERSONAL = ("body",)

    message_id = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20)
    portal_code = models.CharField(max_length=60)
    told_at = models.DateTimeField(null=True)
    body = EncryptedJSONField()
    sha256 = models.CharField(max_length=64)
    way = models.CharField(max_length=4)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "national_inbox_message"
        verbose_name = "thông điệp từ Cổng quốc gia"


class Intake(Base):
    """What became of a message: waiting, done, parked with reasons, or set aside."""

    RETENTION = _FIVE_YEARS
    PERSONAL = ("mended",)

    message = models.OneToOneField(InboxMessage, on_delete=models.PROTECT, related_name="intake")
    portal_code = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=20)
    told_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=80, default="", blank=True)
    reason_vi = models.TextField(default="", blank=True)
    reason_en = models.TextField(default="", blank=True)
    problems = models.JSONField(default=list)
    mended = EncryptedJSONField(null=True)
    mended_by = models.CharField(max_length=60, default="", blank=True)
    dossier_code = models.CharField(max_length=60, default="", blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "national_intake"
        verbose_name = "việc nhận từ Cổng quốc gia"
        indexes = [models.Index(fields=["state", "next_at"], name="national_intake_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "done", "parked", "discarded"]), name="national_intake_state"
            )
        ]


class FetchedPaper(Base):
    """A paper that was fetched for a message, so that a second attempt does not fetch it again."""

    RETENTION = _FIVE_YEARS
    PERSONAL = ("name",)

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="papers")
    place = models.IntegerField()
    requirement = models.CharField(max_length=100, default="", blank=True)
    name = EncryptedTextField()
    url_hash = models.CharField(max_length=64)
    file_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    fetched_at = models.DateTimeField()

    class Meta:
        db_table = "national_fetched_paper"
        verbose_name = "giấy tờ tải từ Cổng quốc gia"
        constraints = [models.UniqueConstraint(fields=["intake", "place", "url_hash"], name="national_paper_once")]


class PullMark(Base):
    """How far the portal's list of messages was read."""

    RETENTION = "one row"

    cursor = models.CharField(max_length=200, default="", blank=True)
    pulled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "national_pull_mark"
        verbose_name = "mốc lấy thông điệp"


class Telling(Base):
    """One message to the portal; those of a dossier go out in order."""

    RETENTION = _FIVE_YEARS
    PERSONAL = ("body",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    event_id = models.UUIDField()
    event_name = models.CharField(max_length=80)
    order = models.BigIntegerField()
    what = models.CharField(max_length=10)
    dossier_id = models.UUIDField()
    dossier_code = models.CharField(max_length=60)
    procedure_code = models.CharField(max_length=20, default="", blank=True)
    portal_code = models.CharField(max_length=60, default="", blank=True)
    status = models.IntegerField(default=0)
    at = models.DateTimeField()
    body = EncryptedJSONField(null=True)
    sha256 = models.CharField(max_length=64, default="", blank=True)
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    answer = models.TextField(default="", blank=True)

    class Meta:
        db_table = "national_telling"
        verbose_name = "thông điệp gửi Cổng quốc gia"
        constraints = [
            models.UniqueConstraint(fields=["event_id", "what"], name="national_telling_once"),
            models.CheckConstraint(condition=models.Q(state__in=["waiting", "sent", "parked", "withheld"]), name="national_telling_state"),
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="national_telling_due"),
            models.Index(fields=["dossier_id", "order", "what"], name="national_telling_order"),
            models.Index(fields=["portal_code"], name="national_telling_portal"),
        ]


class Mirror(Base):
    """What a ministry's system says of a dossier whose status it is the master of."""

    RETENTION = _FIVE_YEARS

    portal_code = models.CharField(max_length=60, unique=True)
    dossier_code = models.CharField(max_length=60, default="", blank=True)
    procedure_code = models.CharField(max_length=20, default="", blank=True)
    unit_code = models.CharField(max_length=20, default="", blank=True)
    status = models.IntegerField(default=0)
    word = models.CharField(max_length=40, default="", blank=True)
    told_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "national_mirror"
        verbose_name = "trạng thái theo hệ thống của bộ"


class Comparison(Base):
    """One nightly comparison with the portal."""

    RETENTION = "1 year"

    at = models.DateTimeField()
    compared = models.IntegerField(default=0)
    differences = models.IntegerField(default=0)
    error = models.TextField(default="", blank=True)

    class Meta:
        db_table = "national_comparison"
        verbose_name = "lần đối chiếu với Cổng quốc gia"


class Difference(Base):
    """One dossier that the two sides see differently, until it is settled."""

    RETENTION = "1 year after it was settled"

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="found")
    kind = models.CharField(max_length=20)
    portal_code = models.CharField(max_length=60)
    dossier_code = models.CharField(max_length=60, default="", blank=True)
    ours = models.CharField(max_length=10, default="", blank=True)
    theirs = models.CharField(max_length=10, default="", blank=True)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        db_table = "national_difference"
        verbose_name = "điểm lệch với Cổng quốc gia"
        constraints = [
            models.UniqueConstraint(
                fields=["portal_code", "kind"], condition=models.Q(settled_at=None), name="national_difference_once"
            )
        ]

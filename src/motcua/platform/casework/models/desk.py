"""What officers keep at their desk: notes with mentions, saved views, bulk actions with a result for each item, entries at the counter."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedJSONField, EncryptedTextField
from motcua.kit.models import Base
from motcua.platform.casework.models.dossiers import Dossier


class Note(Base):
    """A note between officers on a dossier (ý kiến nội bộ). Never part of what the owner sees; never changed once written."""

    RETENTION = "as the dossier"
    PERSONAL = ("text",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="notes")
    author_id = models.UUIDField(null=True)
    author = models.CharField(max_length=200)
    text = EncryptedTextField()
    confidential = models.BooleanField(default=False)
    written_at = models.DateTimeField()

    class Meta:
        db_table = "casework_note"
        verbose_name = "ghi chú nội bộ"
        indexes = [models.Index(fields=["dossier", "id"], name="casework_note_list")]


class NoteMention(Base):
    """An officer named in a note, and when she saw it."""

    RETENTION = "as the dossier"

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="mentions")
    officer_id = models.UUIDField()
    name = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_note_mention"
        verbose_name = "người được nhắc trong ghi chú"
        constraints = [models.UniqueConstraint(fields=["note", "officer_id"], name="casework_mention_once")]
        indexes = [
            models.Index(fields=["officer_id", "-written_at", "-id"], name="casework_mention_inbox"),
            models.Index(fields=["officer_id"], name="casework_mention_unread", condition=Q(read_at=None)),
        ]


class SavedView(Base):
    """A list of dossiers that an officer keeps under a name; at most one opens by itself."""

    RETENTION = "as long as the officer serves"
    PERSONAL = ("filters",)  # a search may hold a name

    uuid = models.UUIDField(default=uuid7, unique=True)
    officer_id = models.UUIDField()
    name = models.CharField(max_length=60)
    filters = EncryptedJSONField()
    is_default = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "casework_saved_view"
        verbose_name = "danh sách đã lưu"
        constraints = [
            models.UniqueConstraint(fields=["officer_id", "name"], name="casework_view_name_once"),
            models.UniqueConstraint(fields=["officer_id"], condition=Q(is_default=True), name="casework_view_one_default"),
        ]


class BulkRun(Base):
    """One bulk action of an officer: the verb, its arguments, and when all items had their result."""

    RETENTION = "90 days after it finished"
    PERSONAL = ("arguments",)  # a reason may name people

    uuid = models.UUIDField(default=uuid7, unique=True)
    officer_id = models.UUIDField()
    verb = models.CharField(max_length=32)
    arguments = EncryptedJSONField()
    key = models.CharField(max_length=120)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_bulk_run"
        verbose_name = "lượt xử lý hàng loạt"
        constraints = [models.UniqueConstraint(fields=["officer_id", "key"], name="casework_bulk_once")]
        indexes = [models.Index(fields=["begun_at"], name="casework_bulk_open", condition=Q(finished_at=None))]


class BulkItem(Base):
    """One dossier (or one row of an index: ``given``) of a bulk action: waiting, done with its change, or refused with the reason."""

    RETENTION = "with its run"
    PERSONAL = ("given",)

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    given = EncryptedJSONField(null=True)  # a row of an index of old results, and its scan
    state = models.CharField(max_length=10, default="waiting")
    change = models.JSONField(null=True)
    error_vi = models.TextField(blank=True, default="")
    error_en = models.TextField(blank=True, default="")

    class Meta:
        db_table = "casework_bulk_item"
        verbose_name = "hồ sơ trong lượt hàng loạt"
        constraints = [
            models.UniqueConstraint(fields=["run", "code"], name="casework_bulk_item_once"),
            models.CheckConstraint(condition=Q(state__in=["waiting", "done", "refused"]), name="casework_bulk_item_state"),
        ]


class CounterEntry(Base):
    """A dossier that reception is entering for a person at the counter or from the post: who, for whom, where it goes."""

    RETENTION = "30 days; the dossier keeps what was submitted"
    PERSONAL = ("people", "paper_file_id")

    uuid = models.UUIDField(default=uuid7, unique=True)
    officer_id = models.UUIDField()
    procedure_code = models.CharField(max_length=20)
    unit_code = models.CharField(max_length=20, blank=True, default="")
    intake_code = models.CharField(max_length=20)
    channel = models.PositiveSmallIntegerField()
    ticket = models.CharField(max_length=40, blank=True, default="")
    filing = models.CharField(max_length=16)
    people = EncryptedJSONField()
    paper_file_id = models.UUIDField(null=True)
    draft_id = models.UUIDField(unique=True)
    on_paper = models.JSONField(default=list)
    dossier_code = models.CharField(max_length=40, blank=True, default="")
    begun_at = models.DateTimeField()

    class Meta:
        db_table = "casework_counter_entry"
        verbose_name = "lượt nhập hồ sơ tại quầy"
        indexes = [models.Index(fields=["officer_id", "-begun_at"], name="casework_entry_mine")]

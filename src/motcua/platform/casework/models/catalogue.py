"""The procedure catalogue and the versions of procedure definitions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.kit.models import Base


class CatalogueImport(Base):
    """One import of the catalogue; the newest number tells every process when its search index is out of date."""

    RETENTION = "10 years: which catalogue was in force when"

    imported_at = models.DateTimeField()
    source = models.CharField(max_length=200)
    rows = models.PositiveIntegerField()
    details = models.PositiveIntegerField()
    report = models.JSONField(default=dict)

    class Meta:
        db_table = "casework_catalogue_import"
        verbose_name = "lần nạp danh mục thủ tục"


class Procedure(Base):
    """An administrative procedure of the national catalogue (thủ tục hành chính)."""

    RETENTION = "permanent: dossiers refer to it"

    code = models.CharField(max_length=20, unique=True)
    name = models.TextField()
    name_fold = models.TextField()
    field = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=300, blank=True)
    executor = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    has_detail = models.BooleanField(default=False)
    odd_code = models.BooleanField(default=False)
    content_hash = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    imported_at = models.DateTimeField()
    retired_on = models.DateField(null=True)
    retired_reason = models.TextField(blank=True, default="", db_default="")

    class Meta:
        db_table = "casework_procedure"
        verbose_name = "thủ tục hành chính"
        indexes = [models.Index(fields=["field", "code"], name="casework_procedure_field")]


class ProcedureVersion(Base):
    """A definition as it ran from one day to another. Its content never changes: a dossier keeps the version it was received under."""

    RETENTION = "permanent: dossiers keep the version under which they were received"

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    document = models.JSONField()
    content_hash = models.CharField(max_length=64)
    generic = models.BooleanField(default=False)
    open_online = models.BooleanField(default=False)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80, blank=True, default="", db_default="")
    note = models.TextField(blank=True, default="", db_default="")

    class Meta:
        db_table = "casework_procedure_version"
        verbose_name = "phiên bản thủ tục"
        constraints = [
            models.UniqueConstraint(fields=["procedure", "version"], name="casework_version_once"),
            models.UniqueConstraint(fields=["procedure"], condition=Q(effective_to=None), name="casework_version_one_current"),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")), name="casework_version_period"
            ),
        ]


class ProcedureDraft(Base):
    """A definition that is being written; it may be wrong. One a procedure; it goes when it is published or thrown away."""

    RETENTION = "until published or thrown away"
    PERSONAL = ("saved_label",)

    procedure = models.OneToOneField(Procedure, on_delete=models.PROTECT, related_name="draft")
    document = models.JSONField()
    seq = models.PositiveIntegerField()
    based_on = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=80)
    saved_label = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "casework_procedure_draft"
        verbose_name = "bản nháp định nghĩa thủ tục"


class SubmissionSetting(Base):
    """Where a procedure is handed in and whose status counts, from one day to another; of one version where ``version`` is given."""

    RETENTION = "permanent: which portal dossiers of a period came through"

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="submission_settings")
    version = models.PositiveIntegerField(null=True)
    channel = models.CharField(max_length=16)
    master = models.CharField(max_length=16)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    source = models.CharField(max_length=300)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=80)

    class Meta:
        db_table = "casework_submission_setting"
        verbose_name = "nơi nộp thủ tục"
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "version"], condition=Q(effective_to=None), name="casework_submission_one_current",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")), name="casework_submission_period"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["own", "national"]) & Q(master__in=["city", "ministry"]), name="casework_submission_words"
            ),
        ]

"""What leaves the house: the issuing register with its gapless numbers, issued documents with their public code, digitised old results."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base
from motcua.platform.casework.models.belongings import Result
from motcua.platform.casework.models.dossiers import Dossier


class IssueCounter(Base):
    """The last number that a unit gave in a series of a year (NĐ 30/2020/NĐ-CP: from 01 on 1 January). Its row lock leaves no gap."""

    RETENTION = "permanent: proves that no number was skipped"

    unit_code = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=16)
    last = models.PositiveIntegerField()

    class Meta:
        db_table = "casework_issue_counter"
        verbose_name = "sổ phát hành"
        constraints = [models.UniqueConstraint(fields=["unit_code", "year", "series"], name="casework_issue_counter_once")]


class Issued(Base):
    """An issued document: a result or a copy of one, with number and symbol, and the code by which anybody can check it."""

    RETENTION = "as the dossier"
    PERSONAL = ("file_id",)

    code = models.CharField(max_length=16, unique=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="issued")
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="issued")
    copy_kind = models.CharField(max_length=10, blank=True, default="")
    unit_code = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=16)
    number = models.PositiveIntegerField()
    symbol = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    issuer = models.CharField(max_length=200)
    file_id = models.UUIDField()
    sha256 = models.CharField(max_length=64, db_index=True)
    signature_id = models.UUIDField(null=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        db_table = "casework_issued"
        verbose_name = "giấy tờ đã phát hành"
        constraints = [
            models.UniqueConstraint(fields=["unit_code", "year", "series", "number"], name="casework_issued_number_once"),
            models.UniqueConstraint(fields=["result"], condition=Q(copy_kind=""), name="casework_issued_result_once"),
            models.CheckConstraint(condition=Q(copy_kind__in=["", "full", "record", "extract"]), name="casework_issued_copy_kind"),
            models.CheckConstraint(condition=Q(expires_at=None) | Q(expires_at__gt=F("issued_at")), name="casework_issued_period"),
        ]
        indexes = [models.Index(fields=["signature_id"], name="casework_issued_signature")]


class OldResult(Base):
    """A still-valid result of a procedure of former times, digitised in bulk and signed by the agency, so that it can be used again."""

    RETENTION = "as the result type; until the result itself ends"
    PERSONAL = ("holder_name", "number_index", "name_index", "file_id")

    uuid = models.UUIDField(default=uuid7, unique=True)
    source_sha256 = models.CharField(max_length=64, unique=True)
    result_code = models.CharField(max_length=20, blank=True, default="")
    title = models.CharField(max_length=300)
    symbol = models.CharField(max_length=60)
    issuer = models.CharField(max_length=200)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True)
    procedure_code = models.CharField(max_length=20, blank=True, default="")
    unit_code = models.CharField(max_length=20)
    holder_name = EncryptedTextField(default="")
    number_index = models.CharField(max_length=64, db_index=True)
    name_index = ArrayField(models.CharField(max_length=16), default=list)
    file_id = models.UUIDField()
    sha256 = models.CharField(max_length=64, db_index=True)
    signature_id = models.UUIDField(null=True)
    digitised_at = models.DateTimeField()

    class Meta:
        db_table = "casework_old_result"
        verbose_name = "kết quả cũ số hóa"
        constraints = [
            models.UniqueConstraint(fields=["unit_code", "symbol", "issued_on", "number_index"], name="casework_old_result_once"),
            models.CheckConstraint(condition=Q(expires_on=None) | Q(expires_on__gt=F("issued_on")), name="casework_old_result_period"),
        ]
        indexes = [GinIndex(fields=["name_index"], name="casework_old_result_name")]

"""What people say and ask around a dossier: how content they are, who files for whom, codes for the public look-up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedJSONField, EncryptedTextField
from motcua.kit.models import Base
from motcua.platform.casework.models.dossiers import Dossier


class Rating(Base):
    """How content the owner is with the service (1 to 5) and what she says of it; ``asked_at``: when a message asked her, once."""

    RETENTION = "as the dossier"
    PERSONAL = ("text",)

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="rating")
    asked_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    text = EncryptedTextField(default="")
    rated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_rating"
        verbose_name = "đánh giá sự phục vụ"
        constraints = [
            models.CheckConstraint(condition=Q(score=None) | Q(score__gte=1, score__lte=5), name="casework_rating_score"),
            models.CheckConstraint(
                condition=Q(score=None, rated_at=None) | Q(score__isnull=False, rated_at__isnull=False), name="casework_rating_when"
            ),
        ]


class FilingChoice(Base):
    """What a person chose beside the questions of a draft: who files for whom, the desk, an exemption, papers taken over."""

    RETENTION = "30 days after the last change, as the draft"
    PERSONAL = ("chosen",)

    draft_id = models.UUIDField(unique=True)
    owner_ref = models.CharField(max_length=80)
    chosen = EncryptedJSONField()
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "casework_filing_choice"
        verbose_name = "lựa chọn khi nộp"


class DossierPhone(Base):
    """The telephone of a dossier's owner as a blind index: the public look-up finds by it what it cannot read."""

    RETENTION = "as the dossier"
    PERSONAL = ("phone_index",)

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="+", primary_key=True)
    phone_index = models.CharField(max_length=64, blank=True, default="", db_index=True)

    class Meta:
        db_table = "casework_dossier_phone"
        verbose_name = "số điện thoại tra cứu"


class LookupCode(Base):
    """A one-time code of the public look-up, hashed; written for unknown numbers too, so that nothing tells them apart."""

    RETENTION = "1 day"
    PERSONAL = ("subject_index", "phone_index", "number_index", "person_id", "address_index")
    SECRETS = ("code_hash",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    subject_index = models.CharField(max_length=64)  # of the number or telephone that was typed
    address_index = models.CharField(max_length=64)  # of the network address that asked
    phone_index = models.CharField(max_length=64, blank=True, default="")
    number_index = models.CharField(max_length=64, blank=True, default="")
    person_id = models.UUIDField(null=True)
    code_hash = models.CharField(max_length=64, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_lookup_code"
        verbose_name = "mã tra cứu một lần"
        indexes = [
            models.Index(fields=["subject_index", "asked_at"], name="casework_lookup_code_subject"),
            models.Index(fields=["address_index", "asked_at"], name="casework_lookup_code_address"),
        ]

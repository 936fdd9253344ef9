"""Tables of forms: published form documents, drafts with encrypted answers, references to uploaded files."""

from __future__ import annotations

from typing import Any

from django.db import models

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedJSONField, EncryptedTextField
from motcua.kit.models import Base


class Form(Base):
    """One version of a form document. Append-only; the content hash names the content."""

    RETENTION = "as long as a dossier refers to it (Luật Lưu trữ 33/2024)"

    key = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    document = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "eforms_form"
        verbose_name = "biểu mẫu"
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="eforms_form_version"),
            models.UniqueConstraint(fields=["key", "content_hash"], name="eforms_form_content"),
        ]


class DraftRow(Base):
    """A form being filled in by its owner. ``answers`` holds typed values, what was typed wrongly, sources and visited pages."""

    RETENTION = "30 days after the last change (MOTCUA_EFORMS_DRAFT_DAYS), open or frozen; the dossier keeps what was submitted"
    PERSONAL = ("answers", "owner_ref", "owner_id")

    OPEN, FROZEN = "open", "frozen"

    uuid = models.UUIDField(default=uuid7, unique=True)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+")
    owner_ref = models.CharField(max_length=80)
    owner_id = models.UUIDField(null=True)
    context = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default=OPEN)
    answers: models.Field[Any, Any] = EncryptedJSONField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    discarded_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "eforms_draft"
        verbose_name = "bản nháp"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=["open", "frozen"]), name="eforms_draft_state"),
            models.CheckConstraint(
                condition=models.Q(state="open", frozen_at=None) | models.Q(state="frozen", frozen_at__isnull=False),
                name="eforms_draft_frozen_at",
            ),
        ]
        indexes = [
            models.Index(fields=["owner_ref", "-updated_at"], name="eforms_draft_owner"),
            models.Index(fields=["expires_at"], name="eforms_draft_expiry"),
        ]


class DraftFile(Base):
    """A stored file that an open draft refers to, so that it can be discarded with the draft."""

    RETENTION = "with its draft"

    draft = models.ForeignKey(DraftRow, on_delete=models.CASCADE, related_name="files")
    field = models.CharField(max_length=60)
    file_id = models.UUIDField(unique=True)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "eforms_draft_file"
        verbose_name = "tệp của bản nháp"


class Signer(Base):
    """A person whom the owner of a draft asks to confirm it. ``digest`` names the answers that were confirmed; others lapse it."""

    RETENTION = "with its draft"
    PERSONAL = ("number", "number_index", "name")

    ASKED, CONFIRMED, DECLINED = "asked", "confirmed", "declined"

    uuid = models.UUIDField(default=uuid7, unique=True)
    draft = models.ForeignKey(DraftRow, on_delete=models.CASCADE, related_name="signers")
    number: models.Field[Any, Any] = EncryptedTextField()
    number_index = models.CharField(max_length=64)
    name: models.Field[Any, Any] = EncryptedTextField(default="")
    state = models.CharField(max_length=10, default=ASKED)
    digest = models.CharField(max_length=64, default="")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "eforms_signer"
        verbose_name = "người cùng ký"
        constraints = [
            models.UniqueConstraint(fields=["draft", "number_index"], name="eforms_signer_once"),
            models.CheckConstraint(condition=models.Q(state__in=["asked", "confirmed", "declined"]), name="eforms_signer_state"),
            models.CheckConstraint(
                condition=models.Q(state="asked", answered_at=None) | (~models.Q(state="asked") & models.Q(answered_at__isnull=False)),
                name="eforms_signer_answered",
            ),
        ]
        indexes = [models.Index(fields=["number_index", "state"], name="eforms_signer_number")]

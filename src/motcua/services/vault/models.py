"""Tables of the vault."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base


class HeldDocumentRow(Base):
    """One issued document of one person: a dossier's result (a new one after a revocation is another row), or a digitised old result."""

    RETENTION = "as long as its owner has an account, then as the issued record (Luật Lưu trữ 33/2024)"
    PERSONAL = ("title",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    person_id = models.UUIDField(db_index=True)
    dossier_id = models.UUIDField(null=True, db_index=True)
    dossier_code = models.CharField(max_length=60, blank=True, default="")
    old_result_id = models.UUIDField(null=True, unique=True)
    source_file_id = models.UUIDField(null=True, unique=True)  # of the result that was issued; none in rows of before
    revoked_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)
    kind = models.CharField(max_length=40)
    title = EncryptedTextField()
    issuer = models.CharField(max_length=200)
    issued_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    file_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    signature_report = models.JSONField()

    class Meta:
        db_table = "vault_held_document"
        verbose_name = "giấy tờ đã cấp"
        indexes = [models.Index(fields=["person_id", "-issued_at"], name="vault_person_issued")]
        constraints = [
            models.CheckConstraint(condition=Q(dossier_id__isnull=False) | Q(old_result_id__isnull=False), name="vault_document_source")
        ]

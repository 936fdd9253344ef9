"""Tables of the files room."""

from __future__ import annotations

from django.db import models

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base


class StoredFileRow(Base):
    """One kept file: which content, under which name, for what. Contents are shared by sha256; rows are not."""

    RETENTION = "as long as the record that owns it (Luật Lưu trữ 33/2024); discarded rows 30 days"
    PERSONAL = ("name",)

    KEPT, DISCARDED = "kept", "discarded"

    uuid = models.UUIDField(default=uuid7, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    mime = models.CharField(max_length=100)
    name = EncryptedTextField()
    purpose = models.CharField(max_length=80)
    owner_ref = models.CharField(max_length=160, default="")
    stored_by = models.CharField(max_length=80)
    stored_at = models.DateTimeField()
    state = models.CharField(max_length=9, default=KEPT)
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "files_stored_file"
        verbose_name = "tệp lưu trữ"
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="files_size_positive"),
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="files_sha256_hex"),
            models.CheckConstraint(
                condition=models.Q(state="kept", discarded_at=None) | models.Q(state="discarded", discarded_at__isnull=False),
                name="files_state",
            ),
        ]

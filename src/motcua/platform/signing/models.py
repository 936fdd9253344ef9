"""Tables of the signing room."""

from __future__ import annotations

from django.db import models

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class Signature(Base):
    """One made signature: what was signed, by whom, for what, and the report made right after. Append-only."""

    RETENTION = "as the signed document, at least 10 years (Luật Giao dịch điện tử 20/2023/QH15 Điều 13)"
    PERSONAL = ("report",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    idempotency_key = models.CharField(max_length=255, unique=True)
    fingerprint = models.CharField(max_length=64)
    holder_ref = models.CharField(max_length=160, db_index=True)
    purpose = models.CharField(max_length=10)
    level = models.CharField(max_length=6)
    reason = models.CharField(max_length=300, default="")
    source_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, db_index=True)
    file_id = models.UUIDField()
    certificate_serial = models.CharField(max_length=64)
    report = models.JSONField()
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "signing_signature"
        verbose_name = "chữ ký số"
        constraints = [
            models.CheckConstraint(condition=models.Q(level__in=["B-B", "B-T", "B-LT", "B-LTA"]), name="signing_level"),
            models.CheckConstraint(condition=models.Q(purpose__in=["personal", "agency", "copy"]), name="signing_purpose"),
        ]

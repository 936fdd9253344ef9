"""Tables of the signing room."""

from __future__ import annotations

from django.db import models

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
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
    archived_until_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signing_signature"
        verbose_name = "chữ ký số"
        constraints = [
            models.CheckConstraint(condition=models.Q(level__in=["B-B", "B-T", "B-LT", "B-LTA"]), name="signing_level"),
            models.CheckConstraint(condition=models.Q(purpose__in=["personal", "agency", "copy", "person"]), name="signing_purpose"),
        ]


class Renewal(Base):
    """A later archive time stamp over a signed document, set before the certificate of the last one ended. Append-only."""

    RETENTION = "as the signed document"

    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="renewals")
    source_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, db_index=True)
    file_id = models.UUIDField()
    archived_until_at = models.DateTimeField()
    renewed_at = models.DateTimeField()

    class Meta:
        db_table = "signing_renewal"
        verbose_name = "lần gia hạn dấu thời gian"
        constraints = [
            # Two workers renewing at once make one renewal: the second finds the first document replaced already.
            models.UniqueConstraint(fields=["signature", "source_sha256"], name="signing_renewal_once"),
            models.CheckConstraint(condition=models.Q(archived_until_at__gt=models.F("renewed_at")), name="signing_renewal_longer"),
        ]


class Specimen(Base):
    """The picture of a hand signature or of an agency's seal, and from when to when it is shown."""

    RETENTION = "10 years after it was last shown"
    PERSONAL = ("file_id", "holder_ref")

    holder_ref = models.CharField(max_length=160)
    kind = models.CharField(max_length=8)
    file_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signing_specimen"
        verbose_name = "mẫu chữ ký, mẫu dấu"
        constraints = [
            models.UniqueConstraint(fields=["holder_ref", "kind"], condition=models.Q(to_at=None), name="signing_specimen_one_in_use"),
            models.CheckConstraint(condition=models.Q(kind__in=["hand", "seal"]), name="signing_specimen_kind"),
            models.CheckConstraint(
                condition=models.Q(to_at=None) | models.Q(to_at__gte=models.F("from_at")), name="signing_specimen_order"
            ),
        ]


class RemoteSignature(Base):
    """A signature asked of a person who signs on her own device: the prepared file, the digest that went out, and what came back."""

    RETENTION = "as the signed document; requests that came to nothing 30 days"
    PERSONAL = ("holder_ref", "holder_name")

    uuid = models.UUIDField(default=uuid7, unique=True)
    idempotency_key = models.CharField(max_length=255, unique=True)
    source_sha256 = models.CharField(max_length=64)
    holder_ref = models.CharField(max_length=160)
    holder_name = EncryptedTextField(default="")
    provider = models.CharField(max_length=40)
    reference = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    prepared_file_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    reserved_start = models.PositiveIntegerField()
    reserved_end = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="waiting")
    signature = models.ForeignKey(Signature, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signing_remote"
        verbose_name = "yêu cầu ký từ xa"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=["waiting", "signed", "refused", "expired"]), name="signing_remote_state"),
            models.CheckConstraint(condition=~models.Q(state="signed") | models.Q(signature__isnull=False), name="signing_remote_signed"),
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("asked_at")), name="signing_remote_order"),
        ]

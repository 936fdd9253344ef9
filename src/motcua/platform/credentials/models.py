"""Tables of credentials."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base


class IssuerKey(Base):
    """A key with which this installation issues; published until the last credential under it has ended, or at once withdrawn."""

    RETENTION = "public part as long as a credential under it counts; a withdrawn one 10 years"
    SECRETS = ("private_key",)

    kid = models.CharField(max_length=64, unique=True)
    private_key = EncryptedTextField()
    public_jwk = models.JSONField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)  # until when it signs; then it is published only
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "credentials_issuer_key"
        verbose_name = "khóa cấp chứng nhận"
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=Q(to_at=None), name="credentials_one_signing_key"),
            models.CheckConstraint(condition=Q(withdrawn_at=None) | Q(to_at__isnull=False), name="credentials_withdrawn_key_ended"),
        ]


class StatusListRow(Base):
    """A status list: its places are given out at random; the signed token is made at need and kept."""

    RETENTION = "as long as a credential on it counts; a revoked one without an end keeps its place for ever"

    uuid = models.UUIDField(default=uuid7, unique=True)
    capacity = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    token = models.TextField(blank=True, default="")
    token_kid = models.CharField(max_length=64, blank=True, default="")
    token_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "credentials_status_list"
        verbose_name = "danh sách trạng thái"
        constraints = [models.CheckConstraint(condition=Q(capacity__gte=1024), name="credentials_list_hides_in_a_crowd")]


class CredentialRow(Base):
    """One issued credential: the whole text, encrypted, its place on a status list and how it stands."""

    RETENTION = "as long as its holder has an account and it counts; then as data/retention.yaml says (1 year)"
    PERSONAL = ("compact", "issuer_name")
    SECRETS = ("holder_key",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    subject_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=60)
    compact = EncryptedTextField()
    holder_key = EncryptedTextField(blank=True, default="")  # of the platform for her; empty when she keeps her own
    issuer_unit = models.CharField(max_length=40)
    issuer_name = models.CharField(max_length=200)
    source_ref = models.CharField(max_length=200, db_index=True)
    idempotency_key = models.CharField(max_length=255, unique=True)
    fingerprint = models.CharField(max_length=64)
    issuer_key = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, related_name="+")
    status_list = models.ForeignKey(StatusListRow, on_delete=models.PROTECT, related_name="+")
    status_index = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="valid")
    state_reason = models.CharField(max_length=300, blank=True, default="")
    state_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField()
    valid_from_at = models.DateTimeField()
    valid_to_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "credentials_credential"
        verbose_name = "chứng nhận số"
        constraints = [
            models.UniqueConstraint(fields=["status_list", "status_index"], name="credentials_one_place_each"),
            models.CheckConstraint(condition=Q(state__in=["valid", "suspended", "revoked"]), name="credentials_state"),
            models.CheckConstraint(condition=Q(valid_to_at=None) | Q(valid_to_at__gt=F("valid_from_at")), name="credentials_period"),
        ]


class ShownRow(Base):
    """A presentation behind a short address, for a QR code that a phone can read; it is gone when its time is over."""

    RETENTION = "until the presentation ends (at most a day)"
    PERSONAL = ("presentation",)

    code = models.CharField(max_length=64, unique=True)  # SHA-256 of the code: the address itself stands nowhere
    credential = models.ForeignKey(CredentialRow, on_delete=models.PROTECT, related_name="+")
    presentation = EncryptedTextField()
    made_at = models.DateTimeField()
    until_at = models.DateTimeField(db_index=True)
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "credentials_shown"
        verbose_name = "bản trình chứng nhận"
        constraints = [models.CheckConstraint(condition=Q(until_at__gt=F("made_at")), name="credentials_shown_order")]

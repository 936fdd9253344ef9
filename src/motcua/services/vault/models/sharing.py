"""Shares of papers, each use of them, wrong links, and officers' requests."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base
from motcua.services.vault.contracts import Act, RequestState
from motcua.services.vault.models.papers import HeldDocumentRow


class ShareRow(Base):
    """One paper shown to one unit, or to whoever has the link (``unit_code`` empty). The link's secret is kept as a digest only."""

    RETENTION = "5 years after its end, with its openings (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15: proof of consent)"
    PERSONAL = ("purpose",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    document = models.ForeignKey(HeldDocumentRow, on_delete=models.PROTECT, related_name="shares")
    holder = models.CharField(max_length=80)
    made_by = models.CharField(max_length=80)  # ref of the person who shared, for herself or her organisation
    idempotency_key = models.CharField(max_length=80)
    unit_code = models.CharField(max_length=20, blank=True, default="")
    dossier_code = models.CharField(max_length=60, blank=True, default="")
    purpose = EncryptedTextField()
    fields = models.JSONField()
    with_file = models.BooleanField()
    may_download = models.BooleanField()
    token_digest = models.CharField(max_length=64, unique=True)
    pin_digest = models.CharField(max_length=200, blank=True, default="")
    pin_wrong = models.PositiveSmallIntegerField(default=0)
    pin_rests_until = models.DateTimeField(null=True)
    pin_failed = models.PositiveSmallIntegerField(default=0)  # wrong ones of all times
    link_renewed_at = models.DateTimeField(null=True)
    most_views = models.PositiveIntegerField(default=0)
    views = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    request_id = models.UUIDField(null=True)

    class Meta:
        db_table = "vault_share"
        verbose_name = "lượt chia sẻ giấy tờ"
        indexes = [
            models.Index(fields=["holder", "-created_at"], name="vault_share_holder"),
            models.Index(fields=["unit_code", "-created_at"], condition=~Q(unit_code=""), name="vault_share_unit"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["made_by", "idempotency_key"], name="vault_share_once"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="vault_share_period"),
            models.CheckConstraint(condition=Q(most_views=0) | Q(views__lte=F("most_views")), name="vault_share_views"),
        ]


class ShareOpening(Base):
    """One use of a share; rows are only ever added. ``reader`` is an officer's ref, empty for whoever had the link."""

    RETENTION = "5 years after the end of its share"
    PERSONAL = ("reader",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    share = models.ForeignKey(ShareRow, on_delete=models.PROTECT, related_name="openings")
    act = models.CharField(max_length=12)
    at = models.DateTimeField()
    unit_code = models.CharField(max_length=20, blank=True, default="")
    post = models.CharField(max_length=200, blank=True, default="")
    reader = EncryptedTextField(default="")

    class Meta:
        db_table = "vault_share_opening"
        verbose_name = "lượt mở giấy tờ được chia sẻ"
        indexes = [models.Index(fields=["share", "-at"], name="vault_opening_share")]
        constraints = [models.CheckConstraint(condition=Q(act__in=[a.value for a in Act]), name="vault_opening_act")]


class LinkTry(Base):
    """How many wrong links were opened from one place (a keyed digest of the address) in one window of time."""

    RETENTION = "1 day"

    place = models.CharField(max_length=64)
    window = models.BigIntegerField()
    wrong = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "vault_link_try"
        verbose_name = "lượt thử liên kết sai"
        constraints = [models.UniqueConstraint(fields=["place", "window"], name="vault_link_try_once")]


class PaperRequestRow(Base):
    """A unit asks for a paper for one of its dossiers; the holder agrees (a share) or declines."""

    RETENTION = "with the dossier it was asked for (Luật Lưu trữ 33/2024)"
    PERSONAL = ("purpose", "reason")

    uuid = models.UUIDField(default=uuid7, unique=True)
    unit_code = models.CharField(max_length=20)
    asked_by = models.CharField(max_length=80)
    idempotency_key = models.CharField(max_length=80)
    holder = models.CharField(max_length=80)
    dossier_code = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    purpose = EncryptedTextField()
    state = models.CharField(max_length=12, default=RequestState.ASKED.value)
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    reason = EncryptedTextField(default="")
    share_id = models.UUIDField(null=True)

    class Meta:
        db_table = "vault_paper_request"
        verbose_name = "yêu cầu chia sẻ giấy tờ"
        indexes = [
            models.Index(fields=["holder", "-asked_at"], name="vault_request_holder"),
            models.Index(fields=["unit_code", "-asked_at"], name="vault_request_unit"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["asked_by", "idempotency_key"], name="vault_request_once"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in RequestState]), name="vault_request_state"),
        ]

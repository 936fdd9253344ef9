"""Sign-ins at applications: the grant (a family of tokens), consents, what was told, log-outs, pushed requests, subjects."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedJSONField
from motcua.kit.models import Base
from motcua.platform.signon.models.applications import ApplicationRow


class SubjectRow(Base):
    """Under which name a person is known in a sector: random, so that two sectors cannot tell that it is the same person."""

    RETENTION = "as long as the person's account"

    sector = models.CharField(max_length=120)
    subject_id = models.UUIDField()
    sub = models.CharField(max_length=64, unique=True)

    class Meta:
        db_table = "signon_subject"
        verbose_name = "bí danh của người đăng nhập"
        constraints = [models.UniqueConstraint(fields=["sector", "subject_id"], name="signon_subject_once")]


class GrantRow(Base):
    """One sign-in of one person at one application: its code, and the family of tokens that came from it."""

    RETENTION = "2 years after it ended: what was given to whom (Luật 91/2025/QH15)"

    uuid = models.UUIDField(default=uuid7, unique=True)
    application = models.ForeignKey(ApplicationRow, on_delete=models.PROTECT, related_name="grants")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10)
    session_id = models.CharField(max_length=64, db_index=True)
    scopes = ArrayField(models.CharField(max_length=40))
    level = models.PositiveSmallIntegerField()
    methods = ArrayField(models.CharField(max_length=20))
    auth_time = models.DateTimeField()
    nonce = models.CharField(max_length=300, blank=True, default="")
    code_digest = models.CharField(max_length=64, unique=True)
    code_expires_at = models.DateTimeField()
    code_used_at = models.DateTimeField(null=True)
    redirect_uri = models.CharField(max_length=500)
    challenge = models.CharField(max_length=128)
    text_version = models.IntegerField(db_default=1, default=1)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        db_table = "signon_grant"
        verbose_name = "lần đăng nhập vào ứng dụng"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["citizen", "officer"]), name="signon_grant_kind"),
            models.CheckConstraint(condition=~Q(challenge=""), name="signon_grant_challenge"),
        ]


class ConsentRow(Base):
    """What a person agreed that an application may be told, under which text; withdrawn rows stay as evidence."""

    RETENTION = "5 years after withdrawal: proof of consent (Luật 91/2025/QH15)"

    application = models.ForeignKey(ApplicationRow, on_delete=models.PROTECT, related_name="consents")
    subject_id = models.UUIDField(db_index=True)
    asked = ArrayField(models.CharField(max_length=40))
    scopes = ArrayField(models.CharField(max_length=40))
    text_version = models.IntegerField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signon_consent"
        verbose_name = "đồng ý chia sẻ với ứng dụng"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "subject_id"], condition=Q(withdrawn_at=None), name="signon_consent_live"
            )
        ]


class ReleaseRow(Base):
    """Claims that were told: their names, never their values."""

    RETENTION = "2 years (Luật 91/2025/QH15: a person sees who was told what)"

    grant = models.ForeignKey(GrantRow, on_delete=models.PROTECT, related_name="releases")
    claims = ArrayField(models.CharField(max_length=40))
    at = models.DateTimeField()

    class Meta:
        db_table = "signon_release"
        verbose_name = "lần chuyển thông tin cho ứng dụng"


class LogoutRow(Base):
    """A log-out that an application must be told (OpenID Connect Back-Channel Logout), until it heard or was given up."""

    RETENTION = "90 days"

    uuid = models.UUIDField(default=uuid7, unique=True)
    application = models.ForeignKey(ApplicationRow, on_delete=models.PROTECT, related_name="logouts")
    session_id = models.CharField(max_length=64)
    subject_id = models.UUIDField()
    state = models.CharField(max_length=8, default="waiting")
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    last_status = models.IntegerField(null=True)
    last_error = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "signon_logout"
        verbose_name = "báo đăng xuất tới ứng dụng"
        constraints = [
            models.UniqueConstraint(fields=["application", "session_id"], name="signon_logout_once"),
            models.CheckConstraint(condition=Q(state__in=["waiting", "done", "dead"]), name="signon_logout_state"),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(state="waiting"), name="signon_logout_due")]


class PushedRow(Base):
    """An authorisation request that an application pushed (RFC 9126); good once and for some seconds."""

    RETENTION = "1 hour"
    SECRETS = ("asked",)

    application = models.ForeignKey(ApplicationRow, on_delete=models.CASCADE, related_name="pushed")
    digest = models.CharField(max_length=64, unique=True)
    asked = EncryptedJSONField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signon_pushed"
        verbose_name = "yêu cầu đăng nhập gửi trước"

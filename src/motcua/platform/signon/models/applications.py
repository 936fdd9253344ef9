"""Applications beside the library's clients, their consent texts, what they sent once, how often they called."""

from __future__ import annotations

from allauth.idp.oidc.models import Client
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class ApplicationRow(Base):
    """One of the city's other systems. Its client id, secret and return addresses are the library's client."""

    RETENTION = "5 years after it was disabled: who was told what about whom (Luật 91/2025/QH15)"

    uuid = models.UUIDField(default=uuid7, unique=True)
    client = models.OneToOneField(Client, on_delete=models.PROTECT, related_name="+")
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    unit_code = models.CharField(max_length=20)
    contact = models.CharField(max_length=120)
    sector = models.CharField(max_length=120)
    audience = models.CharField(max_length=8)
    auth_method = models.CharField(max_length=24)
    required_scopes = ArrayField(models.CharField(max_length=40), default=list)
    min_level = models.PositiveSmallIntegerField(default=1)
    logout_uri = models.CharField(max_length=500, blank=True, default="")
    jwks = models.JSONField(null=True)
    jwks_uri = models.CharField(max_length=500, blank=True, default="")
    fetched_jwks = models.JSONField(null=True)
    fetched_at = models.DateTimeField(null=True)
    signing_alg = models.CharField(max_length=5, default="RS256")
    text_version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    disabled_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signon_application"
        verbose_name = "ứng dụng đăng nhập"
        constraints = [
            models.CheckConstraint(condition=Q(audience__in=["citizens", "officers", "both"]), name="signon_application_audience"),
            models.CheckConstraint(
                condition=Q(auth_method__in=["none", "client_secret_basic", "private_key_jwt"]), name="signon_application_auth"
            ),
            models.CheckConstraint(condition=Q(min_level__in=[0, 1, 2]), name="signon_application_level"),
            models.CheckConstraint(condition=Q(signing_alg__in=["RS256", "ES256"]), name="signon_application_alg"),
        ]


class ConsentText(Base):
    """What an application says it needs the claims for; a new text is a new version, and people are asked again."""

    RETENTION = "as long as consents that name it"

    application = models.ForeignKey(ApplicationRow, on_delete=models.PROTECT, related_name="texts")
    version = models.IntegerField()
    vi = models.TextField()
    en = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        db_table = "signon_consent_text"
        verbose_name = "lời xin chia sẻ của ứng dụng"
        constraints = [models.UniqueConstraint(fields=["application", "version"], name="signon_consent_text_once")]


class AssertionRow(Base):
    """A signed statement of an application that was used: it is good once (RFC 7523 §3)."""

    RETENTION = "until the statement would have expired"

    client_id = models.CharField(max_length=100)
    jti = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "signon_assertion"
        verbose_name = "lời chứng đã dùng của ứng dụng"
        constraints = [models.UniqueConstraint(fields=["client_id", "jti"], name="signon_assertion_once")]


class UsageRow(Base):
    """How often somebody called in a minute: an application, or a network address."""

    RETENTION = "1 day"

    who = models.CharField(max_length=160)
    minute = models.DateTimeField(db_index=True)
    calls = models.IntegerField(default=1)

    class Meta:
        db_table = "signon_usage"
        verbose_name = "lượt gọi đăng nhập"
        constraints = [models.UniqueConstraint(fields=["who", "minute"], name="signon_usage_once")]

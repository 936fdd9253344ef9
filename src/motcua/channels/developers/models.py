"""Tables of the room."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base


class Client(Base):
    """A program of an agency or a business that calls the API in its own name."""

    RETENTION = "5 years after it was revoked: who could read what (Luật 91/2025)"

    uuid = models.UUIDField(default=uuid7, unique=True)
    name = models.CharField(max_length=120)
    contact = models.CharField(max_length=120)
    secret_digest = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    units = ArrayField(models.CharField(max_length=20), default=list)
    per_minute = models.IntegerField(default=120)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "developers_client"
        verbose_name = "ứng dụng kết nối"
        constraints = [models.CheckConstraint(condition=Q(per_minute__gt=0), name="developers_client_rate")]


class Token(Base):
    """A short-lived access token; only its digest is kept."""

    RETENTION = "1 day after it ended"

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "developers_token"
        verbose_name = "mã truy cập"


class Usage(Base):
    """How often a client called in a minute."""

    RETENTION = "7 days"

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="usage")
    minute = models.DateTimeField()
    calls = models.IntegerField(default=1)

    class Meta:
        db_table = "developers_usage"
        verbose_name = "lượt gọi API"
        constraints = [models.UniqueConstraint(fields=["client", "minute"], name="developers_usage_once")]


class Subscription(Base):
    """Where a subscriber wants to hear of which events."""

    RETENTION = "1 year after it ended"
    SECRETS = ("secret", "old_secret")

    uuid = models.UUIDField(default=uuid7, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="subscriptions", null=True)
    url = models.CharField(max_length=500)
    events = ArrayField(models.CharField(max_length=120))
    units = ArrayField(models.CharField(max_length=20), default=list)
    procedures = ArrayField(models.CharField(max_length=20), default=list)
    secret = EncryptedTextField()
    old_secret = EncryptedTextField(blank=True, default="")
    old_until = models.DateTimeField(null=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)

    class Meta:
        db_table = "developers_subscription"
        verbose_name = "đăng ký nhận thông báo"


class Delivery(Base):
    """One message to one subscriber, until it is heard or given up."""

    RETENTION = "90 days after it was heard; given up ones until replayed or 1 year"

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.UUIDField(default=uuid7, unique=True)
    event_id = models.UUIDField()
    order = models.BigIntegerField()
    event = models.CharField(max_length=120)
    stream = models.CharField(max_length=160)
    at = models.DateTimeField()
    data = models.JSONField()
    state = models.CharField(max_length=8, default="waiting")
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "developers_delivery"
        verbose_name = "thông báo tới ứng dụng"
        constraints = [
            models.UniqueConstraint(fields=["subscription", "event_id"], name="developers_delivery_once"),
            models.CheckConstraint(condition=Q(state__in=["waiting", "done", "dead"]), name="developers_delivery_state"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="developers_delivery_due"),
            models.Index(fields=["subscription", "stream", "order"], condition=Q(state="waiting"), name="developers_delivery_stream"),
        ]


class Attempt(Base):
    """One attempt to send a message."""

    RETENTION = "90 days"

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    status = models.IntegerField(null=True)
    error = models.CharField(max_length=300, blank=True, default="")
    took_ms = models.IntegerField()

    class Meta:
        db_table = "developers_attempt"
        verbose_name = "lần gửi thông báo"


class Tally(Base):
    """Dossiers decided and sent back on a day, by procedure and unit: what the statistics of the building block answer from."""

    RETENTION = "10 years"

    day = models.DateField()
    procedure_code = models.CharField(max_length=20)
    unit_code = models.CharField(max_length=20)
    approved = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    sent_back = models.IntegerField(default=0)

    class Meta:
        db_table = "developers_tally"
        verbose_name = "số đếm hồ sơ theo ngày"
        constraints = [models.UniqueConstraint(fields=["day", "procedure_code", "unit_code"], name="developers_tally_once")]

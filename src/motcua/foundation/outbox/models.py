"""Tables of the outbox."""

from __future__ import annotations

from django.db import models

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class Event(Base):
    """One fact, as recorded with the change that made it. Append-only; ``seq`` is the order of all facts."""

    RETENTION = "10 years: the base of every published number (Luật Lưu trữ 33/2024)"

    seq = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(default=uuid7, unique=True)
    name = models.CharField(max_length=120)
    stream = models.CharField(max_length=160)
    payload = models.JSONField()
    pii = models.BooleanField(default=False)
    history = models.BooleanField(default=False)
    actor_ref = models.CharField(max_length=80)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "outbox_event"
        verbose_name = "sự kiện"
        indexes = [models.Index(fields=["stream", "seq"], name="outbox_event_stream")]


class Horizon(Base):
    """Single row: every event up to ``seq`` is committed or will never be; readers go no further."""

    RETENTION = "one row"

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)

    class Meta:
        db_table = "outbox_horizon"
        verbose_name = "mốc sự kiện"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="outbox_horizon_single")]


class Cursor(Base):
    """How far the events were fanned out to one handler."""

    RETENTION = "one row per handler"

    handler = models.CharField(max_length=120, primary_key=True)
    seq = models.BigIntegerField(default=0)

    class Meta:
        db_table = "outbox_cursor"
        verbose_name = "con trỏ sự kiện"


class Delivery(Base):
    """The inbox row of one event at one handler: unique, so that the effect happens once."""

    RETENTION = "90 days after delivery"

    PENDING, DONE, PARKED = "pending", "done", "parked"

    handler = models.CharField(max_length=120)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    stream = models.CharField(max_length=160)
    state = models.CharField(max_length=8, default=PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        db_table = "outbox_delivery"
        verbose_name = "lượt chuyển sự kiện"
        constraints = [
            models.UniqueConstraint(fields=["handler", "event"], name="outbox_delivery_once"),
            models.CheckConstraint(condition=models.Q(state__in=["pending", "done", "parked"]), name="outbox_delivery_state"),
        ]
        indexes = [
            models.Index(fields=["handler", "stream", "event"], name="outbox_delivery_open", condition=~models.Q(state="done")),
            models.Index(fields=["event"], name="outbox_delivery_waiting", condition=models.Q(state="pending")),
        ]


class Command(Base):
    """A command that may be sent twice: its key, what was asked and what was answered."""

    RETENTION = "30 days"

    scope = models.CharField(max_length=160)
    key = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "outbox_command"
        verbose_name = "lệnh một lần"
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="outbox_command_once")]

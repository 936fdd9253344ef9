"""Tables of what the exchange is set to: rooms for events and their types, and settings of the whole exchange."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.kit.models import Base
from motcua.platform.exchange.models.register import Subsystem

SETTINGS = ("archiving", "events", "folders", "keep_bodies", "message_port")


class EventRoom(Base):
    """A system's room for publish/subscribe. Subjects are identifiers of systems or ``group:<name>``.

    The system itself and ``owners`` manage the room; its ``publishers`` and ``subscribers`` may use every event type in it.
    ``pace`` bounds each client's calls, null for the exchange's own bound. Over NATS a room may have a ``stream`` of its own.
    """

    RETENTION = "as long as the room is open; events themselves are kept by the gateways for the configured days"

    subsystem = models.OneToOneField(Subsystem, on_delete=models.PROTECT, related_name="event_room")
    name_vi = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, default="")
    owners = ArrayField(models.CharField(max_length=300), default=list)
    publishers = ArrayField(models.CharField(max_length=300), default=list)
    subscribers = ArrayField(models.CharField(max_length=300), default=list)
    pace = models.JSONField(null=True)
    stream = models.CharField(max_length=64, default="", db_default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_event_room"
        verbose_name = "phòng sự kiện"


class EventType(Base):
    """A kind of event of a room: the JSON Schema of its payload and, in ``key`` (JSON pointer), what keeps events in order.

    ``event_bytes`` bounds one event (0: as the exchange does), ``pace`` each client's calls in place of the room's.
    """

    RETENTION = "as long as the room is open"

    room = models.ForeignKey(EventRoom, on_delete=models.PROTECT, related_name="event_types")
    name = models.CharField(max_length=128)
    name_vi = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, default="")
    schema = models.JSONField()
    key = models.CharField(max_length=250, default="")
    publishers = ArrayField(models.CharField(max_length=300), default=list)
    subscribers = ArrayField(models.CharField(max_length=300), default=list)
    event_bytes = models.IntegerField(default=0)
    pace = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_event_type"
        verbose_name = "loại sự kiện"
        constraints = [models.UniqueConstraint(fields=["room", "name"], name="exchange_event_type_once")]


class Setting(Base):
    """One setting of the whole exchange, in the shape that the gateways' configuration has for it; a missing row is the default."""

    RETENTION = "as long as the exchange runs; what held before stands in the versions of the configuration"

    name = models.CharField(max_length=20, unique=True)
    content = models.JSONField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=80)

    class Meta:
        db_table = "exchange_setting"
        verbose_name = "thiết lập trục liên thông"
        constraints = [models.CheckConstraint(condition=Q(name__in=SETTINGS), name="exchange_setting_name")]

"""Tables of messaging."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base
from motcua.platform.messaging.contracts import Channel, Delivery, MessageState


class Message(Base):
    """One message on one channel."""

    RETENTION = "2 years; messages of a dossier as long as the dossier"
    PERSONAL = ("to_person", "to_address", "subject_vi", "subject_en", "body_vi", "body_en", "text")

    uuid = models.UUIDField(default=uuid7, unique=True)
    to_person = models.UUIDField(null=True)
    to_address = EncryptedTextField(default="")
    channel = models.CharField(max_length=6)
    template = models.CharField(max_length=120)
    subject_vi = EncryptedTextField()
    subject_en = EncryptedTextField()
    body_vi = EncryptedTextField()
    body_en = EncryptedTextField()
    text = EncryptedTextField(default="")
    link = models.CharField(max_length=300, default="")
    dedupe_key = models.CharField(max_length=200)
    state = models.CharField(max_length=8)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=300, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    segments = models.PositiveSmallIntegerField(null=True)  # parts that the network bills, of an SMS
    provider_ref = models.CharField(max_length=100, blank=True, default="")
    delivery = models.CharField(max_length=12, blank=True, default="")
    reported_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "messaging_message"
        verbose_name = "thông báo"
        constraints = [
            models.UniqueConstraint(fields=["dedupe_key", "channel"], name="messaging_message_once"),
            models.CheckConstraint(condition=Q(channel__in=[c.value for c in Channel]), name="messaging_message_channel"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in MessageState]), name="messaging_message_state"),
            models.CheckConstraint(condition=Q(delivery__in=[d.value for d in Delivery]), name="messaging_message_delivery"),
        ]
        indexes = [
            models.Index(fields=["to_person", "-id"], name="messaging_message_inbox", condition=Q(channel="inapp")),
            models.Index(fields=["next_at"], name="messaging_message_due", condition=Q(state__in=["queued", "sending"])),
        ]


class SwitchedOff(Base):
    """A channel on which a person does not want the messages of a topic."""

    RETENTION = "as the account"
    PERSONAL = ("person_id",)

    person_id = models.UUIDField()
    topic = models.CharField(max_length=120)
    channel = models.CharField(max_length=6)
    at = models.DateTimeField()

    class Meta:
        db_table = "messaging_switched_off"
        verbose_name = "thông báo đã tắt"
        constraints = [models.UniqueConstraint(fields=["person_id", "topic", "channel"], name="messaging_switched_off_once")]

"""Tables of the room."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedJSONField
from motcua.kit.models import Base
from motcua.services.post.contracts import ConsignmentState, PostStatus


class Consignment(Base):
    """How one dossier's result is returned by post: chosen with the draft, sent by the desk, told by the post."""

    RETENTION = "as the dossier; a choice for a draft that came to nothing 30 days"
    PERSONAL = ("address",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    draft_id = models.UUIDField(null=True, unique=True)
    owner_ref = models.CharField(max_length=80)
    dossier_id = models.UUIDField(null=True, unique=True)
    dossier_code = models.CharField(max_length=40, blank=True, default="")
    desk_code = models.CharField(max_length=20, blank=True, default="")
    state = models.CharField(max_length=12)
    address = EncryptedJSONField()
    fee = models.PositiveIntegerField()
    attempt = models.PositiveSmallIntegerField(default=0)
    client_ref = models.CharField(max_length=64, blank=True, default="")
    tracking_code = models.CharField(max_length=40, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True, default="")
    ready_at = models.DateTimeField(null=True)  # when there was a result to send
    handed_over_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "post_consignment"
        verbose_name = "kết quả gửi bưu điện"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in ConsignmentState]), name="post_consignment_state"),
            models.UniqueConstraint(fields=["client_ref"], condition=~Q(client_ref=""), name="post_consignment_ref"),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="post_consignment_due", condition=Q(state="ordered")),
            models.Index(fields=["asked_at"], name="post_consignment_ask", condition=Q(state="handed_over")),
            models.Index(fields=["desk_code", "state", "changed_at"], name="post_consignment_desk"),
        ]


class ConsignmentEvent(Base):
    """One event of the post, as it came; append-only, once per event id."""

    RETENTION = "as the dossier"

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="events")
    event_id = models.CharField(max_length=64, unique=True)
    client_ref = models.CharField(max_length=64)
    tracking_code = models.CharField(max_length=40)
    status = models.CharField(max_length=20)
    at = models.DateTimeField()
    heard_at = models.DateTimeField()

    class Meta:
        db_table = "post_consignment_event"
        verbose_name = "thông báo của bưu điện"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=[s.value for s in PostStatus]), name="post_consignment_event_status")
        ]
        indexes = [models.Index(fields=["consignment", "at"], name="post_consignment_event_at")]

"""Sign-ins at a provider that contradict what is known of the person: refused, and left for an operator."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.foundation.identity.models.people import Person
from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base


class LinkConflict(Base):
    """A provider said something else of a known personal number. ``accepted`` None while it waits for an operator."""

    RETENTION = "2 years after it was settled"
    PERSONAL = ("told_name", "told_born")

    uuid = models.UUIDField(default=uuid7, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=40)
    differs = models.JSONField(default=list)
    told_name = EncryptedTextField(default="")
    told_born = EncryptedTextField(default="")
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, default="")

    class Meta:
        db_table = "identity_link_conflict"
        verbose_name = "đăng nhập không khớp"
        constraints = [
            models.UniqueConstraint(fields=["person", "provider"], condition=Q(accepted=None), name="identity_link_conflict_open"),
        ]


class UsedToken(Base):
    """A logout statement of a provider that was acted on: the same one is refused the second time."""

    RETENTION = "until the statement would be too old anyway, an hour"

    token_index = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "identity_used_token"
        verbose_name = "mã kết thúc phiên đã dùng"

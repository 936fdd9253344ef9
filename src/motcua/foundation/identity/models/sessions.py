"""Open and ended log-ins, so that a person sees where she is signed in and can end it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.foundation.identity.models.accounts import Account
from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base


class Session(Base):
    """One signed-in session of one device. It is dead at ``ended_at`` or at ``lapses_at``, whichever comes first.

    ``began_at``, ``seen_at`` and ``ended_at`` are instants of the city's clock, as pages show them; ``lapses_at`` (idle) and ``dies_at``
    (absolute) are instants of the machine's clock: moving a demonstration's clock signs nobody out.
    """

    RETENTION = "1 year after the end, then removed (NĐ 85/2016/NĐ-CP: log of access)"
    PERSONAL = ("device", "address")

    uuid = models.UUIDField(default=uuid7, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="sessions")
    provider = models.CharField(max_length=40)
    provider_subject = models.CharField(max_length=64, default="")
    provider_session = models.CharField(max_length=64, default="")
    level = models.PositiveSmallIntegerField(default=0)
    amr = models.JSONField(default=list)
    device = EncryptedTextField(default="")
    address = EncryptedTextField(default="")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    dies_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_cause = models.CharField(max_length=12, default="")
    ended_by = models.CharField(max_length=80, default="")

    class Meta:
        db_table = "identity_session"
        verbose_name = "phiên đăng nhập"
        constraints = [
            models.CheckConstraint(condition=Q(level__in=[0, 1, 2]), name="identity_session_level"),
            models.CheckConstraint(condition=Q(ended_at=None) | ~Q(ended_cause=""), name="identity_session_end_has_cause"),
        ]
        indexes = [
            models.Index(fields=["account"], condition=Q(ended_at=None), name="identity_session_open"),
            models.Index(fields=["lapses_at"], condition=Q(ended_at=None), name="identity_session_lapses"),
            models.Index(fields=["provider_session"], condition=Q(ended_at=None), name="identity_session_provider"),
        ]

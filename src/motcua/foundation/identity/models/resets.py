"""Resets of officers' lost second factors: who asked, who confirmed, and the one-time code that was handed over."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.foundation.identity.contracts import Recognised, ResetState
from motcua.foundation.identity.models.officers import Officer
from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base


class FactorReset(Base):
    """One reset, asked for by one administrator and confirmed by another. Of the handed-over code a keyed digest alone is kept."""

    RETENTION = "5 years after it was decided: proof of who let whom in"
    PERSONAL = ("reason", "paper", "answer")

    uuid = models.UUIDField(default=uuid7, unique=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="resets")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    reason = EncryptedTextField()
    recognised = models.CharField(max_length=12)
    paper = EncryptedTextField(default="")
    lapses_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=ResetState.ASKED.value)
    decided_by = models.CharField(max_length=80, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(default="")
    alone = models.BooleanField(default=False)
    code_index = models.CharField(max_length=64, blank=True, default="")
    code_until = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_factor_reset"
        verbose_name = "yêu cầu đặt lại xác thực"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in ResetState]), name="identity_reset_state"),
            models.CheckConstraint(condition=Q(recognised__in=[r.value for r in Recognised]), name="identity_reset_recognised"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "done"]) | ~Q(decided_by=F("asked_by")) | Q(alone=True),
                name="identity_reset_two_people",
            ),
            models.UniqueConstraint(fields=["officer"], condition=Q(state="asked"), name="identity_reset_one_open"),
            models.UniqueConstraint(fields=["officer"], condition=Q(state="confirmed"), name="identity_reset_one_code"),
        ]
        indexes = [models.Index(fields=["lapses_at"], condition=Q(state="asked"), name="identity_reset_waiting")]

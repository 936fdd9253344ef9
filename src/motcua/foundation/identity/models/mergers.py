"""Mergers of units: who proposed and who confirmed, and what was moved."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.foundation.identity.contracts import MergerState
from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class UnitMerger(Base):
    """One merger of old units into a new one, proposed by one administrator and confirmed by another.

    ``planned`` and ``done`` keep a report per old unit: what a dry run counted, and what was moved.
    """

    RETENTION = "permanent: where posts and dossiers of a unit went"

    uuid = models.UUIDField(default=uuid7, unique=True)
    old_units = models.JSONField()
    new_unit = models.CharField(max_length=20)
    on = models.DateField()
    basis_number = models.CharField(max_length=80)
    state = models.CharField(max_length=12, default=MergerState.PROPOSED.value)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    planned = models.JSONField(default=dict)
    done = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)

    class Meta:
        db_table = "identity_merger"
        verbose_name = "đợt sáp nhập đơn vị"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in MergerState]), name="identity_merger_state"),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")) | Q(state="declined"), name="identity_merger_two_people"),
        ]
        indexes = [models.Index(fields=["on"], condition=Q(state="confirmed"), name="identity_merger_due")]

"""Tables of linked procedures."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedJSONField
from motcua.kit.models import Base
from motcua.services.linked.contracts import ChainState, Ended


class Chain(Base):
    """The linked steps of one dossier: which is open, when it is tried next, what the steps brought."""

    RETENTION = "as the dossier"
    PERSONAL = ("facts",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    dossier_id = models.UUIDField(unique=True)
    dossier_code = models.CharField(max_length=40)
    procedure_code = models.CharField(max_length=20)
    unit_code = models.CharField(max_length=20)
    person_id = models.UUIDField(null=True)
    state = models.CharField(max_length=12)
    step = models.CharField(max_length=20)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    problem_vi = models.CharField(max_length=300, blank=True, default="")
    problem_en = models.CharField(max_length=300, blank=True, default="")
    facts = EncryptedJSONField(default=dict)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "linked_chain"
        verbose_name = "chuỗi liên thông thủ tục"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in ChainState]), name="linked_chain_state"),
            models.CheckConstraint(condition=Q(state="running", next_try_at__isnull=False) | ~Q(state="running"), name="linked_chain_due"),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="linked_chain_due_at", condition=Q(state="running")),
            models.Index(fields=["unit_code", "state", "changed_at"], name="linked_chain_unit"),
            models.Index(fields=["person_id"], name="linked_chain_person"),
        ]


class Attempt(Base):
    """One attempt at a step, with the message of the exchange that carried it; append-only."""

    RETENTION = "as the dossier"

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="attempts")
    step = models.CharField(max_length=20)
    ended = models.CharField(max_length=10)
    message_id = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    by_ref = models.CharField(max_length=80, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "linked_attempt"
        verbose_name = "lần thực hiện bước liên thông"
        constraints = [models.CheckConstraint(condition=Q(ended__in=[e.value for e in Ended]), name="linked_attempt_ended")]
        indexes = [models.Index(fields=["chain", "at"], name="linked_attempt_at")]

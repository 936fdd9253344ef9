"""Officers, their positions, and powers given to others."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.foundation.identity.contracts import BESIDE, DelegationKind, Manner
from motcua.foundation.identity.models.accounts import Account
from motcua.kernel.actors import Role
from motcua.kernel.ids import uuid7
from motcua.kit.models import Base

_BESIDE = sorted(manner.value for manner in BESIDE)


class Officer(Base):
    """A civil servant who works in the system."""

    RETENTION = "10 years after the last position ended"
    PERSONAL = ("full_name",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    code = models.CharField(max_length=40, unique=True)
    full_name = models.CharField(max_length=120)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="officer")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "identity_officer"
        verbose_name = "cán bộ"


class Position(Base):
    """What an officer may do where, from when to when (half-open), and by which documents he was appointed and released.

    A joint post (kiêm nhiệm) and a secondment name the main one; a post that was cancelled before its first instant ends where it begins.
    ``to_tell`` until an end that lies ahead was told to the other rooms.
    """

    RETENTION = "10 years after it ended"

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="positions")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    unit_code = models.CharField(max_length=20)
    role = models.CharField(max_length=12)
    title = models.CharField(max_length=120)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    manner = models.CharField(max_length=12, default=Manner.REGULAR.value)
    main = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    basis_number = models.CharField(max_length=80, blank=True, default="")
    basis_on = models.DateField(null=True)
    basis_file = models.UUIDField(null=True)
    release_number = models.CharField(max_length=80, blank=True, default="")
    release_on = models.DateField(null=True)
    release_file = models.UUIDField(null=True)
    to_tell = models.BooleanField(default=False)

    class Meta:
        db_table = "identity_position"
        verbose_name = "chức vụ"
        constraints = [
            models.CheckConstraint(condition=Q(manner__in=[m.value for m in Manner]), name="identity_position_manner"),
            models.CheckConstraint(
                condition=Q(manner__in=_BESIDE, main__isnull=False) | (~Q(manner__in=_BESIDE) & Q(main=None)),
                name="identity_position_joint_has_main",
            ),
            models.UniqueConstraint(fields=["officer", "unit", "role"], condition=Q(valid_to=None), name="identity_position_current"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="identity_position_period"),
            models.CheckConstraint(condition=Q(role__in=[r.value for r in Role]), name="identity_position_role"),
        ]
        indexes = [
            models.Index(fields=["unit_code", "role"], name="identity_position_place"),
            models.Index(fields=["valid_to"], name="identity_position_to_tell", condition=Q(to_tell=True)),
        ]


class Delegation(Base):
    """A power of one post held by another officer: from when to when (half-open), for what, and by which document."""

    RETENTION = "10 years after it ended"

    uuid = models.UUIDField(default=uuid7, unique=True)
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="delegations")
    from_officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="given")
    to_officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="received")
    kind = models.CharField(max_length=12)
    procedures = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    verbs = models.JSONField(default=list)
    may_sign = models.BooleanField(default=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    basis_number = models.CharField(max_length=80)
    basis_on = models.DateField()
    basis_file = models.UUIDField(null=True)
    reason = models.CharField(max_length=400, default="")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    needs_second = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=80, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, default="")
    ended_cause = models.CharField(max_length=12, default="")
    ended_reason = models.CharField(max_length=400, default="")
    continues = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "identity_delegation"
        verbose_name = "uỷ quyền"
        constraints = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="identity_delegation_period"),
            models.CheckConstraint(condition=~Q(from_officer=F("to_officer")), name="identity_delegation_not_self"),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in DelegationKind]), name="identity_delegation_kind"),
            models.CheckConstraint(condition=~Q(basis_number=""), name="identity_delegation_basis"),
            models.CheckConstraint(
                condition=~Q(kind=DelegationKind.SUBSTITUTE.value, may_sign=True), name="identity_delegation_substitute_signs_not"
            ),
            models.CheckConstraint(condition=Q(ended_at=None) | ~Q(ended_cause=""), name="identity_delegation_end_has_cause"),
        ]
        indexes = [
            models.Index(fields=["to_officer"], condition=Q(ended_at=None), name="identity_delegation_open"),
            models.Index(fields=["to_officer", "valid_from"], name="identity_delegation_to"),
        ]

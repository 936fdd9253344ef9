"""The off switch of members and systems: who is suspended neither calls nor is called, until resumed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.exchange import events, policies
from motcua.platform.exchange.actions import versions
from motcua.platform.exchange.actions.rows import member_row, subsystem_row
from motcua.platform.exchange.contracts import Kind, ReasonMissing
from motcua.platform.exchange.models import Member, Subsystem
from motcua.platform.exchange.queries.register import is_system
from motcua.platform.exchange.rules import history


@transaction.atomic
def suspend(*, id: str, reason: str, actor: Actor, now: datetime) -> bool:  # noqa: A002 - the identifier of the protocol
    """Suspend a member with all its systems, or one system; False when it is already.

    In force as soon as gateways have the configuration that this makes; they answer with ``AccessDenied`` and ``ServiceDisabled``.
    Raises Forbidden, ServiceUnknown, ReasonMissing.
    """
    require(policies.can_manage(actor))
    _kind, row = _named(id)
    if not reason.strip():
        raise ReasonMissing
    if row.suspended_at is not None:
        return False
    _turn(id, at=now, why=reason.strip()[:250], actor=actor, now=now)
    return True


@transaction.atomic
def resume(*, id: str, reason: str = "", actor: Actor, now: datetime) -> bool:  # noqa: A002
    """Let a member or a system take part again; False when it does. A system of a suspended member waits for its member.

    Raises Forbidden, ServiceUnknown.
    """
    require(policies.can_manage(actor))
    _kind, row = _named(id)
    if row.suspended_at is None:
        return False
    _turn(id, at=None, why=reason.strip()[:250], actor=actor, now=now)
    return True


def _named(identifier: str) -> tuple[Kind, Member | Subsystem]:
    """The member or the system of that identifier. Raises ServiceUnknown."""
    if is_system(identifier):
        return Kind.CLIENT, subsystem_row(identifier)
    return Kind.MEMBER, member_row(identifier)


def _turn(identifier: str, *, at: datetime | None, why: str, actor: Actor, now: datetime) -> None:
    kind, row = _named(identifier)
    before = {"suspended_at": row.suspended_at, "suspended_why": row.suspended_why}
    after = {"suspended_at": at, "suspended_why": why if at else ""}
    type(row)._default_manager.filter(pk=row.pk).update(**after)  # noqa: SLF001 - the manager of either table
    verb = "suspend" if at else "resume"
    versions.keep(identifier, actor=actor, now=now, why=f"{verb} {identifier}")
    details = history.change_details(before, after)
    audit.record(action=f"exchange.{verb}", object_ref=f"exchange.{kind}:{identifier}", actor=actor, now=now, ground=why, details=details)
    outbox.publish(event=events.ParticipantSwitched(participant=identifier, active=at is None, at=now), now=now, actor=actor)

"""Who may look after clients and subscriptions."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied

ROLES = frozenset({Role.ADMIN})


def can_run(*, actor: Actor) -> Decision:
    """Administrators; the system itself for scheduled work."""
    if actor.kind is ActorKind.SYSTEM:
        return Allowed(ground="system")
    if actor.kind is ActorKind.OFFICER and actor.roles & ROLES:
        return Allowed(ground="role:admin")
    return Denied("việc này do quản trị viên thực hiện.", "this is done by an administrator.")


def can_subscribe(*, actor: Actor) -> Decision:
    """Administrators, and machines whose token carries the scope."""
    if actor.kind is ActorKind.MACHINE and "webhooks" in actor.scopes:
        return Allowed(ground="scope:webhooks")
    return can_run(actor=actor)

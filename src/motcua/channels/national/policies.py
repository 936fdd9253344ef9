"""Who may look after the exchange with the national portal."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied

ROLES = frozenset({Role.OPERATOR, Role.ADMIN})


def can_run(*, actor: Actor) -> Decision:
    """Operators and administrators; the system itself for scheduled work."""
    if actor.kind is ActorKind.SYSTEM:
        return Allowed(ground="system")
    if actor.kind is ActorKind.OFFICER and actor.roles & ROLES:
        return Allowed(ground="role:operator")
    return Denied("việc này do trực vận hành hoặc quản trị thực hiện.", "this is done by the operator or an administrator.")

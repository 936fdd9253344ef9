"""Who may do what in messaging."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied


def can_send_again(actor: Actor) -> Decision:
    """Operators and administrators may send again what may have arrived already."""
    if actor.kind == ActorKind.SYSTEM or actor.roles & {Role.ADMIN, Role.OPERATOR}:
        return Allowed(ground="Role.OPERATOR")
    return Denied(reason_vi="việc này dành cho người trực hệ thống.", reason_en="this is for the operators of the system.")

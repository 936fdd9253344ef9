"""Who may do what in identity."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied


def can_manage_officers(actor: Actor) -> Decision:
    """Administrators and the system itself create, appoint and release officers."""
    if actor.kind == ActorKind.SYSTEM or actor.has(role=Role.ADMIN):
        return Allowed(ground="Role.ADMIN")
    return Denied(reason_vi="việc này dành cho quản trị viên.", reason_en="this is for administrators.")

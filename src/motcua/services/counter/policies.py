"""Who may run a queue, set the days of a unit and see appointments."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied

DESK = frozenset({Role.RECEPTION, Role.LEADER})
SETTERS = frozenset({Role.LEADER, Role.ADMIN})


def can_serve(*, actor: Actor, unit_code: str) -> Decision:
    """Reception of the unit runs its queue."""
    if actor.kind is ActorKind.SYSTEM or actor.has(role=Role.RECEPTION, unit_code=unit_code):
        return Allowed(ground="role:reception")
    return Denied("chỉ cán bộ tiếp nhận của đơn vị gọi số tại quầy này.", "only reception of the unit runs this counter.")


def can_see(*, actor: Actor, unit_code: str) -> Decision:
    """Reception and the leader of the unit see its queue and figures; administrators of any."""
    if Role.ADMIN in actor.roles or any(actor.has(role=role, unit_code=unit_code) for role in DESK):
        return Allowed(ground="role:desk")
    return Denied("quầy này thuộc đơn vị khác.", "this counter belongs to another unit.")


def can_set(*, actor: Actor, unit_code: str) -> Decision:
    """The leader of the unit, or an administrator, sets groups and online-only days."""
    if Role.ADMIN in actor.roles or actor.has(role=Role.LEADER, unit_code=unit_code):
        return Allowed(ground="role:leader")
    return Denied("việc này do lãnh đạo đơn vị hoặc quản trị thực hiện.", "this is done by the unit's leader or an administrator.")


def own_units(*, actor: Actor) -> tuple[str, ...]:
    """Units at whose counter the actor works."""
    return tuple(dict.fromkeys(p.unit_code for p in actor.positions if p.role in DESK))

"""Who may watch the board."""

from __future__ import annotations

from motcua.kernel.actors import Actor, Role
from motcua.kernel.policy import Allowed, Decision, Denied

WATCHING = frozenset({Role.OPERATOR, Role.LEADER})


def can_watch(*, actor: Actor) -> Decision:
    """Operators and leaders."""
    if actor.roles & WATCHING:
        return Allowed(ground="operator or leader")
    return Denied(reason_vi="bảng điều hành dành cho trực điều hành và lãnh đạo.", reason_en="the board is for operators and leaders.")

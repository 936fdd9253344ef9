"""Who may read and print reports."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied


def can_read(actor: Actor) -> Decision:
    """Every officer reads the city's reports."""
    if actor.kind is ActorKind.SYSTEM or actor.kind is ActorKind.OFFICER:
        return Allowed("cán bộ")
    return Denied(reason_vi="báo cáo dành cho cán bộ.", reason_en="reports are for officers.")


def can_build(actor: Actor) -> Decision:
    """Leaders and administrators answer for a report."""
    if actor.kind is ActorKind.SYSTEM or actor.roles & {Role.LEADER, Role.ADMIN}:
        return Allowed("lãnh đạo")
    return Denied(reason_vi="chỉ lãnh đạo hoặc quản trị được lập báo cáo.", reason_en="only leaders and administrators make reports.")

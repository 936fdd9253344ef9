"""Who may look at the exchange and who may change it."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied


def can_view(actor: Actor) -> Decision:
    """Operators and administrators see calls; the log names dossiers and agencies."""
    if actor.kind == ActorKind.SYSTEM or actor.roles & {Role.OPERATOR, Role.ADMIN}:
        return Allowed()
    return Denied("chỉ người trực và quản trị xem được trục liên thông.", "only operators and administrators see the exchange.")


def can_manage(actor: Actor) -> Decision:
    """Administrators register systems and grant rights (NĐ 278/2025/NĐ-CP: sharing is decided, not taken)."""
    if actor.kind == ActorKind.SYSTEM or actor.has(role=Role.ADMIN):
        return Allowed()
    return Denied("chỉ quản trị đăng ký hệ thống và cấp quyền.", "only administrators register systems and grant rights.")

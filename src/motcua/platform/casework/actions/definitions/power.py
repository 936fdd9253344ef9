"""Who may change how procedures run: administrators, and the system itself."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied, require


def may_edit(*, actor: Actor) -> Decision:
    """Whether the actor may write, publish and retire definitions."""
    if actor.kind is ActorKind.SYSTEM:
        return Allowed(ground="system")
    if actor.kind is ActorKind.OFFICER and Role.ADMIN in actor.roles:
        return Allowed(ground="role:admin")
    return Denied("chỉ quản trị viên được sửa quy trình thủ tục.", "only administrators may change how procedures run.")


def require_editor(*, actor: Actor) -> None:
    """``Forbidden`` for everybody else."""
    require(may_edit(actor=actor))

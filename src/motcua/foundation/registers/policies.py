"""Who may change the registers."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied


def can_amend(actor: Actor) -> Decision:
    """Administrators and the system keep the registers."""
    if actor.kind is ActorKind.SYSTEM or actor.has(role=Role.ADMIN):
        return Allowed("quản trị danh mục")
    return Denied(
        reason_vi="chỉ quản trị viên được sửa quy định và lịch.", reason_en="only administrators may change rules and the calendar."
    )


def can_move_clock(actor: Actor, *, demo: bool) -> Decision:
    """A demonstration's clock is moved by the system, an operator or an administrator; a real installation has none."""
    if not demo:
        return Denied(reason_vi="chỉ có trong bản trình diễn.", reason_en="it exists in demonstrations only.")
    if actor.kind is ActorKind.SYSTEM or actor.roles & {Role.ADMIN, Role.OPERATOR}:
        return Allowed("trình diễn")
    return Denied(reason_vi="cần vai trò trực hoặc quản trị.", reason_en="the role operator or administrator is needed.")

"""Who may give, withdraw and read."""

from __future__ import annotations

from uuid import UUID

from motcua.foundation.consent.contracts import Way
from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied


def can_answer_for(actor: Actor, *, subject_id: UUID, way: Way) -> Decision:
    """The person herself; at the counter an officer of reception who writes down what she said (Luật 91/2025/QH15 Điều 9)."""
    if actor.kind == ActorKind.CITIZEN and actor.subject_id == subject_id and way is not Way.COUNTER:
        return Allowed("chính chủ")
    if actor.kind == ActorKind.OFFICER and way is Way.COUNTER and actor.has(role=Role.RECEPTION):
        return Allowed("cán bộ một cửa ghi nhận tại quầy")
    return Denied("chỉ chính bạn mới đồng ý hoặc rút đồng ý cho dữ liệu của mình.", "only you may agree or withdraw for your data.")


def can_oversee(actor: Actor) -> Decision:
    """Administrators, who include the data protection officer (Luật 91/2025/QH15 Điều 33), and leaders."""
    if actor.kind == ActorKind.OFFICER and actor.roles & {Role.ADMIN, Role.LEADER}:
        return Allowed("Luật 91/2025/QH15 Điều 33")
    return Denied("cần vai trò quản trị hoặc lãnh đạo.", "the role of administrator or leader is needed.")


def overseen_units(actor: Actor) -> frozenset[str] | None:
    """Whose officers' readings the actor checks: administrators all (None), leaders those of the units that they lead."""
    if actor.has(role=Role.ADMIN):
        return None
    return frozenset(p.unit_code for p in actor.positions if p.role is Role.LEADER)

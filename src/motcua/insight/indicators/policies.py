"""Who may see rows and publish values."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied

_CITY_WIDE = frozenset({Role.LEADER, Role.OPERATOR, Role.ADMIN})


def can_see_rows(actor: Actor, *, unit_code: str = "") -> Decision:
    """Dossier codes are for officers; those without a city-wide role see their own units only (the warehouse narrows the rows)."""
    if actor.kind is ActorKind.SYSTEM or actor.roles & _CITY_WIDE:
        return Allowed("vai trò toàn thành phố")
    if actor.kind is not ActorKind.OFFICER or not actor.positions:
        return Denied(
            reason_vi="mã hồ sơ chỉ dành cho cán bộ có thẩm quyền; mọi người xem được con số.",
            reason_en="dossier codes are for the officers in charge; everybody may see the figure.",
        )
    if unit_code and unit_code not in {p.unit_code for p in actor.positions}:
        return Denied(reason_vi="đơn vị này không thuộc phạm vi của bạn.", reason_en="this unit is not one of yours.")
    return Allowed("đơn vị mình")


def can_publish(actor: Actor) -> Decision:
    """Leaders and administrators answer for published figures."""
    if actor.kind is ActorKind.SYSTEM or actor.roles & {Role.LEADER, Role.ADMIN}:
        return Allowed("lãnh đạo")
    return Denied(reason_vi="chỉ lãnh đạo hoặc quản trị được công bố số liệu.", reason_en="only leaders and administrators publish.")

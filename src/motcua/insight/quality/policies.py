"""Who sees what of the quality of service: everybody units and procedures, leaders the officers of their units, an officer himself."""

from __future__ import annotations

from motcua.insight.quality.contracts import Subject
from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied

_CITY_WIDE = frozenset({Role.LEADER, Role.OPERATOR, Role.ADMIN})


def can_see(actor: Actor, *, subject: Subject) -> Decision:
    """Figures of the city, units and procedures are public; those of an officer are for him and for the leaders of that unit."""
    if not subject.officer_id or actor.kind is ActorKind.SYSTEM:
        return Allowed("công khai")
    if actor.kind is ActorKind.OFFICER and str(actor.subject_id) == subject.officer_id:
        return Allowed("của chính mình")
    if subject.unit_code and subject.unit_code in led_units(actor):
        return Allowed("lãnh đạo đơn vị")
    return Denied(
        reason_vi="kết quả của từng cán bộ chỉ dành cho chính cán bộ đó và lãnh đạo đơn vị.",
        reason_en="the results of an officer are for that officer and the leaders of the unit.",
    )


def can_see_officers(actor: Actor, *, unit_code: str) -> Decision:
    """A ranking of officers is for the leaders of their unit."""
    if actor.kind is ActorKind.SYSTEM or unit_code in led_units(actor):
        return Allowed("lãnh đạo đơn vị")
    return Denied(
        reason_vi="bảng theo cán bộ chỉ dành cho lãnh đạo của đơn vị này.",
        reason_en="the table of officers is for the leaders of this unit.",
    )


def can_see_rows(actor: Actor, *, subject: Subject) -> Decision:
    """Dossier codes are for officers; those without a city-wide role see the rows of their own units."""
    seen = can_see(actor, subject=subject)
    if not seen or actor.kind is ActorKind.SYSTEM:
        return seen
    if actor.kind is not ActorKind.OFFICER or not actor.positions:
        return Denied(
            reason_vi="mã hồ sơ chỉ dành cho cán bộ có thẩm quyền; mọi người xem được con số.",
            reason_en="dossier codes are for the officers in charge; everybody may see the figure.",
        )
    if subject.unit_code and not actor.roles & _CITY_WIDE and subject.unit_code not in {p.unit_code for p in actor.positions}:
        return Denied(reason_vi="đơn vị này không thuộc phạm vi của bạn.", reason_en="this unit is not one of yours.")
    return Allowed("cán bộ")


def units_of_rows(actor: Actor) -> frozenset[str] | None:
    """The units whose rows an officer may read; None for all."""
    if actor.kind is ActorKind.SYSTEM or actor.roles & _CITY_WIDE:
        return None
    return frozenset(p.unit_code for p in actor.positions)


def led_units(actor: Actor) -> frozenset[str]:
    """The units that the actor leads, in his own name or by delegation."""
    if actor.kind is not ActorKind.OFFICER:
        return frozenset()
    return frozenset(p.unit_code for p in actor.positions if p.role is Role.LEADER)


def can_publish(actor: Actor, *, subject: Subject) -> Decision:
    """Leaders and administrators answer for published figures; those of an officer are never published (Luật 91/2025/QH15)."""
    if subject.officer_id:
        return Denied(reason_vi="kết quả của từng cán bộ không được công bố.", reason_en="the results of an officer are not published.")
    if actor.kind is ActorKind.SYSTEM or actor.roles & {Role.LEADER, Role.ADMIN}:
        return Allowed("lãnh đạo")
    return Denied(reason_vi="chỉ lãnh đạo hoặc quản trị được công bố số liệu.", reason_en="only leaders and administrators publish.")

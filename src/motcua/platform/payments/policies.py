"""Who may see and do what in payments."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied
from motcua.platform.payments import conf
from motcua.platform.payments.contracts import Payment


def can_see(actor: Actor, payment: Payment) -> Decision:
    """The payer, officers at the desk of the unit whose fee it is (any desk where it names none), administrators, and the system."""
    if actor.kind == ActorKind.SYSTEM or actor.has(role=Role.ADMIN):
        return Allowed(ground="role")
    if actor.kind == ActorKind.OFFICER:
        unit = payment.matter.unit_code
        at_desk = any(p.role in _DESK and unit in ("", p.unit_code) for p in actor.positions)
        return Allowed(ground="role") if at_desk else _elsewhere(unit)
    mine = {actor.ref} if actor.subject_id else set()
    if actor.acts_for(actor.organisation_id, verb="pay"):
        mine.add(f"organisation:{actor.organisation_id}")
    if payment.payer_ref in mine:
        return Allowed(ground="payer")
    return Denied(reason_vi="yêu cầu thanh toán thuộc về người khác.", reason_en="the payment request belongs to somebody else.")


def can_decide(actor: Actor) -> Decision:
    """Administrators decide about money that does not agree with its request."""
    if actor.kind == ActorKind.SYSTEM or actor.has(role=Role.ADMIN):
        return Allowed(ground="Role.ADMIN")
    return Denied(reason_vi="việc này dành cho người được giao đối soát.", reason_en="this is for whoever is charged with reconciliation.")


_DESK = frozenset({Role.RECEPTION, Role.APPRAISER, Role.LEADER, Role.ADMIN})


def can_exempt(actor: Actor, unit_code: str = "") -> Decision:
    """Officers who work on dossiers of the unit whose fee it is lower or lift it, on the ground of a law that they name."""
    return _at_desk_of(actor, unit_code)


def can_take_cash(actor: Actor, unit_code: str) -> Decision:
    """Reception officers, in the unit whose cash it is."""
    if actor.has(role=Role.RECEPTION, unit_code=unit_code):
        return Allowed(ground="Role.RECEPTION")
    return Denied(
        reason_vi="chỉ cán bộ tiếp nhận của đơn vị được thu tiền mặt.", reason_en="only reception officers of the unit take cash."
    )


def can_ask_refund(actor: Actor, unit_code: str = "") -> Decision:
    """Officers at the desk of the unit whose fee it is, and administrators, ask; who approves is another person."""
    return _at_desk_of(actor, unit_code)


def can_approve_refund(actor: Actor, unit_code: str = "") -> Decision:
    """Leaders of the unit whose fee it is, in a post of their own, and administrators; the city's own for money that names no unit."""
    if actor.has(role=Role.ADMIN):
        return Allowed(ground="Role.ADMIN")
    leads = {p.unit_code for p in actor.own_positions if p.role is Role.LEADER}
    if not leads:
        words = "việc duyệt hoàn phí dành cho lãnh đạo hoặc quản trị.", "leaders or administrators approve refunds."
        return Denied(reason_vi=words[0], reason_en=words[1])
    return Allowed(ground="Role.LEADER") if leads & _answering(unit_code) else _elsewhere(unit_code)


def units_of_refunds(actor: Actor) -> frozenset[str] | None:
    """The units whose refunds the actor may see, "" for money that names none; None for all of them."""
    if actor.kind == ActorKind.SYSTEM or actor.has(role=Role.ADMIN):
        return None
    held = frozenset(p.unit_code for p in actor.positions if p.role in _DESK)
    return held | {""} if held & conf.CITY_UNITS else held


def can_see_refund(actor: Actor, unit_code: str = "") -> Decision:
    """Who works at the desk of the unit whose fee it is, the city's own for money that names no unit, and administrators."""
    units = units_of_refunds(actor)
    return Allowed(ground="role") if units is None or unit_code in units else _elsewhere(unit_code)


def can_record_refund(actor: Actor) -> Decision:
    """Only the system records refunds that were made elsewhere: people go through four eyes."""
    if actor.kind == ActorKind.SYSTEM:
        return Allowed(ground="system")
    return Denied(reason_vi="dùng quy trình hoàn phí có người duyệt.", reason_en="use a refund that another person approves.")


def can_keep_receipts(actor: Actor) -> Decision:
    """Officers of the desk cancel and replace receipts; series belong to administrators."""
    return _one_of(actor, _DESK)


def _answering(unit_code: str) -> frozenset[str]:
    return frozenset({unit_code}) if unit_code else conf.CITY_UNITS


def _at_desk_of(actor: Actor, unit_code: str) -> Decision:
    if actor.kind == ActorKind.SYSTEM or actor.has(role=Role.ADMIN):
        return Allowed(ground="role")
    if not actor.roles & _DESK:
        return _one_of(actor, _DESK)
    held = {p.unit_code for p in actor.positions if p.role in _DESK}
    return Allowed(ground="role") if held & _answering(unit_code) else _elsewhere(unit_code)


def _elsewhere(unit_code: str) -> Denied:
    if not unit_code:
        words = "khoản thu này không ghi đơn vị, do văn phòng hoặc cơ quan tài chính của thành phố quyết định."
        return Denied(reason_vi=words, reason_en="this money names no unit; the city's office or finance department decides about it.")
    return Denied(reason_vi="khoản thu này của đơn vị khác.", reason_en="this fee belongs to another unit.")


def _one_of(actor: Actor, roles: frozenset[Role]) -> Decision:
    if actor.kind == ActorKind.SYSTEM or actor.roles & roles:
        return Allowed(ground="role")
    return Denied(reason_vi="việc này dành cho cán bộ một cửa.", reason_en="this is for officers of the one-stop desk.")

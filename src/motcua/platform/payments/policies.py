"""Who may see and do what in payments."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied
from motcua.platform.payments.contracts import Payment


def can_see(actor: Actor, payment: Payment) -> Decision:
    """The payer, every officer, and the system."""
    if actor.kind in (ActorKind.SYSTEM, ActorKind.OFFICER):
        return Allowed(ground=str(actor.kind))
    mine = {actor.ref} if actor.subject_id else set()
    mine |= {f"organisation:{actor.organisation_id}"} if actor.organisation_id else set()
    if payment.payer_ref in mine:
        return Allowed(ground="payer")
    return Denied(reason_vi="yêu cầu thanh toán thuộc về người khác.", reason_en="the payment request belongs to somebody else.")


def can_decide(actor: Actor) -> Decision:
    """Administrators decide about money that does not agree with its request."""
    if actor.kind == ActorKind.SYSTEM or actor.has(role=Role.ADMIN):
        return Allowed(ground="Role.ADMIN")
    return Denied(reason_vi="việc này dành cho người được giao đối soát.", reason_en="this is for whoever is charged with reconciliation.")


_DESK = frozenset({Role.RECEPTION, Role.APPRAISER, Role.LEADER, Role.ADMIN})


def can_exempt(actor: Actor) -> Decision:
    """Officers who work on dossiers lower or lift a fee, on the ground of a law that they name."""
    return _one_of(actor, _DESK)


def can_take_cash(actor: Actor, unit_code: str) -> Decision:
    """Reception officers, in the unit whose cash it is."""
    if actor.has(role=Role.RECEPTION, unit_code=unit_code):
        return Allowed(ground="Role.RECEPTION")
    return Denied(
        reason_vi="chỉ cán bộ tiếp nhận của đơn vị được thu tiền mặt.", reason_en="only reception officers of the unit take cash."
    )


def can_ask_refund(actor: Actor, unit_code: str = "") -> Decision:
    """Officers at the desk of the unit whose fee it is, and administrators, ask; who approves is another person."""
    if unit_code and not actor.has(role=Role.ADMIN):
        asked = any(p.role in _DESK and p.unit_code == unit_code for p in actor.positions)
        return Allowed(ground="role") if asked or actor.kind == ActorKind.SYSTEM else _elsewhere()
    return _one_of(actor, _DESK)


def can_approve_refund(actor: Actor, unit_code: str = "") -> Decision:
    """Leaders of the unit whose fee it is, in a post of their own, and administrators; any such leader for money that names no unit."""
    if actor.has(role=Role.ADMIN):
        return Allowed(ground="Role.ADMIN")
    leads = {p.unit_code for p in actor.own_positions if p.role is Role.LEADER}
    if not leads:
        words = "việc duyệt hoàn phí dành cho lãnh đạo hoặc quản trị.", "leaders or administrators approve refunds."
        return Denied(reason_vi=words[0], reason_en=words[1])
    return Allowed(ground="Role.LEADER") if not unit_code or unit_code in leads else _elsewhere()


def can_record_refund(actor: Actor) -> Decision:
    """Only the system records refunds that were made elsewhere: people go through four eyes."""
    if actor.kind == ActorKind.SYSTEM:
        return Allowed(ground="system")
    return Denied(reason_vi="dùng quy trình hoàn phí có người duyệt.", reason_en="use a refund that another person approves.")


def can_keep_receipts(actor: Actor) -> Decision:
    """Officers of the desk cancel and replace receipts; series belong to administrators."""
    return _one_of(actor, _DESK)


def _elsewhere() -> Denied:
    return Denied(reason_vi="khoản thu này của đơn vị khác.", reason_en="this fee belongs to another unit.")


def _one_of(actor: Actor, roles: frozenset[Role]) -> Decision:
    if actor.kind == ActorKind.SYSTEM or actor.roles & roles:
        return Allowed(ground="role")
    return Denied(reason_vi="việc này dành cho cán bộ một cửa.", reason_en="this is for officers of the one-stop desk.")

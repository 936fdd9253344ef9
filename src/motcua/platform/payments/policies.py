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

"""Who may do what in the room. Who may know a dossier is decided by casework."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied
from motcua.platform.casework.contracts import Dossier


def can_choose(*, actor: Actor, dossier: Dossier) -> Decision:
    """Who is on record with the dossier (casework shows it to no other citizen), and reception where it was taken in or is handed back."""
    if actor.kind in {ActorKind.CITIZEN, ActorKind.SYSTEM}:
        return Allowed(ground="owner")
    units = {dossier.intake_code, dossier.handler_code, dossier.unit_code}
    if any(actor.has(role=Role.RECEPTION, unit_code=unit) for unit in units if unit):
        return Allowed(ground="role:reception")
    return Denied(
        "người nộp hoặc cán bộ tiếp nhận chọn cách trả kết quả.", "the applicant or reception chooses how the result is returned."
    )


def desks(*, actor: Actor) -> list[str]:
    """Codes of the desks whose results the officer sends."""
    return sorted({p.unit_code for p in actor.positions if p.role is Role.RECEPTION})

"""Who may do what in the room. Who may know a dossier is decided by casework."""

from __future__ import annotations

from uuid import UUID

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied

STEERS = (Role.RECEPTION, Role.APPRAISER, Role.LEADER)


def can_steer(*, actor: Actor, unit_code: str) -> Decision:
    """Officers of the dossier's own unit retry a step or take it over by hand."""
    if actor.kind == ActorKind.SYSTEM or any(actor.has(role=role, unit_code=unit_code) for role in STEERS):
        return Allowed(ground="role")
    return Denied("chỉ cán bộ của đơn vị giải quyết hồ sơ làm được.", "only officers of the unit that decides the dossier may.")


def can_answer(*, actor: Actor, person_id: UUID | None) -> Decision:
    """The applicant alone says for her family with whom the child will live."""
    if actor.kind is ActorKind.CITIZEN and person_id is not None and actor.subject_id == person_id:
        return Allowed(ground="own")
    return Denied("chỉ người nộp hồ sơ trả lời được.", "only the applicant may answer.")


def units(*, actor: Actor) -> list[str]:
    """Codes of the units whose linked dossiers the officer looks after."""
    return sorted({p.unit_code for p in actor.positions if p.role in STEERS})

"""Who may open a document of the vault."""

from __future__ import annotations

from uuid import UUID

from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.policy import Allowed, Decision, Denied


def can_open(*, actor: Actor, person_id: UUID) -> Decision:
    """The owner alone, signed in as herself and not as her organisation's representative."""
    if actor.kind is ActorKind.CITIZEN and actor.subject_id == person_id and actor.organisation_id is None:
        return Allowed(ground="own document")
    return Denied(reason_vi="giấy tờ này thuộc kho của người khác.", reason_en="the document belongs to somebody else's store.")

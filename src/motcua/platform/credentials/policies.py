"""Who may see and present a credential."""

from __future__ import annotations

from uuid import UUID

from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.policy import Allowed, Decision, Denied


def can_hold(*, actor: Actor, subject_id: UUID) -> Decision:
    """Its subject alone, signed in for herself and not for an organisation; the platform's own rooms act for her."""
    if actor.kind is ActorKind.SYSTEM:
        return Allowed(ground="system")
    if actor.kind is ActorKind.CITIZEN and actor.subject_id == subject_id and actor.organisation_id is None:
        return Allowed(ground="own credential")
    return Denied(reason_vi="chứng nhận này của người khác.", reason_en="the credential is somebody else's.")

"""Who may read and change a draft."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.policy import Allowed, Decision, Denied


def can_start(actor: Actor) -> Decision:
    """Citizens for themselves, officers for a person at the counter, the system for imports; nobody anonymous."""
    if actor.kind == ActorKind.ANONYMOUS:
        return Denied("cần đăng nhập để lưu bản nháp.", "sign in to keep a draft.")
    return Allowed()


def can_use_draft(actor: Actor, owner_ref: str) -> Decision:
    """Its owner alone: not even an officer of the unit reads a form before it is submitted."""
    if actor.kind != ActorKind.ANONYMOUS and actor.ref == owner_ref:
        return Allowed("chủ bản nháp")
    return Denied("bản nháp của người khác.", "this is someone else's draft.")

"""Who may bring pictures of signatures."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied


def can_set_specimen(*, actor: Actor, holder_ref: str) -> Decision:
    """An officer his own hand, an administrator everything."""
    if actor.kind is ActorKind.SYSTEM or Role.ADMIN in actor.roles:
        return Allowed(ground="role:admin")
    if actor.kind is ActorKind.OFFICER and actor.ref == holder_ref:
        return Allowed(ground="own")
    return Denied("chỉ chính người ký hoặc quản trị được đặt mẫu chữ ký.", "only the signer himself or an administrator may set it.")

"""Who may look after applications, and who may sign in to which."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied
from motcua.platform.signon.contracts import Application, Audience

ROLES = frozenset({Role.ADMIN})


def can_run(*, actor: Actor) -> Decision:
    """Administrators in their own name, not by delegation; the system itself for scheduled work and demonstrations."""
    if actor.kind is ActorKind.SYSTEM:
        return Allowed(ground="system")
    if actor.kind is ActorKind.OFFICER and any(p.role in ROLES for p in actor.own_positions):
        return Allowed(ground="role:admin")
    return Denied("việc này do quản trị viên thực hiện.", "this is done by an administrator.")


def still_may(*, actor: Actor, kind: str) -> bool:
    """Whether an account still is what it signed in as: not locked and, for an officer, with a post, his own or another's by delegation."""
    return str(actor.kind) == kind and (actor.kind is not ActorKind.OFFICER or bool(actor.positions))


def can_enter(*, application: Application, kind: str) -> Decision:
    """Whether people of this kind may sign in to the application."""
    wanted = {Audience.CITIZENS: {"citizen"}, Audience.OFFICERS: {"officer"}, Audience.BOTH: {"citizen", "officer"}}[application.audience]
    if kind in wanted:
        return Allowed(ground=f"audience:{application.audience}")
    return Denied("ứng dụng này không dành cho loại tài khoản của bạn.", "the application is not for accounts of your kind.")

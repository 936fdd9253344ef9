"""Who may do what in identity."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from motcua.foundation.identity.contracts import Delegation
from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied


def can_manage_officers(actor: Actor) -> Decision:
    """Administrators in their own name and the system itself create, appoint and release officers.

    What is done here outlives a delegation, so a power held by one never counts.
    """
    if actor.kind == ActorKind.SYSTEM or any(p.role is Role.ADMIN for p in actor.own_positions):
        return Allowed(ground="Role.ADMIN")
    if actor.has(role=Role.ADMIN):
        return Denied(
            "việc này dành cho người chính thức giữ chức vụ quản trị, không dành cho người được uỷ quyền.",
            "this is for whoever holds the post of an administrator, not for those to whom it was delegated.",
        )
    return Denied(reason_vi="việc này dành cho quản trị viên.", reason_en="this is for administrators.")


def can_appoint(actor: Actor, *, officer_ref: str) -> Decision:
    """Who manages officers appoints others, never himself."""
    if actor.ref == officer_ref:
        return Denied("không ai tự bổ nhiệm mình; hãy nhờ một quản trị viên khác.", "nobody appoints himself; ask another administrator.")
    return can_manage_officers(actor)


def can_confirm_merger(actor: Actor, *, proposed_by: str) -> Decision:
    """A merger moves the powers of a whole unit: a second administrator agrees to it."""
    if actor.ref == proposed_by:
        return Denied("người xác nhận phải là một quản trị viên khác.", "another administrator must confirm.")
    return can_manage_officers(actor)


def can_help_officer(actor: Actor, *, officer_ref: str, units: Collection[str]) -> Decision:
    """A reset of second factors is for administrators of the officer's unit or of one above it, in their own name, never for himself."""
    if actor.ref == officer_ref:
        return Denied("không ai tự gỡ lớp xác thực của mình; hãy nhờ quản trị viên khác.", "nobody resets his own factors; ask another.")
    decision = can_manage_officers(actor)
    if isinstance(decision, Denied) or actor.kind is ActorKind.SYSTEM or not units:
        return decision
    if any(p.role is Role.ADMIN and p.unit_code in units for p in actor.own_positions):
        return decision
    return Denied(
        "việc này dành cho quản trị viên của đơn vị cán bộ này hoặc cấp trên.",
        "this is for administrators of the officer's unit or of one above it.",
    )


def can_confirm_reset(actor: Actor, *, officer_ref: str, units: Collection[str], asked_by: str, alone: bool) -> Decision:
    """The second administrator; ``alone``: the city has no second one and allows it."""
    if actor.ref == asked_by and not alone:
        return Denied("người xác nhận phải là một quản trị viên khác.", "another administrator must confirm.")
    return can_help_officer(actor, officer_ref=officer_ref, units=units)


def can_stop_reset(actor: Actor, *, officer_ref: str) -> Decision:
    """The officer whom it is about, and nobody else."""
    if actor.ref == officer_ref:
        return Allowed(ground="own")
    return Denied("chỉ chính cán bộ này dừng được.", "only the officer himself stops it.")


def can_end_sessions(actor: Actor, *, subject_ref: str) -> Decision:
    """Everybody ends her own sessions; administrators those of officers; the system itself all."""
    if actor.kind is ActorKind.SYSTEM:
        return Allowed(ground="system")
    kind, _, subject = subject_ref.partition(":")
    mine = ActorKind.OFFICER if kind == "officer" else ActorKind.CITIZEN
    if actor.kind is mine and actor.subject_id is not None and str(actor.subject_id) == subject:
        return Allowed(ground="own")
    if kind == "officer" and any(p.role is Role.ADMIN for p in actor.own_positions):
        return Allowed(ground="Role.ADMIN")
    return Denied("chỉ chủ tài khoản hoặc quản trị viên kết thúc được phiên này.", "only its owner or an administrator ends this session.")


def can_link(actor: Actor, *, person_id: UUID) -> Decision:
    """Everybody decides for herself alone which provider may vouch for her."""
    if actor.kind is ActorKind.CITIZEN and actor.subject_id == person_id:
        return Allowed(ground="own")
    return Denied("chỉ chủ tài khoản đổi được cách đăng nhập.", "only its owner changes how an account is signed in to.")


LEADERS = frozenset({Role.LEADER})


def can_explain(actor: Actor, *, leads: bool) -> Decision:
    """Whose powers are explained to whom: any officer's to administrators, and to a leader (``leads``) those of his unit and below."""
    if leads or actor.kind is ActorKind.SYSTEM or actor.has(role=Role.ADMIN):
        return Allowed(ground="Role.LEADER" if leads else "Role.ADMIN")
    return Denied("cán bộ này không thuộc đơn vị bạn lãnh đạo.", "this officer is not in a unit that you lead.")


def can_see_posts(actor: Actor, *, leads: bool, own: bool) -> Decision:
    """Who sees who held a post when, and its documents: its holder, whoever leads the unit or one above (``leads``), administrators."""
    if own or leads or actor.kind is ActorKind.SYSTEM or actor.has(role=Role.ADMIN):
        return Allowed(ground="own" if own else "Role.LEADER" if leads else "Role.ADMIN")
    return Denied("chức vụ này không thuộc đơn vị bạn lãnh đạo.", "this post is not in a unit that you lead.")


def can_delegate(actor: Actor, *, holder_ref: str, receiver_ref: str, role: Role, unit_code: str) -> Decision:
    """Who may give a power of a post to somebody: its holder; an administrator; the unit's leader for the posts below him.

    Nobody takes another's power for himself. A power held by delegation never counts here: it cannot be passed on.
    """
    if actor.kind is ActorKind.SYSTEM or actor.ref == holder_ref:
        return Allowed(ground="holder")
    if actor.ref == receiver_ref:
        return Denied("không tự giao cho mình quyền của người khác.", "nobody gives himself another's power.")
    own = actor.own_positions
    if any(p.role is Role.ADMIN for p in own):
        return Allowed(ground="Role.ADMIN")
    if role not in (Role.LEADER, Role.ADMIN) and any(p.role is Role.LEADER and p.unit_code == unit_code for p in own):
        return Allowed(ground="Role.LEADER")
    return Denied(
        "chỉ người giữ chức vụ, lãnh đạo đơn vị hoặc quản trị viên giao được quyền này.",
        "only the holder of the post, the leader of the unit or an administrator gives this power.",
    )


def can_revoke(actor: Actor, delegation: Delegation) -> Decision:
    """Giver and receiver at any time; administrators; the leader of the unit; whoever gave it on the holder's behalf."""
    mine = {delegation.giver.ref, delegation.receiver.ref, delegation.created_by}
    if actor.kind is ActorKind.SYSTEM or actor.ref in mine:
        return Allowed(ground="party")
    if any(p.role is Role.ADMIN or (p.role is Role.LEADER and p.unit_code == delegation.unit_code) for p in actor.own_positions):
        return Allowed(ground="unit")
    return Denied("bạn không liên quan đến uỷ quyền này.", "this delegation does not concern you.")


def can_confirm(actor: Actor, delegation: Delegation) -> Decision:
    """The second pair of eyes: an administrator or the unit's leader who neither made, gave nor receives it."""
    if actor.ref in {delegation.created_by, delegation.giver.ref, delegation.receiver.ref}:
        return Denied("người xác nhận phải là người thứ hai, không liên quan.", "a second person who is not concerned must confirm.")
    if any(p.role is Role.ADMIN or (p.role is Role.LEADER and p.unit_code == delegation.unit_code) for p in actor.own_positions):
        return Allowed(ground="four eyes")
    return Denied("cần quản trị viên hoặc lãnh đạo đơn vị xác nhận.", "an administrator or the leader of the unit confirms.")


def can_see_delegation(actor: Actor, delegation: Delegation) -> Decision:
    """Those whom it concerns, the leader of the unit, administrators."""
    return can_revoke(actor, delegation)

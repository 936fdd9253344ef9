"""Who may do what in the room. ``is_dpo``: the actor is named to look after personal data today (see ``queries.officers``)."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied


def can_report(*, actor: Actor) -> Decision:
    """Any officer in a post reports a breach; whoever sees one must be able to say so at once."""
    if actor.kind is ActorKind.OFFICER and actor.positions:
        return Allowed(ground="officer")
    return Denied("chỉ cán bộ báo vi phạm dữ liệu.", "only officers report breaches.")


def can_see_breach(*, actor: Actor, is_dpo: bool, reporter_ref: str, unit_code: str) -> Decision:
    """The data protection officers, whoever reported it, and the leader of the unit concerned."""
    if is_dpo:
        return Allowed(ground="dpo")
    if actor.kind is ActorKind.OFFICER and actor.ref == reporter_ref:
        return Allowed(ground="reporter")
    if actor.has(role=Role.LEADER, unit_code=unit_code):
        return Allowed(ground="role:leader")
    return Denied("bạn không thuộc những người xử lý vụ việc.", "you are not among those who handle it.")


def can_handle(*, actor: Actor, is_dpo: bool) -> Decision:
    """Steps after the report are the data protection officers' (Luật 91/2025/QH15 Điều 33)."""
    if is_dpo:
        return Allowed(ground="dpo")
    return Denied("việc này của cán bộ bảo vệ dữ liệu.", "this is for the data protection officers.")


def can_close(*, actor: Actor, is_dpo: bool, unit_code: str) -> Decision:
    """The second person: another data protection officer, or the leader of the unit concerned."""
    if is_dpo or actor.has(role=Role.LEADER, unit_code=unit_code):
        return Allowed(ground="dpo" if is_dpo else "role:leader")
    return Denied(
        "cán bộ bảo vệ dữ liệu khác hoặc lãnh đạo đơn vị duyệt đóng.", "another data protection officer or the unit's leader approves."
    )


def can_see_impact(*, actor: Actor, is_dpo: bool, unit_code: str) -> Decision:
    """The data protection officers, and the officers of the unit whose dossier it is."""
    if is_dpo or (actor.kind is ActorKind.OFFICER and any(p.unit_code == unit_code for p in actor.positions)):
        return Allowed(ground="dpo" if is_dpo else "unit")
    return Denied("hồ sơ của đơn vị khác.", "it is another unit's dossier.")


def can_write_impact(*, actor: Actor, is_dpo: bool, unit_code: str) -> Decision:
    """The data protection officers, and appraisers and leaders of the unit (Luật 91/2025/QH15 Điều 21: whoever processes assesses)."""
    if is_dpo or actor.has(role=Role.APPRAISER, unit_code=unit_code) or actor.has(role=Role.LEADER, unit_code=unit_code):
        return Allowed(ground="dpo" if is_dpo else "unit")
    return Denied(
        "cán bộ bảo vệ dữ liệu, lãnh đạo hoặc cán bộ thẩm định của đơn vị lập hồ sơ.",
        "the data protection officer, a leader or an appraiser of the unit writes it.",
    )


def can_carry_out(*, actor: Actor, is_dpo: bool, unit_code: str) -> Decision:
    """Who carries a request out: the data protection officers, and the appraisers of the unit that holds its dossier."""
    if is_dpo or actor.acting_position(role=Role.APPRAISER, unit_code=unit_code) is not None:
        return Allowed(ground="dpo" if is_dpo else "role:appraiser")
    return Denied(
        "cán bộ bảo vệ dữ liệu hoặc cán bộ đang giữ hồ sơ thực hiện yêu cầu.",
        "the data protection officer or the officer who holds the dossier carries it out.",
    )


def can_name(*, actor: Actor) -> Decision:
    """Administrators write down who was named."""
    if any(p.role is Role.ADMIN for p in actor.own_positions):
        return Allowed(ground="role:admin")
    return Denied("chỉ quản trị viên ghi quyết định chỉ định.", "only administrators record appointments.")

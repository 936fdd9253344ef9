"""Who may give, withdraw and read."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from motcua.foundation.consent.contracts import GroundKind, MatterStanding, Purpose, Restriction, Way
from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.clock import local
from motcua.kernel.policy import Allowed, Decision, Denied

# What the law demands whatever the person restricted: carrying her own rights out, and watching over who reads.
_DUTIES: Mapping[str, str] = {
    "data-rights": "Luật 91/2025/QH15 Điều 4: thực hiện chính yêu cầu của người đó",
    "oversight": "Luật 91/2025/QH15 Điều 33; NĐ 278/2025/NĐ-CP Điều 13: kiểm tra việc xem dữ liệu",
}
_URGENT = frozenset({GroundKind.VITAL_INTEREST, GroundKind.EMERGENCY})
# What deciding a dossier needs that she began herself, and what the record of one that is over still serves.
_WHILE_RUNNING = frozenset({"casework", "opinion", "population-check", "register-check", "national-sync"})
_OF_A_RECORD: Mapping[str, str] = {
    "casework": "Luật Lưu trữ 33/2024/QH15: hồ sơ đã giải quyết của chính cơ quan",
    "national-sync": "NĐ 118/2025/NĐ-CP: kết quả của hồ sơ do chính người đó nộp",
}
_HER_DOSSIER = "NĐ 118/2025/NĐ-CP; Luật 91/2025/QH15 Điều 19: hồ sơ đang giải quyết của chính người đó"


def can_answer_for(actor: Actor, *, subject_id: UUID, way: Way) -> Decision:
    """The person herself; at the counter an officer of reception who writes down what she said (Luật 91/2025/QH15 Điều 9)."""
    if actor.kind == ActorKind.CITIZEN and actor.subject_id == subject_id and way in {Way.WEB, Way.APP}:
        return Allowed("chính chủ")
    if actor.kind == ActorKind.OFFICER and way is Way.COUNTER and actor.has(role=Role.RECEPTION):
        return Allowed("cán bộ một cửa ghi nhận tại quầy")
    return Denied("chỉ chính bạn mới đồng ý hoặc rút đồng ý cho dữ liệu của mình.", "only you may agree or withdraw for your data.")


def can_withdraw_for(actor: Actor, *, subject_id: UUID, way: Way, standing: MatterStanding) -> Decision:
    """As for giving; and the system that carries out the person's own running request (Luật 91/2025/QH15 Điều 4)."""
    if way is not Way.DOSSIER:
        return can_answer_for(actor, subject_id=subject_id, way=way)
    if actor.kind is ActorKind.SYSTEM and standing is MatterStanding.RUNNING:
        return Allowed("Luật 91/2025/QH15 Điều 4")
    return Denied("chỉ rút theo hồ sơ của chính người đó.", "it is withdrawn by a request of the person's own only.")


def can_restrict(actor: Actor, *, person_id: UUID) -> Decision:
    """The person herself, and the system that carries out the dossier of her request (Luật 91/2025/QH15 Điều 4)."""
    if actor.kind is ActorKind.SYSTEM:
        return Allowed("Luật 91/2025/QH15 Điều 4")
    return can_lift(actor, person_id=person_id)


def can_lift(actor: Actor, *, person_id: UUID) -> Decision:
    """Nobody ends a person's restriction but she herself."""
    if actor.kind is ActorKind.CITIZEN and actor.subject_id == person_id:
        return Allowed("chính chủ")
    return Denied(
        "chỉ chính người đó quyết định việc hạn chế dữ liệu của mình.", "only the person herself decides on restricting her data."
    )


def under_restriction(held: Restriction, *, purpose: Purpose | None, code: str, standing: MatterStanding) -> Decision:
    """What may be done with the data of a person who restricted their processing (Luật 91/2025/QH15 Điều 4, Điều 19).

    They are kept, and used for: duties of law (carrying out her own rights, watching over readings); life and health in an urgent case and
    emergencies; deciding a dossier that she began herself, as long as it runs; of a dossier of hers that is over, the record in the agency
    that decided it, and its result at the national portal. Everything else stops until she lifts it: filling in forms from what is known,
    papers of her store and shares of them, credentials, telling other systems who she is, reminders and surveys, reading by agencies and
    machines that decide nothing of hers. ``code`` is the purpose as it was asked for, ``purpose`` what is published of it today.
    """
    if code in _DUTIES:
        return Allowed(_DUTIES[code])
    if purpose is not None and purpose.ground in _URGENT:
        return Allowed(purpose.citation)
    if standing is MatterStanding.RUNNING and code in _WHILE_RUNNING:
        return Allowed(_HER_DOSSIER)
    if standing is MatterStanding.ENDED and code in _OF_A_RECORD:
        return Allowed(_OF_A_RECORD[code])
    day = f"{local(held.since):%d/%m/%Y}"
    name_vi, name_en = (purpose.name_vi, purpose.name_en) if purpose is not None else (code, code)
    return Denied(
        f"người này hạn chế xử lý dữ liệu của mình từ {day}; việc “{name_vi}” dừng cho đến khi chính người đó bỏ hạn chế.",
        f"this person restricted the processing of her data on {day}; “{name_en}” stops until she lifts it.",
    )


def can_oversee(actor: Actor) -> Decision:
    """Administrators, who include the data protection officer (Luật 91/2025/QH15 Điều 33), and leaders."""
    if actor.kind == ActorKind.OFFICER and actor.roles & {Role.ADMIN, Role.LEADER}:
        return Allowed("Luật 91/2025/QH15 Điều 33")
    return Denied("cần vai trò quản trị hoặc lãnh đạo.", "the role of administrator or leader is needed.")


def overseen_units(actor: Actor) -> frozenset[str] | None:
    """Whose officers' readings the actor checks: administrators all (None), leaders those of the units that they lead."""
    if actor.has(role=Role.ADMIN):
        return None
    return frozenset(p.unit_code for p in actor.positions if p.role is Role.LEADER)

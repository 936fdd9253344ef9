"""What can be done beside the steps of the definition, each with the reason when it cannot be done now."""

from __future__ import annotations

from datetime import datetime

from motcua.foundation.registers import api as registers
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import SideAction, SideVerb
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.queries import loading
from motcua.platform.casework.rules.state import State
from motcua.platform.casework.rules.transitions import possible_beside

LABELS: dict[SideVerb, tuple[str, str]] = {
    SideVerb.ASSIGN: ("Phân công, chuyển người thụ lý", "Assign, hand over"),
    SideVerb.TRANSFER: ("Chuyển đơn vị khác", "Hand over to another unit"),
    SideVerb.ASK_OPINIONS: ("Xin ý kiến đơn vị khác", "Ask other units for their opinion"),
    SideVerb.RECALL_OPINION: ("Thu hồi yêu cầu cho ý kiến", "Recall a request for an opinion"),
    SideVerb.EXTEND_DUE: ("Xin lỗi, hẹn lại ngày trả", "Apologise and move the appointment"),
    SideVerb.PAUSE: ("Tạm dừng thời hạn", "Stop the clock"),
    SideVerb.RESUME: ("Tính tiếp thời hạn", "Let the clock go on"),
    SideVerb.OPEN_SUB_DOSSIER: ("Mở hồ sơ thành phần", "Open a sub-dossier"),
    SideVerb.REVOKE_RESULT: ("Thu hồi kết quả", "Revoke the result"),
    SideVerb.CORRECT: ("Đính chính kết quả", "Correct the result"),
    SideVerb.REBASE: ("Chuyển phiên bản thủ tục", "Move to another version"),
    SideVerb.APPEAL: ("Khiếu nại quyết định", "Appeal against the decision"),
    SideVerb.RATE: ("Đánh giá sự phục vụ", "Rate the service"),
}


def of(row: Dossier, state: State, *, actor: Actor, now: datetime) -> tuple[SideAction, ...]:
    """What status and role offer the actor beside the steps."""
    role = loading.definition_of(row).step(state.step).role
    found = []
    for verb, (vi, en) in LABELS.items():
        if not possible_beside(verb, state.status, still=state.paused) or (verb is SideVerb.RECALL_OPINION and not state.open_opinions):
            continue
        if not policies.can_side(actor=actor, row=row, verb=verb, role=role):
            continue
        why_vi, why_en = _why_not(verb, state, now=now)
        found.append(SideAction(verb=verb, label_vi=vi, label_en=en, enabled=not why_vi, reason_vi=why_vi, reason_en=why_en))
    return tuple(found)


def _why_not(verb: SideVerb, state: State, *, now: datetime) -> tuple[str, str]:
    if verb is SideVerb.EXTEND_DUE:
        most = int(registers.rule(code="casework.extension_limit", on=local_date(now)).value)
        if state.extensions >= most:
            return f"Đã gia hạn {most} lần, hết số lần cho phép.", f"It was extended {most} time(s), as often as the rule lets."
    return "", ""

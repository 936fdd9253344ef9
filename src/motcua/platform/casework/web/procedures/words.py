"""Words of the editor for what documents name by keys."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.platform.casework.contracts import DifferenceKind
from motcua.platform.casework.contracts.lifecycle import DefinitionState, RowOutcome, VersionState
from motcua.platform.casework.rules.transitions import WORDS


def in_english() -> bool:
    """Whether the page is in English."""
    return (get_language() or "vi").startswith("en")


def pair(vi: str, en: str) -> str:
    """The sentence of the page's language."""
    return en if in_english() else vi


def roles() -> list[tuple[str, str]]:
    """Roles that hold a step."""
    return [("reception", _("Tiếp nhận")), ("appraiser", _("Thẩm định")), ("leader", _("Lãnh đạo ký"))]


def verbs() -> list[tuple[str, str]]:
    """What may be done, by verb."""
    return [(verb.value, pair(*words).capitalize()) for verb, words in WORDS.items() if verb.value != "submit"]


def requirements(names: Iterable[str]) -> list[tuple[str, str]]:
    """What an action may demand."""
    known = {
        "reason": _("lý do"), "note": _("ghi chú"), "items": _("danh sách giấy tờ"), "deadline_days": _("số ngày"),
        "decision": _("quyết định"),
        "papers": _("giấy tờ bổ sung"), "signature": _("chữ ký số"), "fee_paid": _("đã nộp phí"), "comment": _("ý kiến xử lý"),
        "document": _("tài liệu của bước"), "sign": _("ký số"), "payment": _("đã thanh toán"), "inspection_report": _("biên bản kiểm tra"),
    }
    return [(name, known.get(name, name)) for name in names]


def effects(names: Iterable[str]) -> list[tuple[str, str]]:
    """What an action brings about."""
    known = {
        "receipt": _("lập giấy tiếp nhận (Mẫu 01)"), "start_clock": _("bắt đầu tính hạn"), "pause_clock": _("tạm dừng hạn"),
        "resume_clock": _("tính tiếp hạn"), "supplement_sheet": _("lập phiếu bổ sung (Mẫu 02)"),
        "refusal_sheet": _("lập phiếu từ chối (Mẫu 03)"),
        "notify": _("báo người nộp"), "result": _("phát hành kết quả"), "stop_notice": _("thông báo dừng (Mẫu 05)"),
        "ask_opinions": _("hỏi ý kiến"), "apology": _("văn bản xin lỗi (Mẫu 04)"), "return_by_post": _("trả qua bưu chính"),
    }
    return [(name, known.get(name, name)) for name in names]


def definition_state(state: DefinitionState) -> tuple[str, str]:
    """The state of a procedure's definition: (words, kind of tag)."""
    return {
        DefinitionState.OWN: (_("Quy trình riêng"), "done"), DefinitionState.GENERIC: (_("Theo danh mục"), "none"),
        DefinitionState.RETIRED: (_("Đã ngừng"), "stopped"),
    }[state]


def version_state(state: VersionState) -> tuple[str, str]:
    """The state of a version: (words, kind of tag)."""
    return {
        VersionState.IN_FORCE: (_("Đang hiệu lực"), "done"), VersionState.SCHEDULED: (_("Chờ hiệu lực"), "waiting"),
        VersionState.REPLACED: (_("Đã thay thế"), "none"), VersionState.RETIRED: (_("Đã ngừng"), "stopped"),
    }[state]


def outcome(found: RowOutcome) -> tuple[str, str]:
    """What an import did with a row: (words, kind of tag)."""
    return {
        RowOutcome.NEW: (_("mới"), "done"), RowOutcome.CHANGED: (_("thay đổi"), "moving"), RowOutcome.SAME: (_("không đổi"), "none"),
        RowOutcome.REFUSED: (_("không nhận"), "late"),
    }[found]


def difference(kind: DifferenceKind) -> str:
    """What became of a part between two versions."""
    return {
        DifferenceKind.ADDED: _("thêm"), DifferenceKind.REMOVED: _("bỏ"), DifferenceKind.CHANGED: _("sửa"),
    }[kind]

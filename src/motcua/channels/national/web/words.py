"""Words, states and tables of the national portal's pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.channels.national.contracts import (
    DifferenceKind,
    DifferenceView,
    IntakeState,
    IntakeView,
    Kind,
    MirrorView,
    TellingState,
    TellingView,
    Told,
)
from motcua.kernel.clock import local
from motcua.platform.casework.contracts import DossierStatus

_KINDS: dict[str, Callable[[], str]] = {
    Kind.DOSSIER: lambda: _("Hồ sơ mới"), Kind.SUPPLEMENT: lambda: _("Giấy tờ bổ sung"), Kind.STATUS: lambda: _("Trạng thái"),
    Kind.FEE: lambda: _("Nộp phí"), Kind.RATING: lambda: _("Đánh giá"),
}  # fmt: skip
_INTAKE: dict[IntakeState, tuple[str, Callable[[], str]]] = {
    IntakeState.WAITING: ("waiting", lambda: _("Đang chờ")), IntakeState.DONE: ("done", lambda: _("Đã xử lý")),
    IntakeState.PARKED: ("late", lambda: _("Dừng, cần sửa")), IntakeState.DISCARDED: ("stopped", lambda: _("Đã bỏ qua")),
}  # fmt: skip
_TELLING: dict[TellingState, tuple[str, Callable[[], str]]] = {
    TellingState.WAITING: ("waiting", lambda: _("Chờ gửi")), TellingState.SENT: ("done", lambda: _("Đã gửi")),
    TellingState.PARKED: ("late", lambda: _("Cổng từ chối")), TellingState.WITHHELD: ("stopped", lambda: _("Bộ làm chủ, không gửi")),
}  # fmt: skip
_DIFFERENCES: dict[DifferenceKind, Callable[[], str]] = {
    DifferenceKind.MISSING_THERE: lambda: _("Cổng chưa có"), DifferenceKind.MISSING_HERE: lambda: _("Thành phố chưa có"),
    DifferenceKind.STATUS: lambda: _("Khác trạng thái"),
}  # fmt: skip


def moment(at: datetime | None) -> str:
    """An instant as people read it; a dash for none."""
    return f"{local(at):%d/%m/%Y %H:%M:%S}" if at else "–"


def kind_word(kind: str) -> str:
    """What a message is about."""
    return _KINDS[kind]() if kind in _KINDS else kind or _("Không rõ loại")


def status_word(number: int | str, language: str) -> str:
    """One of the ten statuses, with its number."""
    text = str(number)
    if not text.isdecimal() or not 1 <= int(text) <= len(DossierStatus):
        return "–"
    status = DossierStatus(int(text))
    return f"{text}. {status.en if language == 'en' else status.vi}"


def reason(view: IntakeView, language: str) -> str:
    """Why a message is where it is."""
    return view.reason_en if language == "en" else view.reason_vi


def intake_columns() -> list[dict[str, str]]:
    """Columns of the messages from the portal."""
    return [{"text": t} for t in (_("Nhận lúc"), _("Mã hồ sơ trên Cổng"), _("Loại"), _("Trạng thái"), _("Hồ sơ của thành phố"))]


def intake_rows(views: Iterable[IntakeView], language: str) -> list[dict[str, Any]]:
    """Rows of the messages from the portal."""
    rows = []
    for view in views:
        state, word = _INTAKE[view.state]
        why = reason(view, language)
        cells = [
            {"text": moment(view.received_at), "href": reverse("national_intake", args=[view.intake_id])},
            {"text": view.portal_code or "–", "breaks": True},
            {"text": kind_word(view.kind)},
            {"text": word(), "state": state, "hint": why},
            {"text": view.dossier_code or "–", "breaks": True},
        ]
        rows.append({"cells": cells, "tone": "late" if view.state is IntakeState.PARKED else ""})
    return rows


def telling_columns() -> list[dict[str, str]]:
    """Columns of the messages to the portal."""
    names = (_("Lúc"), _("Mã hồ sơ"), _("Nội dung"), _("Trạng thái hồ sơ"), _("Gửi"), _("Trả lời của Cổng"))
    return [{"text": name} for name in names]


def telling_rows(views: Iterable[TellingView], language: str) -> list[dict[str, Any]]:
    """Rows of the messages to the portal."""
    rows = []
    for view in views:
        state, word = _TELLING[view.state]
        tries = _("lần thử: %(n)s") % {"n": view.attempts} if view.attempts > 1 else ""
        cells = [
            {"text": moment(view.at)},
            {"text": view.dossier_code, "hint": view.portal_code if view.portal_code != view.dossier_code else "", "breaks": True},
            {"text": _("Hồ sơ") if view.what is Told.DOSSIER else _("Tiến độ")},
            {"text": status_word(view.status, language)},
            {"text": word(), "state": state, "hint": tries},
            {"text": view.answer or "–"},
        ]
        rows.append({"cells": cells, "tone": "late" if view.state is TellingState.PARKED else ""})
    return rows


def difference_word(view: DifferenceView) -> str:
    """How the two sides differ."""
    return _DIFFERENCES[view.kind]()


def difference_items(views: Iterable[DifferenceView], language: str) -> list[dict[str, Any]]:
    """Differences with what the button beside each does."""
    return [
        {
            "id": view.difference_id, "code": view.portal_code, "kind": difference_word(view), "ours": status_word(view.ours, language),
            "theirs": status_word(view.theirs, language), "found": moment(view.found_at),
            "act": _("Lấy về") if view.kind is DifferenceKind.MISSING_HERE else _("Gửi lại"),
        }
        for view in views
    ]  # fmt: skip


def mirror_columns() -> list[dict[str, str]]:
    """Columns of the mirrored statuses."""
    return [{"text": t} for t in (_("Mã hồ sơ trên Cổng"), _("Thủ tục"), _("Trạng thái theo bộ"), _("Báo lúc"), _("Hồ sơ của thành phố"))]


def mirror_rows(views: Iterable[MirrorView], language: str) -> list[list[Any]]:
    """Rows of the mirrored statuses."""
    return [
        [{"text": v.portal_code, "breaks": True}, v.procedure_code, {"text": status_word(v.status, language), "hint": v.word},
         moment(v.told_at), {"text": v.dossier_code or "–", "breaks": True}]
        for v in views
    ]  # fmt: skip


def tabs(current: str) -> list[dict[str, Any]]:
    """The pages of this room."""
    pages = (
        ("national_queues", _("Tổng quan")), ("national_intakes", _("Nhận về")), ("national_tellings", _("Gửi đi")),
        ("national_differences", _("Đối chiếu")), ("national_mirrors", _("Theo hệ thống của bộ")),
    )  # fmt: skip
    return [{"text": text, "href": reverse(name), "current": name == current} for name, text in pages]


def intake_facts(view: IntakeView, language: str) -> list[dict[str, Any]]:
    """What is known of one message."""
    _state, word = _INTAKE[view.state]
    return [
        {"name": _("Mã thông điệp"), "value": view.message_id},
        {"name": _("Loại"), "value": kind_word(view.kind)},
        {"name": _("Mã hồ sơ trên Cổng"), "value": view.portal_code or "–"},
        {"name": _("Cổng gửi lúc"), "value": moment(view.told_at)},
        {"name": _("Nhận lúc"), "value": moment(view.received_at)},
        {"name": _("Trạng thái"), "value": word()},
        {"name": _("Lý do"), "value": reason(view, language) or "–"},
        {"name": _("Số lần thử"), "value": str(view.attempts)},
        {"name": _("Hồ sơ của thành phố"), "value": view.dossier_code or "–"},
    ]

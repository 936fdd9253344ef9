"""Words of the counter's pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.kernel.clock import local
from motcua.kernel.dates_vi import show_date, weekday
from motcua.services.counter.contracts import Appointment, AppointmentState, OpeningDay, Priority, Ticket, TicketState

_PRIORITY: dict[Priority, Callable[[], str]] = {
    Priority.NONE: lambda: _("Không ưu tiên"), Priority.ELDERLY: lambda: _("Người cao tuổi"),
    Priority.DISABLED: lambda: _("Người khuyết tật"), Priority.PREGNANT: lambda: _("Phụ nữ mang thai"),
    Priority.SMALL_CHILD: lambda: _("Có con nhỏ đi cùng"), Priority.MERIT: lambda: _("Người có công"),
    Priority.URGENT: lambda: _("Việc khẩn cấp"),
}  # fmt: skip
_TICKET: dict[TicketState, tuple[str, Callable[[], str]]] = {
    TicketState.WAITING: ("waiting", lambda: _("Đang chờ")), TicketState.CALLED: ("moving", lambda: _("Mời đến quầy")),
    TicketState.DONE: ("done", lambda: _("Đã phục vụ")), TicketState.SKIPPED: ("stopped", lambda: _("Gọi không có mặt")),
    TicketState.CANCELLED: ("stopped", lambda: _("Đã huỷ")),
}  # fmt: skip
_APPOINTMENT: dict[AppointmentState, tuple[str, Callable[[], str]]] = {
    AppointmentState.BOOKED: ("waiting", lambda: _("Đã đặt")), AppointmentState.CHECKED_IN: ("done", lambda: _("Đã đến")),
    AppointmentState.CANCELLED: ("stopped", lambda: _("Đã huỷ")), AppointmentState.MISSED: ("late", lambda: _("Không đến")),
}  # fmt: skip


def priority_word(priority: Priority) -> str:
    """Why somebody is called first."""
    return _PRIORITY[priority]()


def priority_options(*, urgent: bool) -> list[tuple[str, str]]:
    """The choices of a ticket; urgency is for reception alone."""
    return [(p.value, priority_word(p)) for p in Priority if urgent or p is not Priority.URGENT]


def ticket_state(ticket: Ticket) -> tuple[str, str]:
    """State and word of a ticket."""
    state, word = _TICKET[ticket.state]
    return state, word()


def appointment_state(found: Appointment) -> tuple[str, str]:
    """State and word of an appointment."""
    state, word = _APPOINTMENT[found.state]
    return state, word()


def clock_time(at: datetime) -> str:
    """``09:30`` in Vietnam."""
    return f"{local(at):%H:%M}"


def day_word(on: date, language: str) -> str:
    """``Thứ Ba, 10/03/2026``."""
    return f"{weekday(on, language)}, {show_date(on, language)}"


def minutes_word(minutes: int | None) -> str:
    """An estimate in words."""
    if minutes is None:
        return "–"
    return _("khoảng %(n)s phút") % {"n": minutes} if minutes else _("ngay bây giờ")


def appointment_facts(found: Appointment, language: str) -> list[dict[str, Any]]:
    """What an appointment is, for its holder."""
    return [
        {"name": _("Mã lịch hẹn"), "value": found.code},
        {"name": _("Nơi đến"), "value": found.unit_name},
        {"name": _("Nhóm dịch vụ"), "value": found.group.name(language)},
        {"name": _("Thời gian"), "value": f"{clock_time(found.starts_at)}, {day_word(local(found.starts_at).date(), language)}"},
        {"name": _("Người đến"), "value": found.name},
        {"name": _("Trạng thái"), "value": appointment_state(found)[1]},
    ]


def ticket_rows(tickets: tuple[Ticket, ...], language: str) -> list[list[Any]]:
    """Rows of the officer's table of who waits."""
    return [
        [
            {"text": t.label}, {"text": t.group.name(language)},
            {"text": priority_word(t.priority) if t.priority is not Priority.NONE else "–"},
            {"text": _("Có hẹn") if t.appointment_code else "–"}, {"text": clock_time(t.taken_at)},
        ]
        for t in tickets
    ]  # fmt: skip


def ticket_columns() -> list[str]:
    """Columns of the same."""
    return [_("Số"), _("Nhóm dịch vụ"), _("Ưu tiên"), _("Lịch hẹn"), _("Lấy số lúc")]


def opening_rows(days: tuple[OpeningDay, ...], language: str) -> list[list[Any]]:
    """Rows of the opening hours."""
    rows = []
    for day in days:
        hours = "; ".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in day.sessions) or _("Đóng cửa")
        note = day.note_en if language == "en" else day.note_vi
        state: Any = {"text": note or "–"}
        if day.online_only:
            state = {"text": _("Chỉ nhận trực tuyến"), "state": "waiting", "hint": note}
        rows.append([{"text": day_word(day.on, language)}, {"text": hours}, state])
    return rows


def opening_columns() -> list[str]:
    """Columns of the same."""
    return [_("Ngày"), _("Giờ mở cửa"), _("Ghi chú")]


def weekday_options(language: str) -> list[tuple[str, str]]:
    """Monday to Friday, by number."""
    return [(str(n), weekday(date(2026, 3, 9 + n), language)) for n in range(5)]  # 09/03/2026 is a Monday

"""The slip of a ticket."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from motcua.kernel.dates_vi import short_instant
from motcua.platform.documents import api as documents
from motcua.services.counter.adapters.printed import SLIP
from motcua.services.counter.contracts import Priority
from motcua.services.counter.queries import tickets

_PRIORITY = {True: ("Ưu tiên", "Priority"), False: ("", "")}


def slip_pdf(*, code: str, now: datetime, language: str = "vi") -> bytes:
    """The slip as a small PDF with a QR code to the ticket's page. ``TicketUnknown``."""
    found = tickets.ticket(code=code, now=now)
    english = language == "en"
    waiting = found.ahead or 0
    data = {
        "title": f"{'Ticket' if english else 'Số thứ tự'} {found.label}",
        "unit": found.unit_name, "group": found.group.name(language), "label": found.label,
        "priority": _PRIORITY[found.priority is not Priority.NONE][english],
        "taken": short_instant(found.taken_at),
        "ahead": (f"Ahead of you: {waiting}, about {found.wait_minutes or 0} minutes" if english
                  else f"Trước bạn: {waiting} người, khoảng {found.wait_minutes or 0} phút"),
        "hint": f"{'Scan to follow your place' if english else 'Quét mã để theo dõi lượt'}: {found.code}",
    }  # fmt: skip
    link = f"{settings.MOTCUA_BASE_URL}/so-thu-tu/{found.code}/"
    return documents.render_pdf(template=SLIP, data=data, qr={"ticket": link}, now=now, language=language)

"""What the counter writes to people who booked, in both languages."""

from __future__ import annotations

from motcua.platform.messaging import api as messaging

BOOKED, REMINDER, CANCELLED = "counter.booked", "counter.reminder", "counter.cancelled"
_LINK = "/dat-lich/{code}/"


def register() -> None:
    """Add the templates to messaging."""
    for template in (
        messaging.MessageTemplate(
            key=BOOKED, subject_vi="Lịch hẹn {code}: {at}, {unit}", subject_en="Appointment {code}: {at}, {unit}", link=_LINK,
            body_vi="Bạn có lịch hẹn nhóm “{group}” lúc {at} tại {unit}. Đến trước 5 phút và đưa mã {code} cho quầy.",
            body_en="You have an appointment for “{group}” at {at} at {unit}. Come 5 minutes early and show the code {code}.",
        ),
        messaging.MessageTemplate(
            key=REMINDER, subject_vi="Nhắc lịch hẹn {code}: {at}, {unit}", subject_en="Reminder of appointment {code}: {at}, {unit}",
            link=_LINK, body_vi="Bạn có lịch hẹn nhóm “{group}” lúc {at} tại {unit}. Không đến được thì huỷ để nhường chỗ.",
            body_en="You have an appointment for “{group}” at {at} at {unit}. If you cannot come, cancel it to free the seat.",
        ),
        messaging.MessageTemplate(
            key=CANCELLED, subject_vi="Đã huỷ lịch hẹn {code}", subject_en="Appointment {code} is cancelled", link=_LINK,
            body_vi="Lịch hẹn nhóm “{group}” lúc {at} tại {unit} đã huỷ.",
            body_en="The appointment for “{group}” at {at} at {unit} is cancelled.",
        ),
    ):  # fmt: skip
        messaging.templates.add(template)

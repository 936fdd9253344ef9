"""One-time codes to a telephone of somebody without an account."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from motcua.platform.messaging import api as messaging


def send(*, phone: str, code: str, key: str, now: datetime) -> str:
    """Send the code; returns it when it may be shown on the page too (demonstration, whose messages reach nobody), else nothing."""
    messaging.send_to_phone(phone=phone, text_vi=f"Mã xác nhận đặt lịch: {code}", text_en=f"Booking code: {code}", dedupe_key=key, now=now)
    return code if settings.MOTCUA_DEMO else ""

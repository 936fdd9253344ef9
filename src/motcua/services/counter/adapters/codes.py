"""One-time codes to a telephone of somebody without an account.

Messaging sends to persons it knows. Where it offers sending to a bare number (``send_to_phone``) that is used; in a demonstration the
code is shown on the page, as the simulated e-identity shows its own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from motcua.platform.messaging import api as messaging
from motcua.services.counter.contracts import CodesNotSent


def send(*, phone: str, code: str, key: str, now: datetime) -> str:
    """Send the code; returns it when it may be shown on the page (demonstration), else nothing. ``CodesNotSent``."""
    by_phone: Any = getattr(messaging, "send_to_phone", None)
    if by_phone is not None:
        by_phone(phone=phone, text_vi=f"Mã xác nhận đặt lịch: {code}", text_en=f"Booking code: {code}", dedupe_key=key, now=now)
        return code if settings.MOTCUA_DEMO else ""
    if settings.MOTCUA_DEMO:
        return code
    raise CodesNotSent

"""Counting calls, shared by all web workers."""

from __future__ import annotations

import math
from datetime import datetime

from django.db import connection

from motcua.platform.signon import rules
from motcua.platform.signon.contracts import RateReached
from motcua.platform.signon.models import UsageRow

_COUNT = """
INSERT INTO signon_usage (who, minute, calls) VALUES (%s, %s, 1)
ON CONFLICT (who, minute) DO UPDATE SET calls = signon_usage.calls + 1 RETURNING calls
"""


def hold_back(*, what: str, who: str, most: int, now: datetime) -> None:
    """``RateReached`` while ``who`` has reached ``most`` calls of ``what`` in this minute; counts nothing."""
    minute = now.replace(second=0, microsecond=0)
    if UsageRow.objects.filter(who=rules.digest(f"{what}:{who}"), minute=minute, calls__gte=most).exists():
        raise _reached(now, minute)


def count(*, what: str, who: str, most: int, now: datetime) -> None:
    """One more call of ``what`` by ``who`` (an application's id, a network address) in this minute. ``RateReached`` beyond ``most``."""
    minute = now.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [rules.digest(f"{what}:{who}"), minute])
        calls = cursor.fetchone()[0]
    if calls > most:
        raise _reached(now, minute)


def _reached(now: datetime, minute: datetime) -> RateReached:
    return RateReached(retry_after=max(1, math.ceil(60 - (now - minute).total_seconds())))

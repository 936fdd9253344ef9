"""Counting calls, shared by all web workers."""

from __future__ import annotations

import math
from datetime import datetime

from django.db import connection

from motcua.platform.signon import rules
from motcua.platform.signon.contracts import RateReached

_COUNT = """
INSERT INTO signon_usage (who, minute, calls) VALUES (%s, %s, 1)
ON CONFLICT (who, minute) DO UPDATE SET calls = signon_usage.calls + 1 RETURNING calls
"""


def count(*, what: str, who: str, most: int, now: datetime) -> None:
    """One more call of ``what`` by ``who`` (an application's id, a network address) in this minute. ``RateReached`` beyond ``most``."""
    minute = now.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [rules.digest(f"{what}:{who}"), minute])
        calls = cursor.fetchone()[0]
    if calls > most:
        raise RateReached(retry_after=max(1, math.ceil(60 - (now - minute).total_seconds())))

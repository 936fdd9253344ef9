"""Counting what was decided, a fact at a time."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from motcua.kernel.clock import local_date

_ADD = """
INSERT INTO developers_tally (day, procedure_code, unit_code, approved, rejected, sent_back) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (day, procedure_code, unit_code) DO UPDATE SET approved = developers_tally.approved + excluded.approved,
rejected = developers_tally.rejected + excluded.rejected, sent_back = developers_tally.sent_back + excluded.sent_back
"""


def tally(*, at: datetime, procedure_code: str, unit_code: str, approved: int = 0, rejected: int = 0, sent_back: int = 0) -> None:
    """Add to the day's counts, in the running transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [local_date(at), procedure_code, unit_code, approved, rejected, sent_back])

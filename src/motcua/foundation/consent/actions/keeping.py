"""The months in which readings are kept: made ahead, dropped whole after the keeping time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date

_AHEAD = 3
_MONTHS = 12


@transaction.atomic
def keep_months(*, now: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make the months up to three ahead, drop those that ended before the keeping time; returns the names of both, mostly none.

    The keeping time is the rule ``consent.readings_years``; the database itself refuses fewer than ten years (NĐ 278/2025/NĐ-CP Điều 13).
    What is dropped stands in the audit log.
    """
    today = local_date(now)
    years = int(registers.rule(code="consent.readings_years", on=today).value)
    with connection.cursor() as cursor:
        made = [name for month in _months(today) for name in _made(cursor, month)]
        cursor.execute("SELECT consent_drop_months(%s)", [years])
        gone = tuple(cursor.fetchone()[0])
    if gone:
        audit.record(
            action="consent.months_dropped", object_ref="consent.access", actor=SYSTEM, now=now,
            ground="NĐ 278/2025/NĐ-CP Điều 13", details={"tables": list(gone), "years": years},
        )  # fmt: skip
    return tuple(made), gone


def _made(cursor: Any, month: date) -> list[str]:
    cursor.execute("SELECT consent_make_month(%s)", [month])
    return [f"consent_access_{month:%Y_%m}"] if cursor.fetchone()[0] else []


def _months(today: date) -> list[date]:
    first = today.year * _MONTHS + today.month - 1
    return [date(n // _MONTHS, n % _MONTHS + 1, 1) for n in range(first, first + _AHEAD + 1)]

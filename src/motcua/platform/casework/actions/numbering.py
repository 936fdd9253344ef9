"""Dossier codes without gaps: the counter's row lock makes submissions of one agency and day wait for each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import connection

from motcua.platform.casework.rules.codes import dossier_code

_TAKE = """
INSERT INTO casework_dossier_counter (agency, day, last) VALUES (%s, %s, %s)
ON CONFLICT (agency, day) DO UPDATE SET last = casework_dossier_counter.last + EXCLUDED.last RETURNING last
"""


_TAKE_MANY = """
INSERT INTO casework_dossier_counter (agency, day, last)
SELECT * FROM unnest(%s::text[], %s::date[], %s::int[]) AS wanted (agency, day, last) ORDER BY agency, day
ON CONFLICT (agency, day) DO UPDATE SET last = casework_dossier_counter.last + EXCLUDED.last RETURNING agency, day, last
"""


def take_many(wanted: Mapping[tuple[str, date], int]) -> dict[tuple[str, date], list[str]]:
    """As ``take`` for many agencies and days at once, locked in one order so that two imports never wait for each other in a ring."""
    agencies, days = [agency for agency, _ in wanted], [day for _, day in wanted]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_MANY, [agencies, days, list(wanted.values())])
        lasts = {(agency, day): last for agency, day, last in cursor.fetchall()}
    return {place: _codes(*place, last=lasts[place], count=count) for place, count in wanted.items()}


def take(*, agency: str, day: date, count: int = 1) -> list[str]:
    """The next ``count`` codes of an agency on a day, in order. In the caller's transaction: rolled back, the numbers are free again."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [agency, day, count])
        last: int = cursor.fetchone()[0]
    return _codes(agency, day, last=last, count=count)


def _codes(agency: str, day: date, *, last: int, count: int) -> list[str]:
    return [dossier_code(agency=agency, day=day, ordinal=n) for n in range(last - count + 1, last + 1)]

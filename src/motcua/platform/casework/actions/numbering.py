"""Dossier codes and document numbers without gaps: the counter's row lock makes those of one agency and day wait for each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import connection

from motcua.platform.casework.models import Issued
from motcua.platform.casework.rules.codes import dossier_code
from motcua.platform.documents import api as documents

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


_ISSUE = """
INSERT INTO casework_issue_counter (unit_code, year, series, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (unit_code, year, series) DO UPDATE SET last = casework_issue_counter.last + 1 RETURNING last
"""


def give_number(entry: Issued, *, issuer: str) -> None:
    """The next number of the entry's series, and its symbol (``15/QĐ-UBND``); gapless, since a rollback gives the number back.

    Numbers begin with 01 on 1 January, apart for each type of document (NĐ 30/2020/NĐ-CP, Phụ lục I, mục II, khoản 3).
    """
    with connection.cursor() as cursor:
        cursor.execute(_ISSUE, [entry.unit_code, entry.year, entry.series])
        entry.number = int(cursor.fetchone()[0])
    letter = entry.series == "CV"  # an official letter has no type in its symbol
    entry.symbol = documents.symbol_of(number=entry.number, kind="" if letter else entry.series, issuer=issuer)

"""Dossier codes without gaps: the counter's row lock makes submissions of one agency and day wait for each other."""

from __future__ import annotations

from datetime import date

from django.db import connection

from motcua.platform.casework.rules.codes import dossier_code

_TAKE = """
INSERT INTO casework_dossier_counter (agency, day, last) VALUES (%s, %s, %s)
ON CONFLICT (agency, day) DO UPDATE SET last = casework_dossier_counter.last + EXCLUDED.last RETURNING last
"""


def take(*, agency: str, day: date, count: int = 1) -> list[str]:
    """The next ``count`` codes of an agency on a day, in order. In the caller's transaction: rolled back, the numbers are free again."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [agency, day, count])
        last: int = cursor.fetchone()[0]
    return [dossier_code(agency=agency, day=day, ordinal=n) for n in range(last - count + 1, last + 1)]

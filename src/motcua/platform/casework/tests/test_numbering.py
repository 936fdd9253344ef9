"""Codes without gaps or doubles, whoever submits at the same instant."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from motcua.platform.casework.actions import numbering
from motcua.platform.casework.rules.codes import DOSSIER, dossier_code


class _Refused(Exception):
    pass


def _refuse_some(n):
    if n % 3 == 0:
        raise _Refused


def _take(n):
    """One submission in its own connection; every third is refused after it took its number."""
    try:
        with transaction.atomic():
            (code,) = numbering.take(agency="H24.61.23", day=date(2026, 3, 9))
            _refuse_some(n)
            return code
    except _Refused:
        return None
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_concurrent_submissions_leave_no_gap():
    with ThreadPoolExecutor(max_workers=6) as pool:
        codes = [c for c in pool.map(_take, range(24)) if c]
    assert sorted(codes) == [dossier_code(agency="H24.61.23", day=date(2026, 3, 9), ordinal=n) for n in range(1, 17)]


@pytest.mark.django_db
def test_each_agency_and_day_counts_for_itself():
    day, next_day = date(2026, 3, 9), date(2026, 3, 10)
    assert numbering.take(agency="H24.1", day=day, count=2) == ["H24.1-260309-0001", "H24.1-260309-0002"]
    assert numbering.take(agency="H24.2", day=day) == ["H24.2-260309-0001"]
    assert numbering.take(agency="H24.1", day=next_day) == ["H24.1-260310-0001"]


def test_the_ten_thousandth_dossier_of_a_day_gets_a_fifth_digit():
    code = dossier_code(agency="H24.61.23", day=date(2026, 3, 9), ordinal=10_000)
    assert code == "H24.61.23-260309-10000"
    assert DOSSIER.match(code)

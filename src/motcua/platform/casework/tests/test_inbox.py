"""Lists: order, pages by key, counts, search over encrypted names, and their cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.tests.test_lifecycle import received

DAY = timedelta(days=1)


def test_pages_by_key_show_every_dossier_once(town):
    codes = {t.submit(town.citizen, now=t.NOW + timedelta(minutes=n // 3)).code for n in range(7)}
    seen, cursor = [], ""
    while True:
        page = api.inbox(actor=town.reception, now=t.NOW, cursor=cursor, limit=3)
        seen += [row.code for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 7
    assert set(seen) == codes


def test_most_urgent_first_and_counted(town):
    late = received(town)
    fresh = received(town, now=t.NOW + 9 * DAY, code=t.REPAIR)
    now = t.NOW + 9 * DAY
    page = api.inbox(actor=town.reception, now=now)
    assert [row.code for row in page.rows] == [late.code, fresh.code]
    assert (page.counts["all"], page.counts["late"], page.counts["status_2"]) == (2, 1, 2)
    assert [r.code for r in api.inbox(actor=town.reception, now=now, due="late").rows] == [late.code]


@pytest.mark.parametrize(("typed", "found"), [
    ("do thi", 1), ("Đỗ Thị Thử", 1), ("thử 1", 1), ("nguyen", 0), ("031191950001", 1), ("031191950002", 0), ("-0001", 1), ("", 1),
])  # fmt: skip
def test_search_over_encrypted_names_and_numbers(town, typed, found):
    t.submit(town.citizen)
    assert len(api.inbox(actor=town.reception, now=t.NOW, query=typed).rows) == found


def test_the_inbox_asks_the_same_number_of_questions_however_long_it_is(town):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            api.inbox(actor=town.reception, now=t.NOW)
        return len(asked)

    t.submit(town.citizen)
    one = cost()
    for code in (t.BIRTH, t.REPAIR, t.GENERIC, t.BIRTH):
        t.submit(town.citizen, code=code)
    assert cost() == one == 2


def test_my_dossiers_are_mine_alone_and_latest_first(town):
    first, second = t.submit(town.citizen), t.submit(town.citizen, now=t.NOW + DAY)
    t.submit(town.other_citizen)
    page = api.my_dossiers(actor=town.citizen, now=t.NOW + DAY)
    assert [row.code for row in page.rows] == [second.code, first.code]

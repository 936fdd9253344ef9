"""Filters of the inbox: each narrows as it says, all orders page by key, delegated work is marked."""

from datetime import timedelta

import pytest
from django.db import connection

from motcua.kernel.clock import local_date
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import CursorWrong
from motcua.platform.casework.contracts.desk import InboxFilter, Sort
from motcua.platform.casework.queries import inbox as lists
from motcua.platform.casework.tests.test_lifecycle import received
from motcua.platform.casework.tests.test_notes import appraised

DAY = timedelta(days=1)


def listed(town, *, by=None, now=t.NOW, **wanted):
    return {r.code for r in api.inbox(actor=by or town.reception, now=now, **wanted).rows}


def test_each_filter_narrows(town):
    new, old = t.submit(town.citizen).code, received(town, code=t.REPAIR).code
    due_on = local_date(api.dossier(code=old, actor=town.reception).due_at)
    today = local_date(t.NOW)
    for wanted, found in [
        ({"procedure": t.REPAIR}, {old}), ({"channel": 2}, {new, old}), ({"channel": 1}, set()), ({"unit": t.UNIT}, {new, old}),
        ({"unit": t.OTHER_UNIT}, set()), ({"assigned": "none"}, {new, old}), ({"assigned": "me"}, set()), ({"assigned": "no uuid"}, set()),
        ({"received_from": today}, {old}), ({"received_to": today - DAY}, set()), ({"due_from": due_on, "due_to": due_on}, {old}),
        ({"due_to": due_on - DAY}, set()), ({"origin": "own"}, {new, old}), ({"origin": "national"}, set()), ({"step": "intake"}, {new}),
        ({"field": api.dossier(code=old, actor=town.reception).field}, {old}),
    ]:  # fmt: skip
        assert listed(town, **wanted) == found, wanted


def test_given_to_me(town):
    code = appraised(town).code
    api.assign(code=code, officer_id=town.appraiser.subject_id, actor=town.appraiser, now=t.NOW)
    assert listed(town, by=town.appraiser, assigned="me") == {code}
    assert listed(town, assigned=str(town.appraiser.subject_id)) == {code}
    assert api.counts(actor=town.appraiser, now=t.NOW)["to_me"] == 1


@pytest.mark.parametrize("sort", Sort)
def test_every_order_pages_by_key(town, sort):
    codes = [t.submit(town.citizen, now=t.NOW + timedelta(minutes=n)).code for n in range(5)]
    seen, cursor = [], ""
    while True:
        page = api.inbox(actor=town.reception, now=t.NOW, cursor=cursor, limit=2, sort=sort)
        seen += [r.code for r in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert seen == (codes[::-1] if sort is Sort.NEWEST else sorted(codes) if sort is Sort.CODE else codes)


@pytest.mark.parametrize("sort", Sort)
def test_a_wrong_cursor_is_said(town, sort):
    with pytest.raises(CursorWrong):
        api.inbox(actor=town.reception, now=t.NOW, cursor="%%%x", sort=sort)


def test_the_export_is_the_list(town, monkeypatch):
    monkeypatch.setattr(lists, "_BATCH", 2)
    codes = {t.submit(town.citizen).code for _ in range(5)}
    rows = list(lists.every(actor=town.reception, now=t.NOW, filters=InboxFilter()))
    assert {r.code for r in rows} == codes
    assert len(rows) == 5
    assert list(lists.every(actor=town.stranger, now=t.NOW, filters=InboxFilter())) == []


def test_totals_and_counts_are_bounded(town, monkeypatch):
    monkeypatch.setattr(lists, "COUNTED", 2)
    for _ in range(3):
        t.submit(town.citizen)
    page = api.inbox(actor=town.reception, now=t.NOW, status=1)
    assert (len(page.rows), page.total, page.counts["all"]) == (3, 2, 2)


def test_a_long_list_is_read_by_index(town):
    from motcua.platform.casework import policies
    from motcua.platform.casework.queries.filters import OPEN

    rows = policies.in_hand(actor=town.reception).filter(status__in=OPEN).order_by("attention_at", "id")[:51]
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    assert "casework_dossier_in_hand" in rows.explain()

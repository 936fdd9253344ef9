"""How many SQL statements REST lists and details need: reviewed numbers, and never more for more rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import api
from motcua.platform.casework import testing as t

ROOT = "/api/v1/casework"
# address → who asks, and the statements that were reviewed (signing in included)
# Lists that name people also note for each of them that she was shown: one statement, and one for whom the rows concern.
REVIEWED = {
    "/dossiers": ("reception", 8), "/dossiers?procedure=1.001193&sort=newest": ("reception", 9), "/find?q=do+thi+thu": ("reception", 7),
    "/my/dossiers": ("citizen", 5), "/my/papers": ("citizen", 5), "/watched": ("leader", 7), "/workload": ("leader", 7),
    "/escalations": ("leader", 6), "/counts": ("reception", 5), "/choices": ("reception", 7),
    f"/register?unit_code={t.UNIT}&first=2026-03-01&last=2026-03-31": ("reception", 8), "/mentions": ("appraiser", 8),
    "/dossiers/{code}": ("reception", 17), "/dossiers/{code}/content": ("reception", 19), "/dossiers/{code}/notes": ("reception", 7),
    "/dossiers/{code}/reusable": ("reception", 10), "/dossiers/{code}/sheets": ("citizen", 4), "/bulk/{run}/items": ("reception", 6),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


def more(town, count):
    """So many dossiers more, taken in, each with a note that names the appraiser; the last one's code."""
    codes = [t.submit(town.citizen).code for _ in range(count)]
    for code in codes:
        api.receive(code=code, actor=town.reception, now=t.NOW)
        api.note(code=code, text="Xem giúp", mentions=[town.appraiser.subject_id], actor=town.reception, now=t.NOW)
    return codes


def statements(client, address):
    """Of an address that was opened before, so that what a process keeps is kept."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(f"{ROOT}{address}")
    assert answer.status_code == 200, f"{address}: {answer.content[:200]}"
    return len(seen)


def test_lists_and_details_need_what_was_reviewed_and_no_more_for_more_rows(town):
    code = more(town, 2)[0]
    run = api.begin_bulk(verb="receive", codes=[code], actor=town.reception, now=t.NOW)
    clients = {name: sign_in(Client(), getattr(town, name)) for name in ("citizen", "reception", "appraiser", "leader")}
    place = {address: address.format(code=code, run=run) for address in REVIEWED}
    few = {address: statements(clients[who], place[address]) for address, (who, _) in REVIEWED.items()}
    more(town, 4)
    many = {address: statements(clients[who], place[address]) for address, (who, _) in REVIEWED.items()}
    assert many == few
    assert {a: n for a, n in few.items() if n > REVIEWED[a][1]} == {}

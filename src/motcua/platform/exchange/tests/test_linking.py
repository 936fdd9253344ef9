"""When a declared system counts as connected, what is written down of it, and that every number leads to its rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import SYSTEM, Role
from motcua.platform.exchange import api, tasks
from motcua.platform.exchange.adapters import declarations
from motcua.platform.exchange.contracts import Outcome
from motcua.platform.exchange.contracts.systems import LinkState
from motcua.platform.exchange.models import SystemLink
from motcua.platform.exchange.rules.linking import link_state
from motcua.platform.exchange.rules.watching import Sort, heard
from motcua.platform.exchange.testing import FakeGateway, call_row, usual_record

RECORD = usual_record()
NOW = datetime.fromtimestamp(RECORD.response_out_ms / 1000, tz=UTC) + timedelta(minutes=1)
WINDOW = timedelta(minutes=30)
BHXH = next(s for s in declarations.systems() if s.code == "BHXH")
SYSTEM_ID = f"{api.INSTANCE}/{BHXH.owner_class}/{BHXH.owner_code}/{BHXH.system}"
FILES, REST = f"{SYSTEM_ID}/card-batches", f"{SYSTEM_ID}/status"
pytestmark = pytest.mark.django_db


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, settings: Any) -> FakeGateway:
    settings.MOTCUA_DEMO = True
    api.load_reference(now=NOW)
    api.load_systems(now=NOW)
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)
    return FakeGateway(monkeypatch)


def state(*, now: datetime = NOW) -> LinkState:
    api.collect(now=now)
    return next(s.state for s in api.systems(actor=SYSTEM, now=now) if s.declared.code == "BHXH")


@pytest.mark.parametrize(
    ("ok", "failed", "expected"),
    [
        (None, None, LinkState.UNASKED), (None, 1, LinkState.FAILING), (5, 6, LinkState.ANSWERED), (5, 5, LinkState.ANSWERED),
        (6, 5, LinkState.FAILING), (30, None, LinkState.ANSWERED), (31, None, LinkState.LAPSED), (-5, None, LinkState.ANSWERED),
        (31, 30, LinkState.FAILING),
    ],
)  # fmt: skip
def test_one_definition(ok: int | None, failed: int | None, expected: LinkState) -> None:
    def ago(minutes: int | None) -> datetime | None:
        return None if minutes is None else NOW - timedelta(minutes=minutes)

    assert link_state(registered=True, last_ok_at=ago(ok), last_failed_at=ago(failed), now=NOW, window=WINDOW) is expected
    assert link_state(registered=False, last_ok_at=ago(ok), last_failed_at=ago(failed), now=NOW, window=WINDOW) is LinkState.REMOVED


@pytest.mark.parametrize(
    ("sort", "fault", "target", "files", "proves"),
    [
        (Sort.OK, "", "/r1/s/x", False, True), (Sort.REFUSED, "", "/r1/s/x", False, True),
        (Sort.REFUSED, "Server.ServerProxy.AccessDenied", "/r1/s/x", False, None), (Sort.FAILED, "", "/r1/s/x", False, False),
        (Sort.OK, "", "/r1/s/batches", True, None), (Sort.OK, "", "/r1/s/batches/abc", True, None),
        (Sort.REFUSED, "", "/r1/s/batches/abc/rows", True, None), (Sort.OK, "", "/r1/s/batches/abc/rows?after=0", True, True),
        (Sort.FAILED, "Server.ServerProxy.ServiceFailed.Timeout", "/r1/s/batches/abc/rows", True, False),
    ],
)  # fmt: skip
def test_what_a_call_proves_of_its_provider(sort: Sort, fault: str, target: str, files: bool, proves: bool | None) -> None:
    assert heard(sort=sort, fault=fault, target=target, files=files) is proves


def test_a_dropped_file_connects_nobody_until_the_rows_of_its_answer_are_there(fake: FakeGateway) -> None:
    fake.log({"service": FILES, "method": "POST", "target": f"/r1/{FILES}/batches", "status": 202})
    fake.log({"service": FILES, "target": f"/r1/{FILES}/batches/abc/rows", "status": 404})
    assert state() is LinkState.UNASKED
    fake.log({"service": FILES, "target": f"/r1/{FILES}/batches/abc/rows", "status": 200})
    assert state() is LinkState.ANSWERED
    assert state(now=NOW + timedelta(minutes=40)) is LinkState.LAPSED


def test_a_call_that_the_exchange_refused_keeps_nobody_connected(fake: FakeGateway) -> None:
    fake.log({"service": REST, "status": 500, "fault": "Server.ServerProxy.AccessDenied"})
    assert state() is LinkState.UNASKED


def test_becoming_connected_and_being_lost_are_written_once_with_the_call_that_showed_it(fake: FakeGateway) -> None:
    assert api.note_links(now=NOW) == 0
    later = RECORD.response_out_ms + 2
    fake.log({"service": REST})
    api.collect(now=NOW)
    assert [api.note_links(now=NOW) for _ in range(2)] == [1, 0]
    fake.log({"service": REST, "status": 503, "request_in_ms": later - 1, "response_out_ms": later})
    api.collect(now=NOW)
    assert api.note_links(now=NOW) == 1
    shown = {str(m.request_id): m.outcome for m in api.messages()}
    links = api.links(code="BHXH", actor=SYSTEM)
    assert [(x.linked, x.why, shown[str(x.request_id)]) for x in links] == [
        (False, LinkState.FAILING, Outcome.FAILED), (True, LinkState.ANSWERED, Outcome.ANSWERED),
    ]  # fmt: skip
    told = [(e.payload["code"], e.payload["linked"], e.payload["request_id"]) for e in recorded("exchange.system.linked.v1")]
    assert told == [("BHXH", x.linked, str(x.request_id)) for x in reversed(links)]
    with pytest.raises(DatabaseError), transaction.atomic():
        SystemLink.objects.update(linked=True)


def test_who_is_silent_for_too_long_is_lost_without_a_call(fake: FakeGateway) -> None:
    fake.log({"service": REST})
    api.collect(now=NOW)
    api.note_links(now=NOW)
    assert api.note_links(now=NOW + timedelta(minutes=31)) == 1
    last = api.links(code="BHXH", actor=SYSTEM)[0]
    assert (last.linked, last.why, last.request_id) == (False, LinkState.LAPSED, None)


def test_the_rounds_of_asking_write_it_down(fake: FakeGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("motcua.kit.clock._provider", None)
    fake.log({"service": REST})
    tasks.probe_silent(now=NOW)
    assert [x.linked for x in api.links(code="BHXH", actor=SYSTEM)] == [True]


def test_the_moved_clock_of_a_demonstration_moves_the_calls_with_it(fake: FakeGateway) -> None:
    fake.log({"service": REST})
    api.collect(now=NOW + timedelta(days=3), lead=timedelta(days=3))
    assert api.messages()[0].at == NOW - timedelta(minutes=1) + timedelta(days=3)
    assert next(s.connected for s in api.systems(actor=SYSTEM, now=NOW + timedelta(days=3)) if s.declared.code == "BHXH")


def test_every_number_of_the_overview_leads_to_as_many_rows(fake: FakeGateway) -> None:
    changes = [{}, {}, {"status": 404}, {"status": 503}, {"status": 500, "fault": "Server.ServerProxy.AccessDenied"}]
    fake.log(*({"service": REST, **change} for change in changes))
    api.collect(now=NOW)
    operator = sign_in(Client(), make_officer(Role.OPERATOR, code="truc"))
    found = api.service_health(now=NOW)[0]
    numbers = {Outcome.ANSWERED: found.answered, Outcome.REFUSED: found.refused, Outcome.FAILED: found.failed}
    assert numbers == {Outcome.ANSWERED: 2, Outcome.REFUSED: 2, Outcome.FAILED: 1}
    page = operator.get(reverse("exchange_overview")).content.decode()
    for outcome, number in numbers.items():
        href = next(part.split('"')[0] for part in page.split('href="') if f"outcome={outcome}" in part.split('"')[0]).replace("&amp;", "&")
        assert urlsplit(href).path == reverse("exchange_log")
        rows = operator.get(href).content.decode()
        assert f"Có {number} cuộc gọi." in rows
        assert rows.count('class="mc-cell-hint">GET') == number


def test_calls_are_found_by_caller_and_day(fake: FakeGateway) -> None:
    day, seq = datetime(2026, 11, 20, 17, 0, tzinfo=UTC), count(1)  # midnight in Vietnam, 21/11
    for at, client in ((day - timedelta(seconds=1), "a"), (day, "a"), (day, "b"), (day + timedelta(days=1), "a")):
        call_row(now=at, seq=next(seq), client=f"VN-HP/GOV/X/{client}")
    operator = sign_in(Client(), make_officer(Role.OPERATOR, code="truc"))
    asked = {"since": "21/11/2026", "until": "21/11/2026"}
    assert "Có 2 cuộc gọi." in operator.get(reverse("exchange_log", query=asked)).content.decode()
    assert "Có 1 cuộc gọi." in operator.get(reverse("exchange_log", query={**asked, "client": "VN-HP/GOV/X/a"})).content.decode()
    assert "Có 3 cuộc gọi." in operator.get(reverse("exchange_log", query={"since": "21/11/2026 00:00"})).content.decode()
    assert "Không đọc được ngày giờ" in operator.get(reverse("exchange_log", query={"since": "31/02/2026"})).content.decode()


def test_calls_are_taken_as_a_file_with_their_proof_and_that_is_audited(fake: FakeGateway) -> None:
    row = call_row(now=NOW, service=REST)
    operator = sign_in(Client(), make_officer(Role.OPERATOR, code="truc"))
    answer = operator.get(reverse("exchange_log", query={"dang": "csv", "service": REST}))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert (len(lines), lines[0].startswith("at,client,service"), str(row.request_id) in lines[1], ",r" in lines[1]) == (2, True, True, True)
    from motcua.foundation.audit import api as audit

    entry = audit.entries(action="exchange.calls_exported", limit=1).entries[0]
    assert (entry.details["service"], entry.details["rows"]) == (REST, 1)

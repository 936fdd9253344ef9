"""The board: right numbers, never a guessed one, old ones said to be old; for operators and leaders."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.identity.testing import make_officer
from motcua.foundation.outbox import api as outbox
from motcua.foundation.outbox.testing import drain_all
from motcua.insight.datasets import api as datasets
from motcua.insight.datasets.testing import MONDAY, dossiers, event, fill
from motcua.kernel.actors import ANONYMOUS, Role
from motcua.kernel.errors import Forbidden
from motcua.kernel.ids import uuid7
from motcua.kit import clock
from motcua.operations.ioc import api, rules
from motcua.operations.ioc.contracts import Tile, TileKind
from motcua.operations.ioc.web import figures
from motcua.platform.casework.events import DossierReceived, DossierSubmitted

pytestmark = pytest.mark.django_db
NOON = MONDAY + timedelta(hours=4)


@pytest.fixture
def operator():
    return make_officer(Role.OPERATOR)


def submitted(at):
    return DossierSubmitted(**_facts(at), channel=2, online=True, party_kind=1)


def received(at):
    return DossierReceived(**_facts(at), received_at=at, due_at=at + timedelta(days=3))


def _facts(at):
    number = uuid7()
    return {
        "dossier_id": number, "dossier_code": f"H24-{number}", "procedure_code": "1", "field": "Hộ tịch", "unit_code": "11329", "at": at
    }


def test_without_a_warehouse_nothing_is_zero(operator):
    board = api.board(actor=operator, now=NOON)
    assert {t.value for t in board.tiles if t.kind is not TileKind.PARKED} == {None}
    assert (board.snapshot, board.stale) == ("", False)
    assert [t.kind for t in board.tiles] == list(TileKind)


def test_numbers_are_those_of_the_indicators_at_one_snapshot(operator):
    snapshot = fill(dossiers(5, days_taken=None), now=NOON)
    board = api.board(actor=operator, now=NOON)
    assert board.snapshot == snapshot
    assert board.tile(TileKind.RECEIVED).value == 5
    assert board.tile(TileKind.PENDING).value == 5
    assert board.tile(TileKind.ONLINE).value == Decimal(100)
    assert board.tile(TileKind.MESSAGES).value == 0
    assert {t.as_of for t in board.tiles if t.kind is not TileKind.PARKED} == {board.as_of}


def test_late_dossiers_ask_for_a_person(operator):
    fill(dossiers(2, days_taken=None, due_days=1), now=NOON)
    tile = api.board(actor=operator, now=NOON + timedelta(days=3)).tile(TileKind.OVERDUE)
    assert (tile.value, tile.needs_person) == (2, True)


def test_an_event_that_waits_too_long_makes_the_numbers_old(operator):
    fill(dossiers(1, days_taken=None), now=NOON)
    for _ in range(6):
        outbox.publish(event=submitted(NOON), now=NOON)
    drain_all()
    soon, late = (api.board(actor=operator, now=NOON + timedelta(seconds=s)) for s in (5, 60))
    assert soon.behind >= 1
    assert (soon.stale, late.stale) == (False, True)
    assert late.tile(TileKind.RECEIVED).stale


def test_the_board_moves_with_the_event(operator):
    seen = []
    for _ in range(2):
        outbox.publish(event=received(NOON), now=NOON)
        drain_all()
        datasets.refresh(now=NOON)
        seen.append(api.board(actor=operator, now=NOON))
    assert [b.tile(TileKind.RECEIVED).value for b in seen] == [1, 2]
    assert seen[0].snapshot != seen[1].snapshot


@pytest.mark.parametrize("actor", [ANONYMOUS, Role.RECEPTION, Role.APPRAISER, Role.ADMIN])
def test_others_may_not_watch(actor):
    who = actor if actor is ANONYMOUS else make_officer(actor)
    with pytest.raises(Forbidden):
        api.board(actor=who, now=NOON)


@given(st.lists(st.tuples(st.sampled_from(["casework.a.b.v1", "signing.a.b.v1"]), st.integers(0, 100)), max_size=20))
def test_only_counted_events_that_wait_make_it_old(events):
    now = datetime(2026, 1, 5, tzinfo=UTC)
    told = [(name, now - timedelta(seconds=age)) for name, age in events]
    count, stale = rules.behind(told, now=now, patience=timedelta(seconds=30))
    counted = [age for name, age in events if name.startswith("casework")]
    assert (count, stale) == (len(counted), any(age > 30 for age in counted))


@pytest.mark.parametrize(
    ("value", "before", "words"),
    [
        (Decimal("98.40"), Decimal("97.80"), "Tăng 0,60 điểm so với tháng trước"),
        (Decimal("97.00"), Decimal("97.80"), "Giảm 0,80 điểm so với tháng trước"),
        (Decimal(98), Decimal(98), "Bằng tháng trước"),
        (Decimal(98), None, ""),
    ],
)
def test_trends_in_words(value, before, words):
    tile = Tile(kind=TileKind.ON_TIME, value=value, before=before, as_of=NOON)
    assert figures.of(tile, language="vi", wall=False)["trend"] == words


def test_yesterday_beside_today():
    tile = Tile(kind=TileKind.RECEIVED, value=10, before=1204, as_of=NOON)
    assert figures.of(tile, language="vi", wall=False)["trend"] == "Hôm qua: 1.204"


def test_pages_for_operators(officer_client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    fill(dossiers(3, days_taken=None), now=NOON)
    client = officer_client(Role.OPERATOR)
    page = client.get("/dieu-hanh/").content.decode()
    for words in ("Hồ sơ tiếp nhận hôm nay", "/chi-so/received/", "Xem các dòng", "data-live=", "ioc/board.js", "Làm mới"):
        assert words in page
    wall = client.get("/dieu-hanh/man-hinh/").content.decode()
    assert "Xem các dòng" not in wall
    tiles = client.get("/dieu-hanh/o/").content.decode()
    assert "<html" not in tiles
    assert 'id="o-received"' in tiles


def test_old_numbers_are_struck_through_on_the_page(officer_client, monkeypatch):
    fill(dossiers(1, days_taken=None), now=NOON)
    outbox.publish(event=submitted(NOON), now=NOON)
    for _ in range(4):
        outbox.publish(event=submitted(NOON), now=NOON)
    drain_all()
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=5))
    page = officer_client(Role.LEADER).get("/dieu-hanh/o/").content.decode()
    assert "<s>" in page
    assert "chưa vào kho" in page


def test_visitors_and_other_officers_are_turned_away(client, officer_client):
    assert client.get("/dieu-hanh/").status_code == 302
    assert officer_client(Role.RECEPTION).get("/dieu-hanh/").status_code == 403


def message(number, *, client="VN-HP/GOV/H24/one-stop", service="VN-HP/GOV/C06-sim/population/persons", status=200, took_ms=20):
    return event(number, "exchange.message.exchanged.v1", message_id=f"m{number}", client=client, service=service, status=status, took_ms=took_ms)


def test_flows_of_today_largest_first(operator, officer_client, monkeypatch):
    other = "VN-HP/GOV/H24/health"
    fill([*(message(n) for n in range(1, 6)), message(6, client=other, status=503, took_ms=900), message(7, client=other)], now=NOON)
    found = api.flows(actor=operator, now=NOON)
    assert [(s.client.rpartition("/")[2], s.messages, s.failed, s.took_ms) for s in found.streams] == [("one-stop", 5, 0, 20), ("health", 2, 1, 460)]
    monkeypatch.setattr(clock, "now", lambda: NOON)
    client = officer_client(Role.OPERATOR)
    page = client.get("/dieu-hanh/luong-du-lieu/").content.decode()
    assert page.count("<path class=") == 2
    assert "Đang có lỗi" in page
    assert "Hôm nay 7 lượt gọi" in page
    assert "<html" not in client.get("/dieu-hanh/o/?trang=luong").content.decode()


def test_without_calls_the_page_of_flows_says_so(officer_client):
    page = officer_client(Role.LEADER).get("/dieu-hanh/luong-du-lieu/").content.decode()
    assert "Hôm nay chưa có lượt gọi nào" in page


def test_flows_are_not_for_everybody():
    with pytest.raises(Forbidden):
        api.flows(actor=make_officer(Role.RECEPTION), now=NOON)

"""The gateway's log becomes our records: once, in order, only under a seal that holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from motcua.foundation.outbox.testing import recorded
from motcua.gateway import protocol
from motcua.kernel.actors import SYSTEM
from motcua.platform.exchange import api, tasks
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import CallsAsked, Collected, GatewayUnreachable, MessageUnknown, Outcome
from motcua.platform.exchange.models import Call
from motcua.platform.exchange.testing import FakeGateway, call_row

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeGateway:
    return FakeGateway(monkeypatch)


def test_every_message_is_taken_once_and_told_once(fake: FakeGateway) -> None:
    fake.log({}, {"status": 404})
    assert api.collect(now=NOW) == Collected(messages=2)
    assert api.collect(now=NOW) == Collected(messages=0)
    fake.log({"status": 500, "fault": "Server.ServerProxy.AccessDenied"})
    assert api.collect(now=NOW) == Collected(messages=1)
    assert [m.outcome for m in api.messages()] == [Outcome.ANSWERED, Outcome.REFUSED, Outcome.REFUSED]
    told = [(e.payload["request_id"], e.payload["outcome"]) for e in recorded("exchange.message.exchanged.v2")]
    assert told == [(str(m.request_id), m.outcome) for m in api.messages()]


def test_what_is_kept_of_a_message(fake: FakeGateway) -> None:
    fake.log({})
    api.collect(now=NOW)
    message = api.messages()[0]
    assert (message.took_ms, message.purpose, message.has_user, message.seq) == (21, "Cấp giấy tờ", True, 1)
    assert "031190000000" not in str(Call.objects.values().get())
    assert api.message(request_id=str(message.request_id), actor=SYSTEM) == message


def test_a_changed_record_stops_the_reading_until_it_is_mended(fake: FakeGateway) -> None:
    fake.log({})
    fake.log({})
    good = fake.batches[1]["records"][0]
    fake.batches[1]["records"][0] = good.replace('"status":200', '"status":201')
    assert api.collect(now=NOW).problem == "the seal of messages 2 to 2 does not hold"
    assert api.gateway_state().problem
    fake.batches[1]["records"][0] = good
    assert api.collect(now=NOW) == Collected(messages=1)
    assert api.gateway_state().problem == ""


def test_a_missing_batch_is_noticed(fake: FakeGateway) -> None:
    fake.log({})
    fake.log({})
    del fake.batches[0]
    assert api.collect(now=NOW) == Collected(messages=0, problem="messages 1 to 1 are missing")


def test_a_gateway_with_a_new_key_starts_its_own_count(fake: FakeGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.log({}, {})
    api.collect(now=NOW)
    fresh = FakeGateway(monkeypatch)
    fresh.log({})
    assert api.collect(now=NOW) == Collected(messages=1)
    assert len(api.messages()) == 3


class Several:
    """Gateways and shards side by side: each place has a log of its own; ``away`` do not answer."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **places: int) -> None:
        self.logs = {(address, shard): FakeGateway(monkeypatch) for address, count in places.items() for shard in range(count)}
        self.places, self.away = places, set[str]()
        monkeypatch.setattr(gateway, "addresses", lambda: tuple(places))
        monkeypatch.setattr(gateway, "shards", self.shards)
        monkeypatch.setattr(gateway, "read_log", self.read_log)

    def shards(self, address: str) -> dict[int, str]:
        if address in self.away:
            raise GatewayUnreachable
        return {shard: protocol.key_id(self.logs[address, shard].key.public_key()) for shard in range(self.places[address])}

    def read_log(self, address: str, *, shard: int = 0, after: int, limit: int = 500) -> dict[str, Any]:
        return self.logs[address, shard].read_log(address, after=after, limit=limit)


def test_every_shard_of_every_gateway_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    several = Several(monkeypatch, one=2, two=1)
    for n, log in enumerate(several.logs.values(), 1):
        log.log(*[{}] * n)
    assert api.collect(now=NOW) == Collected(messages=6)
    several.logs["one", 1].log({})
    several.logs["two", 0].hand_over()
    several.logs["two", 0].log({}, {})
    assert api.collect(now=NOW + timedelta(seconds=1)) == Collected(messages=3)
    assert api.collect(now=NOW + timedelta(seconds=2)) == Collected(messages=0)
    assert sorted(m.seq for m in api.messages()) == [1, 1, 1, 2, 2, 3, 3, 4, 5]


def test_trouble_with_one_shard_is_named_and_keeps_no_other_back(monkeypatch: pytest.MonkeyPatch) -> None:
    several = Several(monkeypatch, one=2, two=1)
    several.logs["one", 0].log({})
    several.logs["one", 0].log({})
    several.logs["one", 1].log({})
    several.logs["two", 0].log({})
    del several.logs["one", 0].batches[0]
    several.away.add("two")
    assert api.collect(now=NOW) == Collected(
        messages=1, problem="messages 1 to 1 are missing; the gateway at two does not answer"
    )
    assert api.gateway_state().problem == "messages 1 to 1 are missing"
    several.away.clear()
    assert api.collect(now=NOW).messages == 1
    several.away = {"one", "two"}
    with pytest.raises(GatewayUnreachable):
        api.collect(now=NOW)


def test_a_gateway_that_is_away_loses_nothing(settings: object) -> None:
    settings.MOTCUA_GATEWAY_URL = "http://127.0.0.1:9"  # type: ignore[attr-defined]
    tasks.collect(now=NOW)
    assert api.gateway_state().answers is False


def test_calls_cannot_be_changed() -> None:
    call_row(now=NOW)
    for change in (lambda: Call.objects.update(status=1), lambda: Call.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_log_page_by_page_and_narrowed() -> None:
    for n in range(1, 6):
        call_row(now=NOW, seq=n, issue=f"H{n}", outcome="failed" if n == 3 else "answered")
    first = api.recent(actor=SYSTEM, limit=2)
    assert [m.seq for m in first] == [5, 4]
    assert [m.seq for m in api.recent(actor=SYSTEM, limit=2, before=first[-1].id)] == [3, 2]
    assert [m.seq for m in api.recent(actor=SYSTEM, asked=CallsAsked(outcome="failed"))] == [3]
    assert [m.seq for m in api.recent(actor=SYSTEM, asked=CallsAsked(issue="H2"))] == [2]


def test_a_message_that_is_not_there() -> None:
    with pytest.raises(MessageUnknown):
        api.message(request_id="0190d3f0-0000-7000-8000-000000000000", actor=SYSTEM)


def test_a_new_key_goes_on_where_the_old_one_ended(fake: FakeGateway) -> None:
    fake.log({}, {})
    assert api.collect(now=NOW) == Collected(messages=2)
    fake.log({})
    fake.hand_over()
    fake.log({})
    assert api.collect(now=NOW) == Collected(messages=2)
    fake.log({})
    assert api.collect(now=NOW) == Collected(messages=1)
    assert sorted(m.seq for m in api.messages()) == [1, 2, 3, 4, 5]
    assert len({m.key_id for m in api.messages()}) == 2


def test_a_key_that_nobody_handed_over_to_is_not_believed(fake: FakeGateway) -> None:
    fake.log({})
    api.collect(now=NOW)
    fake.hand_over()
    fake.handovers[0]["signed_by_old"] = fake.handovers[0]["signed_by_new"]
    fake.log({})
    assert "does not hold" in api.collect(now=NOW).problem


def test_messages_that_lie_in_archives_are_named(fake: FakeGateway) -> None:
    fake.more = {"archived": {"through": 7, "archive": "mlog-x.zip"}}
    assert "messages 1 to 7 lie in archives, the last of them mlog-x.zip" in api.collect(now=NOW).problem

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from motcua.foundation.outbox import api
from motcua.foundation.outbox.actions import draining
from motcua.foundation.outbox.models import Delivery, Event
from motcua.foundation.outbox.testing import drain_all, nobody_else
from motcua.foundation.outbox.tests.facts import SampleHappened

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    monkeypatch.setattr(draining, "HANDLERS", {})
    monkeypatch.setattr(draining, "_watch", draining.rules.GapWatch())
    numbers = []

    def note(*, event, meta):
        if event.number < 0:
            raise ValueError("refused")
        numbers.append((event.thing_id, event.number))

    draining.handles(SampleHappened, name="sample.note")(note)
    return numbers


def publish(thing, number):
    return api.publish(event=SampleHappened(thing_id=thing, number=number), now=NOW)


def test_every_event_is_heard_once_and_in_order(heard):
    for number in range(5):
        publish("a", number)
    drain_all()
    drain_all()
    assert heard == [("a", n) for n in range(5)]


def test_a_failure_stops_only_its_stream(heard):
    publish("a", -1)
    publish("a", 2)
    publish("b", 3)
    drain_all()
    assert heard == [("b", 3)]
    assert api.lag(now=NOW).waiting == 2


def park_first(heard):
    publish("a", -1)
    publish("a", 2)
    with nobody_else():
        draining.fan_out()
    Delivery.objects.filter(event__payload__number=-1).update(attempts=7)
    drain_all()
    return api.parked()


def test_parked_after_eight_failures_and_seen_by_an_operator(heard):
    (parked,) = park_first(heard)
    assert parked.handler == "sample.note"
    assert "refused" in parked.error
    assert parked.waiting_behind == 1


def test_replay_goes_on_with_the_stream(heard, monkeypatch):
    (parked,) = park_first(heard)
    handler = draining.HANDLERS["sample.note"]
    monkeypatch.setitem(draining.HANDLERS, "sample.note", draining.Handler(handler.name, handler.event_name, lambda **_: heard.append("now"), False))
    api.replay(delivery_id=parked.delivery_id, actor=None, now=datetime(2020, 1, 1, tzinfo=UTC))
    drain_all()
    assert heard == ["now", "now"]


def test_replay_of_nothing_is_refused():
    with pytest.raises(api.DeliveryUnknown):
        api.replay(delivery_id=1, actor=None, now=NOW)


def test_history_is_counted_but_not_reacted_to(heard):
    api.publish_history(events=[(SampleHappened(thing_id="h", number=1), NOW)])
    drain_all()
    assert heard == []
    assert [r.payload["thing_id"] for r in api.read(after_seq=0, limit=9999)][-1] == "h"


def test_effect_and_mark_are_one_transaction(heard, monkeypatch):
    publish("a", 1)
    monkeypatch.setattr(draining, "_run", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        drain_all()
    monkeypatch.undo()
    assert not Delivery.objects.filter(state="done").exists()


@pytest.mark.parametrize("statement", ["UPDATE outbox_event SET name = 'x'", "DELETE FROM outbox_event", "TRUNCATE outbox_event CASCADE"])
def test_events_cannot_be_rewritten(statement):
    publish("a", 1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.filter(name="outbox.sample.happened.v1").exists()


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="transaction"):
        publish("a", 1)

"""Messages to subscribers: lined up, signed, in order, tried again, given up, replayed; against a server on this machine."""

import base64
import hmac
import json
from datetime import timedelta

import pytest

from motcua.channels.developers import api, rules
from motcua.channels.developers import testing as d
from motcua.channels.developers.adapters import sending
from motcua.channels.developers.contracts import AddressRefused, DeliveryUnknown, SettingWrong, SubscriptionUnknown
from motcua.channels.developers.models import Attempt, Delivery
from motcua.foundation.outbox.testing import drain_all
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.ids import uuid7
from motcua.platform.casework import api as casework
from motcua.platform.casework import testing as t

EVENT = "casework.dossier.moved.v1"


@pytest.fixture
def heard(settings):
    settings.MOTCUA_DEMO = True
    with d.receiver() as got:
        yield got


def subscribe(town, heard, **more):
    return api.subscribe(**{"url": heard.url, "events": [EVENT], "actor": town.admin, "now": t.NOW} | more)


def fact(order, *, stream="a", unit=t.UNIT, **more):
    data = {"dossier_code": stream, "unit_code": unit, "procedure_code": t.BIRTH, "person_id": "p", **more}
    return api.line_up(event_id=uuid7(), order=order, event=EVENT, stream=stream, payload=data, at=t.NOW, now=t.NOW)


def test_a_message_is_signed_and_carries_no_person(town, heard):
    made = subscribe(town, heard)
    fact(1)
    assert api.deliver(now=t.NOW) == 1
    headers, body = heard.came[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.digest(base64.b64decode(made.secret[6:]), signed, "sha256")).decode()
    assert headers["webhook-signature"] == wanted
    assert json.loads(body)["type"] == EVENT
    assert "person_id" not in json.loads(body)["data"]
    assert api.deliver(now=t.NOW + timedelta(days=1)) == 0


def test_the_same_fact_is_lined_up_once_and_filters_hold(town, heard):
    subscribe(town, heard, unit_codes=[t.OTHER_UNIT])
    subscribe(town, heard, procedures=[t.REPAIR])
    subscribe(town, heard, events=["casework.dossier.resolved.v1"])
    assert fact(1) == 0
    event = uuid7()
    subscribe(town, heard)
    for _ in range(2):
        api.line_up(event_id=event, order=2, event=EVENT, stream="a", payload={"unit_code": t.UNIT}, at=t.NOW, now=t.NOW)
    assert Delivery.objects.count() == 1


def test_a_dossier_is_told_in_order_and_one_that_fails_holds_only_its_own(town, heard):
    subscribe(town, heard)
    for order, stream in ((1, "a"), (2, "a"), (3, "b")):
        fact(order, stream=stream)
    heard.status = 500
    assert api.deliver(now=t.NOW) == 0
    assert len(heard.came) == 2  # the first of each dossier
    heard.status = 204
    later = t.NOW + timedelta(minutes=1)
    while api.deliver(now=later):
        later += timedelta(seconds=1)
    codes = [json.loads(body)["data"]["dossier_code"] for _, body in heard.came[2:]]
    assert sorted(codes) == ["a", "a", "b"]
    assert not Delivery.objects.exclude(state="done").exists()


def test_what_is_never_heard_is_given_up_and_replayed(town, heard):
    subscribe(town, heard)
    fact(1)
    heard.status, now = 503, t.NOW
    for _ in range(rules.MOST_ATTEMPTS):
        api.deliver(now=now)
        now += timedelta(days=2)
    row = Delivery.objects.get()
    assert (row.state, row.attempts, Attempt.objects.count()) == ("dead", rules.MOST_ATTEMPTS, rules.MOST_ATTEMPTS)
    heard.status = 200
    assert api.replay(actor=town.admin, now=now, message_id=row.message_id) == 1
    assert api.deliver(now=now) == 1
    with pytest.raises(DeliveryUnknown):
        api.replay(actor=town.admin, now=now, message_id=row.message_id)


def test_a_redirect_is_not_followed(town, heard):
    subscribe(town, heard)
    heard.status = 302
    fact(1)
    assert api.deliver(now=t.NOW) == 0
    assert Attempt.objects.get().status == 302


def test_two_secrets_sign_while_one_is_changed(town, heard):
    made = subscribe(town, heard)
    fresh = api.rotate_secret(subscription_id=made.id, actor=town.admin, now=t.NOW, idempotency_key="doi-khoa")
    assert api.rotate_secret(subscription_id=made.id, actor=town.admin, now=t.NOW, idempotency_key="doi-khoa") == fresh
    assert api.ping(subscription_id=made.id, actor=town.admin, now=t.NOW).heard
    api.ping(subscription_id=made.id, actor=town.admin, now=t.NOW + timedelta(days=3))
    assert [len(headers["webhook-signature"].split()) for headers, _ in heard.came] == [2, 1]


def test_nothing_private_is_subscribed_to_or_sent_to_outside_of_a_demo(town, heard, settings):
    subscribe(town, heard)
    settings.MOTCUA_DEMO = False
    with pytest.raises(AddressRefused):
        subscribe(town, heard)
    with pytest.raises(AddressRefused):
        subscribe(town, heard, url="https://127.0.0.1/")
    fact(1)
    api.deliver(now=t.NOW)
    assert (heard.came, Attempt.objects.get().status) == ([], None)


def test_a_machine_hears_only_of_its_units_and_sees_only_its_own(town, heard):
    subscribe(town, heard)
    client_id, _ = d.make_machine(town.admin, scopes=["webhooks"], units=[t.UNIT], now=t.NOW)
    machine = Actor(kind=ActorKind.MACHINE, subject_id=client_id, scopes=frozenset({"webhooks"}), units=frozenset({t.UNIT}))
    with pytest.raises(SettingWrong):
        subscribe(town, heard, actor=machine, unit_codes=[t.OTHER_UNIT])
    mine = subscribe(town, heard, actor=machine)
    assert [s.subscription_id for s in api.subscriptions(actor=machine)] == [mine.id]
    assert fact(1, unit=t.OTHER_UNIT) == 1  # the administrator's alone
    assert fact(2) == 2
    stranger = Actor(kind=ActorKind.MACHINE, subject_id=uuid7(), scopes=frozenset({"webhooks"}))
    with pytest.raises(SubscriptionUnknown):
        api.ping(subscription_id=mine.id, actor=stranger, now=t.NOW)


def test_events_of_casework_reach_subscribers_and_the_counts(town, heard):
    subscribe(town, heard, events=["casework.dossier.submitted.v1", "casework.dossier.refused.v1"])
    ref = t.submit(town.citizen, code=t.GENERIC)
    casework.refuse(code=ref.code, reason="không đúng nơi nhận", actor=town.reception, now=t.NOW)
    drain_all()
    while api.deliver(now=t.NOW):
        pass
    told = [json.loads(body) for _, body in heard.came]
    assert [m["type"].split(".")[2] for m in told] == ["submitted", "refused"]
    assert {m["data"]["dossier_code"] for m in told} == {ref.code}
    day = t.NOW.date()
    assert api.tallied(from_on=day, to_on=day + timedelta(days=1)).rejected == 1


def test_a_silent_subscriber_keeps_nobody_else_waiting(town, heard, monkeypatch):
    subscribe(town, heard, url="http://127.0.0.1:1/")
    subscribe(town, heard)
    for n in range(3):
        fact(n, stream=str(n))
    tried, post = [], sending.post
    monkeypatch.setattr(sending, "post", lambda *, url, **more: tried.append(url) or post(url=url, **more))
    assert api.deliver(now=t.NOW) == 3
    assert tried.count("http://127.0.0.1:1/") == 1
    assert Delivery.objects.filter(state="waiting", attempts=0).count() == 2
    api.deliver(now=t.NOW + timedelta(minutes=2))
    assert tried.count("http://127.0.0.1:1/") == 2


def test_an_error_of_ours_stops_no_other_message(town, heard, monkeypatch):
    subscribe(town, heard)
    for n in range(2):
        fact(n, stream=str(n))
    signatures, failed = rules.signatures, []
    monkeypatch.setattr(rules, "signatures", lambda **given: failed.append(1) or (signatures(**given) if len(failed) > 1 else 1 / 0))
    assert api.deliver(now=t.NOW) == 1

"""SMS by a provider: what is asked of it, what its answers mean, what its reports change."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.identity.testing import NOW, Peers
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.sealed_calls import signature
from motcua.platform.messaging import adapters, api, conf, models, rules
from motcua.platform.messaging.adapters.sms import HttpSmsPort, international
from motcua.platform.messaging.contracts import Channel

GIVEN = {"phone": "0900000007", "text_vi": "Mã của bạn: 123456", "text_en": "Your code: 123456", "now": NOW}
Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def _provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "SMS_URL", "http://127.0.0.1:9/sms")


def taken(request: httpx.Request) -> httpx.Response:
    return httpx.Response(202, json={"message_id": f"p-{json.loads(request.content)['client_ref'][:8]}"})


def send_by(answer: Answer, key: str = "k") -> models.Message:
    api.send_to_phone(dedupe_key=key, **GIVEN)  # type: ignore[arg-type]
    with adapters.instead(Channel.SMS, HttpSmsPort(transport=httpx.MockTransport(answer))):
        api.deliver_due(now=NOW)
    return models.Message.objects.get(dedupe_key=key)


@pytest.mark.django_db
def test_sender_number_alphabet_and_reference_go_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "SMS_ASCII", False)
    asked: list[dict[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content) | {"auth": request.headers["authorization"]})
        return taken(request)

    row = send_by(answer)
    assert (row.state, row.provider_ref, row.segments) == ("sent", f"p-{str(row.uuid)[:8]}", 1)
    assert {k: asked[0][k] for k in ("from", "to", "encoding", "auth")} == {
        "from": "HAIPHONG", "to": "84900000007", "encoding": "ucs2", "auth": "Bearer demo-only-sms",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "state"), [(422, "failed"), (429, "queued"), (500, "queued"), (200, "queued")])
def test_what_an_answer_means(status: int, state: str) -> None:
    assert send_by(lambda _: httpx.Response(status, json={"error": "number"})).state == state


@pytest.mark.django_db
def test_a_lost_answer_is_asked_again_under_the_same_reference() -> None:
    refs: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        refs.append(json.loads(request.content)["client_ref"])
        if len(refs) == 1:
            raise httpx.ReadTimeout("lost")
        return taken(request)

    send_by(answer)
    with adapters.instead(Channel.SMS, HttpSmsPort(transport=httpx.MockTransport(answer))):
        api.deliver_due(now=NOW + timedelta(minutes=1))
    assert len(refs) == 2
    assert len(set(refs)) == 1
    assert models.Message.objects.get().state == "sent"


def report(client: Client, ref: object, status: str, *, secret: str = conf.DEMO_SMS_SECRET, age: int = 0, at: str = "") -> int:
    body = json.dumps({"client_ref": str(ref), "status": status, "at": at or NOW.isoformat()}).encode()
    stamp = str(int(time.time()) - age)
    sealed = {"x-sms-timestamp": stamp, "x-sms-signature": signature(secret=secret, timestamp=stamp, body=body)}
    return client.post("/api/v1/messaging/sms/reports", body, "application/json", headers=sealed).status_code


@pytest.mark.django_db
def test_reports_are_recorded_once_and_delivered_stays(client: Client) -> None:
    row = send_by(taken)
    for status in ("expired", "delivered", "delivered", "undeliverable"):
        assert report(client, row.uuid, status) == 200
    row.refresh_from_db()
    assert row.delivery == "delivered"
    assert [f.name for f in recorded()].count("messaging.message.reported.v1") == 2


@pytest.mark.django_db
def test_what_did_not_arrive_is_shown_to_the_operator(client: Client) -> None:
    row = send_by(taken)
    report(client, row.uuid, "undeliverable")
    assert [m.message_id for m in api.troubled()] == [row.uuid]


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "status"), [
    ({"secret": "guess"}, 401), ({"age": 900}, 401), ({"status": "eaten"}, 400), ({"at": "noon"}, 400), ({"at": "2026-03-02T08:00:00"}, 400),
    ({"ref": uuid4()}, 200), ({"ref": "x"}, 200),
])  # fmt: skip
def test_reports_that_change_nothing(client: Client, change: dict[str, Any], status: int) -> None:
    row = send_by(taken)
    said = {"ref": row.uuid, "status": "delivered"} | change
    assert report(client, said.pop("ref"), said.pop("status"), **said) == status
    row.refresh_from_db()
    assert row.delivery == ""


@pytest.mark.parametrize(("text", "found"), [
    ("", ("gsm7", 1)), ("a" * 160, ("gsm7", 1)), ("a" * 161, ("gsm7", 2)), ("a" * 306, ("gsm7", 2)), ("a" * 307, ("gsm7", 3)),
    ("€" * 80, ("gsm7", 1)), ("a" * 152 + "€" * 80, ("gsm7", 3)), ("đ" * 70, ("ucs2", 1)), ("đ" * 71, ("ucs2", 2)),
    ("😀" * 35, ("ucs2", 1)), ("😀" * 36, ("ucs2", 2)), ("😀" * 67, ("ucs2", 3)),
])  # fmt: skip
def test_parts_that_the_network_bills(text: str, found: tuple[str, int]) -> None:
    assert rules.segments(text) == found


@given(st.text(max_size=700), st.booleans())
def test_no_sms_is_longer_than_three_parts(text: str, plain: bool) -> None:
    assert rules.segments(rules.sms_text(text, is_ascii=plain))[1] <= rules.MOST_SEGMENTS


@pytest.mark.parametrize(("number", "told"), [("0912345678", "84912345678"), ("+84912345678", "84912345678"), ("02253 842 222", "842253842222")])
def test_numbers_as_networks_take_them(number: str, told: str) -> None:
    assert international(number) == told


def test_configuration_is_checked(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.MOTCUA_DEMO = False
    monkeypatch.setattr(conf, "SMS_SENDER", "Uỷ ban")
    monkeypatch.setattr(conf, "SMS_URL", "http://provider.example")
    assert len(HttpSmsPort().check_config()) == 4


@pytest.mark.django_db
def test_over_the_wire_a_lost_answer_does_not_double(peers: Peers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "SMS_URL", f"{peers.url}/sms")
    peers.fault("sms", "lost_answer", times=1)
    api.send_to_phone(dedupe_key="wire", **(GIVEN | {"text_vi": "Thu nghiem 4711"}))  # type: ignore[arg-type]
    with adapters.instead(Channel.SMS, HttpSmsPort()):
        assert [api.deliver_due(now=NOW + timedelta(minutes=m)).sent for m in (0, 1)] == [0, 1]
    assert httpx.get(f"{peers.url}/sms/", trust_env=False).text.count("Thu nghiem 4711") == 1

"""The bank: codes read strictly, money moved once, payees told truthfully, late, twice or falsely on demand."""

from __future__ import annotations

import asyncio
import time
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from motcua.simulator.peers.bank import emv
from motcua.simulator.peers.bank.contracts import BadQr
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.factory import build
from motcua.simulator.peers.telling import pause_after
from motcua.simulator.peers.tests.codes import KNOWN, seal, vietqr
from motcua.simulator.peers.tests.conftest import City
from motcua.simulator.peers.wire import Wire

Deliver = Callable[[float], int]
KEY = {"authorization": "Bearer demo-only-bank-statement"}


def pay(peers: Wire, qr: str | None = None, *, key: str = "", **more: Any) -> httpx.Response:
    headers = {"idempotency-key": key} if key else {}
    return peers.post("/bank/pay", json={"qr": qr or vietqr(), "from_name": "Đỗ Thị Hải Yến", **more}, headers=headers)


def verify(peers: Wire, told: httpx.Request) -> None:
    jwk = next(k for k in peers.get("/bank/keys").json()["keys"] if k["kid"] == told.headers["x-bank-key-id"])
    x, y = (int.from_bytes(urlsafe_b64decode(jwk[c] + "="), "big") for c in "xy")
    signed = f"{told.headers['x-bank-timestamp']}.".encode() + told.content
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    public.verify(b64decode(told.headers["x-bank-signature"]), signed, ec.ECDSA(hashes.SHA256()))


def statement(peers: Wire, **query: str) -> list[dict[str, Any]]:
    return list(peers.get("/bank/statement", params=query, headers=KEY).json()["entries"])


def test_reads_the_published_example() -> None:
    code = emv.parse(KNOWN)
    assert (code.bin, code.account, code.amount, code.purpose) == ("970415", "113366668888", 79_000, "Ung Ho Quy Vac Xin")


@given(st.integers(0, len(KNOWN) - 1), st.sampled_from("0123456789ABCDEFxyz"))
def test_any_changed_character_is_noticed(at: int, character: str) -> None:
    changed = KNOWN[:at] + character + KNOWN[at + 1 :]
    if changed != KNOWN:
        with pytest.raises(BadQr):
            emv.parse(changed)


@given(st.text(max_size=200))
def test_sealed_nonsense_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadQr):
        emv.parse(seal(text))


@pytest.mark.parametrize(
    "old_new",
    [("5303704", "5303840"), ("5802VN", "5802US"), ("A000000727", "A000000775"), ("QRIBFTTA", "QRIBFTTX"), ("540579000", "540507900")],
)
def test_wrong_currency_country_scheme_or_amount_is_refused(old_new: tuple[str, str]) -> None:
    body = KNOWN[:-8].replace(*old_new)
    if old_new[0].startswith("54"):
        body = body.replace("5405", "5405").replace("07900", "-7900")
    with pytest.raises(BadQr):
        emv.parse(seal(body))


def test_wrong_crc_moves_no_money(peers: Wire) -> None:
    refused = pay(peers, vietqr()[:-4] + "0000")
    assert (refused.status_code, refused.json()["error"]) == (422, "bank.bad_qr")
    assert "CRC" in refused.json()["vi"]
    assert statement(peers) == []


def test_paying_tells_the_payee_with_a_valid_signature(peers: Wire, city: City, deliver: Deliver) -> None:
    paid = pay(peers).json()
    assert deliver(time.time()) == 1
    verify(peers, city.heard[0])
    assert b'"amount":8000' in city.heard[0].content
    assert paid["id"].encode() in city.heard[0].content


def test_same_key_books_once_and_another_body_is_refused(peers: Wire, city: City, deliver: Deliver) -> None:
    first, second = pay(peers, key="k1"), pay(peers, key="k1")
    assert first.json()["id"] == second.json()["id"]
    assert pay(peers, vietqr(amount=9000), key="k1").status_code == 409
    assert deliver(time.time()) == 1
    assert len(statement(peers)) == 1


def test_double_notification_has_one_transaction_and_two_numbers(peers: Wire, city: City, deliver: Deliver) -> None:
    pay(peers, notify={"times": 2})
    assert deliver(time.time()) == 2
    bodies = [httpx.Response(200, content=r.content).json() for r in city.heard]
    assert len({b["transaction_id"] for b in bodies}) == 1
    assert len({b["notification_id"] for b in bodies}) == 2


def test_late_notification_waits_its_time(peers: Wire, city: City, deliver: Deliver) -> None:
    pay(peers, notify={"delay_seconds": 20})
    assert deliver(time.time()) == 0
    assert deliver(time.time() + 21) == 1


def test_notified_amount_may_lie_while_the_statement_does_not(peers: Wire, city: City, deliver: Deliver) -> None:
    pay(peers, notify={"amount": 7000})
    deliver(time.time())
    assert b'"amount":7000' in city.heard[0].content
    assert statement(peers)[0]["amount"] == 8000


def test_forged_notification_does_not_verify(peers: Wire, city: City, deliver: Deliver, fault: Callable[..., None]) -> None:
    fault("bank", "notify_wrong_signature", times=1)
    pay(peers)
    deliver(time.time())
    with pytest.raises(InvalidSignature):
        verify(peers, city.heard[0])


def test_silent_transfer_is_on_the_statement_only(peers: Wire, city: City, deliver: Deliver) -> None:
    pay(peers, notify={"silent": True})
    assert deliver(time.time() + 3600) == 0
    assert [e["amount"] for e in statement(peers)] == [8000]


def test_refused_notification_is_retried_with_growing_pauses(peers: Wire, city: City, deliver: Deliver) -> None:
    city.answers = [500, 503]
    pay(peers)
    now = time.time()
    assert [deliver(now + wait) for wait in (0, 0.5, 1.1, 2, 3.2, 10)] == [0, 0, 0, 0, 1, 0]
    assert [pause_after(n) for n in (1, 2, 3, 9)] == [1, 2, 4, 60]


def test_restart_forgets_neither_money_nor_waiting_notifications(peers: Wire, settings: Settings, city: City) -> None:
    pay(peers)
    restarted = build(settings, client=city.client)

    async def live() -> None:
        async with restarted.router.lifespan_context(restarted):
            for _ in range(200):
                if city.heard:
                    return
                await asyncio.sleep(0.01)

    peers.run(live())
    verify(peers, city.heard[0])
    assert len(statement(peers)) == 1


def test_statement_pages_by_cursor_and_instant_and_needs_the_key(peers: Wire) -> None:
    ids = [pay(peers).json()["id"] for _ in range(3)]
    first = peers.get("/bank/statement", params={"limit": "2"}, headers=KEY).json()
    assert [e["transaction_id"] for e in first["entries"]] == ids[:2]
    assert [e["transaction_id"] for e in statement(peers, after=str(first["next_after"]))] == ids[2:]
    assert statement(peers, since="2999-01-01T00:00:00+00:00") == []
    assert peers.get("/bank/statement").status_code == 401


def test_static_code_needs_an_amount(peers: Wire) -> None:
    assert pay(peers, vietqr(amount=None)).json()["error"] == "bank.bad_amount"
    assert pay(peers, vietqr(amount=None), amount=5000).json()["amount"] == 5000


@pytest.mark.parametrize("body", [[], {}, {"qr": 5}, {"qr": KNOWN, "amount": "5"}, {"qr": KNOWN, "notify": {"explode": 1}}])
def test_unreadable_orders_are_refused(peers: Wire, body: Any) -> None:
    assert peers.post("/bank/pay", json=body).status_code == 400


def test_page_shows_before_it_pays_and_pays_once(peers: Wire) -> None:
    qr = vietqr(purpose="H24 <b>HS1")
    shown = peers.post("/bank/check", data={"qr": qr})
    assert "8.000 đ" in shown.text
    assert "<b>HS1" not in shown.text
    key = shown.text.split('name="key" value="')[1].split('"')[0]
    for _ in range(2):
        assert "Đã chuyển 7.000 đ" in peers.post("/bank/confirm", data={"qr": qr, "key": key, "situation": "less"}).text
    assert [e["amount"] for e in statement(peers)] == [7000]


def test_page_keeps_a_code_that_cannot_be_read(peers: Wire) -> None:
    shown = peers.post("/bank/check", data={"qr": "hello"})
    assert shown.status_code == 422
    assert ">hello</textarea>" in shown.text

"""The SMS provider and the post: one thing for one reference, signed reports that are repeated until heard, faults."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from motcua.kernel.sealed_calls import signature
from motcua.simulator.peers.post.routes import s10
from motcua.simulator.peers.tests.conftest import City
from motcua.simulator.peers.wire import Wire

LATER = 4e9
SMS = {
    "client_ref": "m1", "from": "HAIPHONG", "to": "84912345678", "text": "Xin chao", "encoding": "gsm7", "segments": 1,
    "report_url": "http://city.test/sms",
}  # fmt: skip
RECEIVER = {
    "name": "Đỗ Thị Hải Yến", "phone": "0912345678", "address_line": "Số 5", "ward_code": "11359", "ward_name": "Phường Gia Viên",
    "province_name": "Thành phố Hải Phòng",
}  # fmt: skip
LETTER = {
    "client_ref": "p1", "service": "HCC", "sender": {"name": "Bộ phận Một cửa"}, "receiver": RECEIVER, "content": "Kết quả",
    "collect_amount": 30_000, "events_url": "http://city.test/post",
}  # fmt: skip
WAYS = {"sms": ("/sms/messages", SMS), "post": ("/post/v1/consignments", LETTER)}


def give(peers: Wire, peer: str, **change: Any) -> httpx.Response:
    path, body = WAYS[peer]
    return peers.post(path, json=body | change, headers={"authorization": f"Bearer demo-only-{peer}"})


@pytest.fixture
def tell(app: Starlette, peers: Wire) -> Callable[[str], int]:
    return lambda peer: peers.run(getattr(app.state, f"{peer}_teller").deliver_due(now=LATER))


@pytest.mark.parametrize("peer", WAYS)
def test_one_reference_is_one_thing(peers: Wire, peer: str) -> None:
    assert give(peers, peer).json() == give(peers, peer).json()
    other = {"text": "Khac"} if peer == "sms" else {"receiver": RECEIVER | {"name": "Khác"}}
    assert give(peers, peer, **other).status_code == 422


@pytest.mark.parametrize("peer", WAYS)
def test_needs_the_token(peers: Wire, peer: str) -> None:
    path, body = WAYS[peer]
    assert peers.post(path, json=body).status_code == 401


@pytest.mark.parametrize(("peer", "change"), [
    ("sms", {"to": "0912345678"}), ("sms", {"from": "Uỷ ban"}), ("sms", {"text": "x" * 161}), ("sms", {"client_ref": ""}),
    ("post", {"receiver": {}}), ("post", {"service": "EMS"}), ("post", {"collect_amount": -1}), ("post", {"client_ref": "x" * 65}),
])  # fmt: skip
def test_refuses_what_cannot_be_carried(peers: Wire, peer: str, change: dict[str, Any]) -> None:
    assert give(peers, peer, **change).status_code == 422


@pytest.mark.parametrize("peer", WAYS)
def test_a_lost_answer_has_been_taken(peers: Wire, fault: Callable[..., None], peer: str) -> None:
    fault(peer, "lost_answer", times=1)
    assert give(peers, peer).status_code == 500
    assert give(peers, peer).status_code < 300
    assert "Chưa có" not in peers.get(f"/{peer}/").text


def test_a_report_is_signed_and_repeated_until_heard(peers: Wire, city: City, tell: Callable[[str], int]) -> None:
    give(peers, "sms")
    city.answers = [503]
    assert [tell("sms"), tell("sms")] == [0, 0]  # the second is not due yet
    (request,) = city.heard
    stamp = request.headers["x-sms-timestamp"]
    assert request.headers["x-sms-signature"] == signature(secret="demo-only-sms-report", timestamp=stamp, body=request.content)
    assert json.loads(request.content)["status"] == "delivered"


@pytest.mark.parametrize(("switch", "told"), [
    ("", ["accepted", "in_transit", "delivered"]), ("returned", ["accepted", "in_transit", "failed_attempt", "returned"]),
    ("out_of_order", ["delivered", "in_transit", "accepted"]), ("event_never", []),
])  # fmt: skip
def test_the_way_of_a_letter(
    peers: Wire, city: City, tell: Callable[[str], int], fault: Callable[..., None], switch: str, told: list[str]
) -> None:
    if switch:
        fault("post", switch, times=1)
    give(peers, "post")
    tell("post")
    assert [json.loads(r.content)["status"] for r in city.heard] == told


def test_events_can_be_asked_for(peers: Wire) -> None:
    code = give(peers, "post").json()["tracking_code"]
    found = peers.get(f"/post/v1/consignments/{code}", headers={"authorization": "Bearer demo-only-post"}).json()
    assert (found["client_ref"], found["events"]) == ("p1", [])  # the first event is still to come


def test_tracking_codes_carry_the_check_digit_of_the_postal_union() -> None:
    assert s10(47_312_482) == "HC473124829VN"  # the example of UPU S10

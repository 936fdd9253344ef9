"""The platform: believes only right codes, charges once, tells truthfully, late, twice, falsely or not at all."""

from __future__ import annotations

import hashlib
import json
import time
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.factory import build
from motcua.simulator.peers.wire import Wire

SECRET, TOKEN = "demo-only-platform", {"authorization": "Bearer demo-only-lgsp"}
BANK = {"authorization": "Bearer demo-only-bank-statement"}
REF = "MC23456789ABT01"
HEARD: list[dict[str, Any]] = []


def sealed(*values: str) -> str:
    return hashlib.sha256("|".join([*values, SECRET]).encode()).hexdigest()


def init(amount: str = "8000", reference: str = REF) -> dict[str, str]:
    values = [
        "INIT",
        "1.0.6",
        "H24",
        reference,
        amount,
        "PAY",
        "1",
        "1",
        "vi-VN",
        "VND",
        "PAYMENT",
        f"{reference} LE PHI",
        "20260302090000",
        "1.2.3.4",
    ]
    names = ["LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "SoTien", "LoaiHinhThanhToan", "MaKenhThanhToan", "MaThietBi", "NgonNgu",
             "MaTienTe", "MaNganHang", "ThongTinGiaoDich", "ThoiGianGD", "Ip"]  # fmt: skip
    receipt = json.dumps({"TKThuHuong": "9990000000011", "MaNHThuHuong": "999999", "HoTenNguoiNop": "Đỗ <b>Thị"})
    return dict(zip(names, values, strict=True)) | {
        "MaXacThuc": sealed(*values),
        "ThongTinBienLai": receipt,
        "UrlTraVe": "http://city.test/back/",
    }


def ask(kind: str = "QUERY") -> dict[str, str]:
    values = [kind, "1.0.6", "H24", REF, "20260302090500"]
    return dict(zip(["LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD"], values, strict=True)) | {
        "MaXacThuc": sealed(*values)
    }


@pytest.fixture
def app(tmp_path: Path) -> Starlette:
    HEARD.clear()

    def hear(request: httpx.Request) -> httpx.Response:
        HEARD.append(json.loads(request.content))
        return httpx.Response(200)

    settings = Settings(data=tmp_path / "peers", base_url="http://testserver", platform_notify_url="http://city.test/notify")
    return build(settings, client=lambda: httpx.AsyncClient(transport=httpx.MockTransport(hear)))


@pytest.fixture
def peers(app: Starlette) -> Iterator[Wire]:
    client = Wire(app)
    yield client
    client.close()
    app.state.store.close()


def post(peers: Wire, message: Any, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = peers.post("/platform/api", json=message, headers=more.get("headers", TOKEN)).json()
    return answer


def said(answer: dict[str, Any]) -> dict[str, Any]:
    inner: dict[str, Any] = json.loads(answer["message"])
    return inner


def pay(peers: Wire, app: Starlette, situation: str = "", act: str = "pay") -> int:
    post(peers, init())
    peers.post(f"/platform/pay/{REF}", data={"situation": situation, "act": act})
    done: int = peers.run(app.state.platform_notifier.deliver_due(now=time.time()))
    return done


def statement(peers: Wire) -> list[int]:
    return [e["amount"] for e in peers.get("/bank/statement", headers=BANK).json()["entries"]]


def test_init_gives_the_page_and_the_same_order_again(peers: Wire) -> None:
    assert said(post(peers, init()))["UrlThanhToan"].endswith(f"/platform/pay/{REF}")
    assert post(peers, init())["error_code"] == "0"
    assert post(peers, init("9000"))["error_code"] == "05"


def test_what_is_shown_is_escaped(peers: Wire) -> None:
    post(peers, init())
    assert "Đỗ &lt;b&gt;Thị" in peers.get(f"/platform/pay/{REF}").text


@pytest.mark.parametrize(("field", "code"), [("SoTien", "97"), ("Ip", "97"), ("LoaiBanTin", "99"), ("MaXacThuc", "97")])
def test_a_changed_message_is_refused(peers: Wire, field: str, code: str) -> None:
    assert post(peers, init() | {field: "1"})["error_code"] == code


def test_the_token_of_the_lgsp_is_asked_for(peers: Wire) -> None:
    assert peers.post("/platform/api", json=init()).status_code == 401


def test_paid_once_told_once_booked_once(peers: Wire, app: Starlette) -> None:
    assert pay(peers, app) == 1
    peers.post(f"/platform/pay/{REF}", data={"act": "pay"})
    assert statement(peers) == [8000]
    values = [
        str(HEARD[0][f]) for f in ("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "SoTien", "MaLoi", "MaGiaoDich", "ThoiGianGD")
    ]
    assert HEARD[0]["MaXacThuc"] == sealed(*values)
    assert (HEARD[0]["MaLoi"], said(post(peers, ask()))["MaLoi"]) == ("00", "00")


@pytest.mark.parametrize(
    ("situation", "told", "booked"), [("twice", 2, 1), ("late", 0, 1), ("never", 0, 1), ("paid_twice", 1, 2), ("wrong_hash", 1, 1)]
)
def test_situations(peers: Wire, app: Starlette, situation: str, told: int, booked: int) -> None:
    assert pay(peers, app, situation) == told
    assert len(statement(peers)) == booked


def test_cancelling_moves_no_money(peers: Wire, app: Starlette) -> None:
    assert pay(peers, app, act="cancel") == 1
    assert (statement(peers), said(post(peers, ask()))["MaLoi"]) == ([], "24")


def test_a_bill_only_for_what_is_paid(peers: Wire, app: Starlette) -> None:
    post(peers, init())
    assert post(peers, ask("GET_BILL"))["error_code"] == "09"
    pay(peers, app)
    assert b64decode(said(post(peers, ask("GET_BILL")))["BienLai"]).startswith(b"%PDF-")


def test_unknown_references_and_nonsense_are_named(peers: Wire) -> None:
    assert post(peers, ask())["error_code"] == "08"
    assert post(peers, [])["error_code"] == "99"
    assert peers.post("/platform/api", content=b"{", headers=TOKEN).status_code == 400
    assert peers.get("/platform/pay/none").status_code == 404


def test_faults_answer_500_or_with_a_wrong_code(peers: Wire, app: Starlette) -> None:
    pay(peers, app)
    peers.post("/control", json={"peer": "platform", "fault": "wrong_hash", "endpoint": "query", "times": 1})
    first, second = (said(post(peers, ask()))["MaXacThuc"] for _ in range(2))
    assert first != second
    peers.post("/control", json={"peer": "platform", "fault": "http_500", "endpoint": "query", "times": 1})
    assert peers.post("/platform/api", json=ask(), headers=TOKEN).status_code == 500


def test_a_payment_order_leaves_the_account_once(peers: Wire) -> None:
    order = {
        "from_account": "9990000000011",
        "bank_bin": "970436",
        "account": "123",
        "amount": 1000,
        "reference": "HT1",
        "description": "HT1",
    }
    ids = {peers.post("/platform/payouts", json=order, headers={**BANK, "idempotency-key": "HT1"}).json()["id"] for _ in range(2)}
    assert (len(ids), statement(peers)) == (1, [-1000])
    wrong = peers.post("/platform/payouts", json=order | {"account": "0000000000"}, headers={**BANK, "idempotency-key": "HT2"})
    assert wrong.status_code == 422

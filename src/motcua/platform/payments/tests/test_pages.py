"""Pages of payers, the cash desk, refunds, receipts and reconciliation, played through without JavaScript."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.foundation.consent.testing import noted
from motcua.foundation.identity.testing import UNIT, make_officer
from motcua.kernel.actors import SYSTEM, Actor, Role
from motcua.platform.payments import api
from motcua.platform.payments.testing import NOW, FakeBank, FakePlatform, make_payment

pytestmark = pytest.mark.django_db
Officers = Callable[..., Client]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)


@pytest.fixture
def payment(citizen: Actor) -> api.Payment:
    return make_payment(payer_ref=citizen.ref)


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_payer_chooses_a_way(citizen_client: Client, payment: api.Payment) -> None:
    page = f"/thanh-toan/{payment.payment_id}/"
    assert "Mã VietQR" in text(citizen_client, page)
    assert "Tạo giao dịch trực tuyến" in text(citizen_client, f"{page}?cach=platform")
    assert payment.code in text(citizen_client, f"{page}?cach=cash")


def test_nothing_new_is_not_read_out_again(citizen_client: Client, payment: api.Payment, bank: FakeBank) -> None:
    page = text(citizen_client, f"/thanh-toan/{payment.payment_id}/")
    found = re.search(r'hx-get="([^"]+)"', page)
    assert found is not None
    assert "aria-live" not in page
    polled = found[1].replace("&amp;", "&")
    assert citizen_client.get(polled).status_code == 204
    bank.tell(bank.credit(payment, amount=3_000))
    turned = text(citizen_client, polled)
    assert "Còn phải nộp 5.000" in turned
    again = re.search(r'hx-get="([^"]+)"', turned)  # the new part asks with what it now says
    assert again is not None
    assert citizen_client.get(again[1].replace("&amp;", "&")).status_code == 204


def test_paying_online_there_and_back(citizen_client: Client, payment: api.Payment, platform: FakePlatform) -> None:
    page = f"/thanh-toan/{payment.payment_id}/"
    answer = citizen_client.post(f"{page}truc-tuyen/", follow=True)
    reference = f"{payment.code}T01"
    assert f"https://thanhtoan.example/pay/{reference}" in answer.content.decode()
    platform.pay(reference)
    back = citizen_client.get(f"{page}tro-ve/?MaThamChieu={reference}", follow=True)
    assert "Đã nhận tiền" in back.content.decode()


def test_a_silent_platform_is_said_and_nothing_is_lost(citizen_client: Client, payment: api.Payment, platform: FakePlatform) -> None:
    platform.is_down = True
    answer = citizen_client.post(f"/thanh-toan/{payment.payment_id}/truc-tuyen/", follow=True)
    assert "chưa trả lời" in answer.content.decode()
    assert api.attempts(payment_id=payment.payment_id)[0].state == "initiated"


def test_the_platforms_endpoint(client: Client, payment: api.Payment, platform: FakePlatform) -> None:
    attempt = api.begin_attempt(payment_id=payment.payment_id, ip="", return_url="", now=NOW, actor=SYSTEM)
    platform.pay(attempt.reference)
    message, address = platform.said("NOTIFY", attempt.reference), "/api/v1/payments/platform/notifications"
    wrong = client.post(address, json.dumps(message | {"SoTien": "1"}), content_type="application/json")
    assert (wrong.status_code, wrong.json()["error"]) == (401, "payments.platform_hash_invalid")
    outcomes = [client.post(address, json.dumps(message), content_type="application/json").json() for _ in range(2)]
    assert [(one["error_code"], one["outcome"]) for one in outcomes] == [("0", "settled"), ("0", "repeated")]


def test_a_day_at_the_cash_desk(officer_client: Officers, payment: api.Payment) -> None:
    desk = officer_client(Role.RECEPTION)
    assert "Mở phiên thu" in text(desk, "/lam-viec/thu-tien/")
    desk.post("/lam-viec/thu-tien/mo/", {"unit": UNIT, "float": "100.000"})
    shown = text(desk, f"/lam-viec/thu-tien/?ma={payment.code}")
    key = re.search(r'name="key" value="(\w+)"', shown)
    assert key is not None
    form = {"key": key[1], f"given-{payment.payment_id}": "10.000"}
    for _ in range(2):
        assert "2.000" in desk.post(f"/lam-viec/thu-tien/{payment.payment_id}/", form).content.decode()
    session = api.cash_sessions(unit_code=UNIT)[0]
    address = f"/lam-viec/thu-tien/{session.session_id}"
    assert desk.post(f"{address}/khoa/", {"to-100000": "1"}).status_code == 422
    desk.post(f"{address}/khoa/", {"to-100000": "1", "to-2000": "4"})
    desk.post(f"{address}/nop/", {f"handed-{session.session_id}": "8000", f"slip-{session.session_id}": "GNT 7"})
    assert api.cash_session(session_id=session.session_id).slip == "GNT 7"


def test_what_cannot_be_taken_is_explained_on_the_page(officer_client: Officers, payment: api.Payment) -> None:
    desk = officer_client(Role.RECEPTION)
    answer = desk.post(f"/lam-viec/thu-tien/{payment.payment_id}/", {"key": "k"})
    assert (answer.status_code, "chưa mở phiên thu" in answer.content.decode()) == (409, True)


def test_a_refund_from_request_to_approval(officer_client: Officers, payment: api.Payment, bank: FakeBank) -> None:
    bank.tell(bank.credit(payment))
    asks, approves = officer_client(Role.RECEPTION), officer_client(Role.LEADER)
    payee = {"payee_bin": "970436", "payee_account": "001", "payee_name": "DO THI THU"}
    asks.post(f"/lam-viec/thanh-toan/{payment.payment_id}/", {"act": "refund", "amount": "3.000", "reason": "thu nhầm", **payee})
    refund = api.refunds()[0]
    assert "người khác phải duyệt" in text(asks, "/lam-viec/hoan-phi/")
    assert "Duyệt hoàn" in text(approves, "/lam-viec/hoan-phi/")
    approves.post(f"/lam-viec/hoan-phi/{refund.refund_id}/", {"act": "approve"})
    assert api.refund(refund_id=refund.refund_id).state == "approved"


def test_exempting_and_reopening_at_the_desk(officer_client: Officers, citizen: Actor, payment: api.Payment) -> None:
    desk = officer_client(Role.RECEPTION)
    address = f"/lam-viec/thanh-toan/{payment.payment_id}/"
    assert desk.post(address, {"act": "exempt", "reason": "", "basis": ""}).status_code == 422
    desk.post(address, {"act": "exempt", "reason": "Hộ nghèo", "basis": "NQ 12"})
    assert "Được miễn" in text(desk, address)
    late = make_payment(ref="casework:2", payer_ref=citizen.ref, due_at=NOW - timedelta(days=1))
    api.lapse(now=NOW)
    desk.post(f"/lam-viec/thanh-toan/{late.payment_id}/", {"act": "reopen", "due": "2026-03-20"})
    assert api.get(payment_id=late.payment_id).is_open


def test_reconciliation_pages(officer_client: Officers, payment: api.Payment, bank: FakeBank) -> None:
    bank.tell(bank.credit(payment, amount=9_000))
    admin, found = officer_client(Role.ADMIN), api.discrepancies()[0]
    assert "Chuyển thừa" in text(admin, "/lam-viec/doi-soat/?loai=over")
    assert "Chuyển thừa: " not in text(admin, "/lam-viec/doi-soat/?loai=late")
    address = f"/lam-viec/doi-soat/{found.discrepancy_id}/"
    admin.post(address, {"act": "take"})
    assert "Chuyển thừa" in text(admin, "/lam-viec/doi-soat/?cua-toi=1")
    admin.post(address, {"resolution": "noted"})
    admin.post(address, {"act": "undo"})
    assert api.discrepancies()[0].resolution is None
    assert admin.get("/lam-viec/doi-soat/danh-sach.csv").content.startswith(b"\xef\xbb\xbf")


def test_the_day_page_balances_and_downloads(officer_client: Officers, payment: api.Payment, bank: FakeBank) -> None:
    bank.tell(bank.credit(payment))
    admin = officer_client(Role.ADMIN)
    day = "/lam-viec/doi-soat/ngay/"
    assert admin.post(day, {"ngay": "2026-03-02"}).status_code == 302
    assert "Cân đối đến từng đồng" in text(admin, f"{day}?ngay=2026-03-02")
    assert admin.get(f"{day}?ngay=2026-03-02&tai=xlsx").content.startswith(b"PK")


def test_importing_a_statement(officer_client: Officers, payment: api.Payment) -> None:
    admin = officer_client(Role.ADMIN)
    raw = f"Ngày giao dịch,Nội dung,Ghi nợ,Ghi có\n02/03/2026,{payment.code},,8000\n".encode()
    form = {"format": "csv", "profile": "generic", "file": SimpleUploadedFile("a.csv", raw)}
    assert "1 khoản khớp" in admin.post("/lam-viec/doi-soat/sao-ke/", form).content.decode()
    assert admin.post("/lam-viec/doi-soat/sao-ke/", {"format": "csv"}).status_code == 422


def test_receipts_are_opened_found_and_cancelled(officer_client: Officers, payment: api.Payment, bank: FakeBank) -> None:
    admin = officer_client(Role.ADMIN)
    admin.post("/lam-viec/bien-lai/mo-dai/", {"pattern": "01blp", "serial": "HP-26E", "unit": ""})
    bank.tell(bank.credit(payment))
    assert "0000001" in text(admin, f"/lam-viec/bien-lai/?ma={payment.code}")
    payer = payment.payer_ref.partition(":")[2]
    (seen,) = noted(subject_id=payer, source="payments.receipts")
    assert (seen.purpose, seen.dossier, seen.people) == ("fees", payment.matter.dossier_code, 1)
    one = api.receipts_of(payment_id=payment.payment_id)[0]
    admin.post(f"/lam-viec/bien-lai/{one.receipt_id}/xu-ly/", {"act": "cancel", f"reason-{one.receipt_id}": "sai"})
    assert api.receipt(receipt_id=one.receipt_id).state == "cancelled"
    assert admin.get("/lam-viec/bien-lai/bang-ke.xlsx?thang=2026-03").content.startswith(b"PK")
    (taken,) = noted(subject_id=payer, source="payments.export")
    assert (taken.people, taken.dossier) == (1, "")


@pytest.mark.parametrize(
    "address", ["/lam-viec/thu-tien/", "/lam-viec/doi-soat/", "/lam-viec/doi-soat/ngay/", "/lam-viec/doi-soat/sao-ke/"]
)
def test_pages_are_for_their_roles(officer_client: Officers, client: Client, address: str) -> None:
    other = officer_client(Role.LEADER)
    assert (client.get(address).status_code, other.get(address).status_code) == (302, 403)
    assert make_officer(Role.LEADER).roles == {Role.LEADER}

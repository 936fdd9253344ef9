"""Payers, cash desks, refunds, receipts and reconciliation through the machine-readable face."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.foundation.identity.testing import UNIT
from motcua.kernel.actors import Actor, Role
from motcua.platform.payments import api
from motcua.platform.payments.testing import NOW, FakeBank, FakePlatform, make_payment

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/payments"
PAYEE = {"bank_bin": "970400", "account": "0000000001", "name": "DO THI THU"}
Officers = Callable[..., Client]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)


@pytest.fixture
def payment(citizen: Actor) -> api.Payment:
    return make_payment(payer_ref=citizen.ref)


def write(client: Client, path: str, body: dict[str, Any] | None = None, *, key: str = "") -> Any:
    return client.post(
        f"{ROOT}{path}", json.dumps(body or {}), content_type="application/json", headers={"Idempotency-Key": key or str(uuid4())}
    )


def read(client: Client, path: str) -> Any:
    return client.get(f"{ROOT}{path}")


def test_the_payer_sees_the_request_and_gets_the_code(citizen_client: Client, payment: api.Payment) -> None:
    here = f"/requests/{payment.payment_id}"
    found = json.loads(read(citizen_client, here).content)
    assert (found["outstanding"], found["state"]) == (payment.amount, "unpaid")
    shown = write(citizen_client, f"{here}/present").json()
    assert shown["payload"] == api.qr_payload(payment_id=payment.payment_id)
    assert api.get(payment_id=payment.payment_id).state is api.PaymentState.PENDING


def test_another_payers_request_is_as_unknown(citizen_client: Client) -> None:
    here = f"/requests/{make_payment(payer_ref=f'citizen:{uuid4()}').payment_id}"
    for path in ("", "/attempts", "/receipts"):
        assert read(citizen_client, f"{here}{path}").status_code == 404
    for path in ("/present", "/attempts", "/attempts/x"):
        assert write(citizen_client, f"{here}{path}").status_code == 404
    assert write(citizen_client, f"{here}/exempt", {"reason": "nghèo", "basis": "Điều 10"}).status_code == 403


def test_an_online_payment_is_begun_once_and_asked_about(citizen_client: Client, payment: api.Payment, platform: FakePlatform) -> None:
    here = f"/requests/{payment.payment_id}/attempts"
    begun = write(citizen_client, here, {"return_path": "/ho-so/"}).json()
    assert write(citizen_client, here, {"return_path": "/ho-so/"}).json()["reference"] == begun["reference"]
    assert write(citizen_client, here, {"return_path": "//evil.example/"}).status_code == 422
    assert write(citizen_client, f"{here}/{begun['reference']}").json()["state"] == "initiated"
    assert len(json.loads(read(citizen_client, here).content)) == 1


def test_cash_is_taken_once_counted_and_handed_over(officer_client: Officers, citizen_client: Client, payment: api.Payment) -> None:
    desk = officer_client(Role.RECEPTION)
    session = write(desk, "/cash/sessions", {"unit_code": UNIT, "float_amount": 100_000}).json()["session_id"]
    body = {"payment_id": str(payment.payment_id), "given": payment.amount + 2_000}
    first = write(desk, f"/cash/sessions/{session}/take", body, key="thu-lan-1")
    assert first.json() == write(desk, f"/cash/sessions/{session}/take", body, key="thu-lan-1").json()
    assert (first.json()["change"], first.json()["outstanding"]) == (2_000, 0)
    count = {"loose": 100_000 + payment.amount}
    for _ in range(2):
        closed = write(desk, f"/cash/sessions/{session}/close", count, key="khoa-phien-1").json()
    assert (closed["state"], closed["difference"]) == ("closed", 0)
    assert write(desk, f"/cash/sessions/{session}/hand-over", {"amount": payment.amount, "slip": "GNT-1"}).json()["state"] == "handed_over"
    assert [one["session_id"] for one in json.loads(read(desk, "/cash/sessions").content)["rows"]] == [session]
    assert write(citizen_client, "/cash/sessions", {"unit_code": UNIT}).status_code == 403


def test_notes_that_do_not_exist_are_refused(officer_client: Officers) -> None:
    desk = officer_client(Role.RECEPTION)
    session = write(desk, "/cash/sessions", {"unit_code": UNIT}).json()["session_id"]
    assert write(desk, f"/cash/sessions/{session}/close", {"notes": {"30000": 1}}).json()["error"] == "payments.cash_amount_invalid"


def test_a_refund_takes_four_eyes(officer_client: Officers, bank: FakeBank) -> None:
    payment = make_payment()
    bank.tell(bank.credit(payment))
    here = f"/requests/{payment.payment_id}/refunds"
    desk = officer_client(Role.RECEPTION)
    body = {"reason": "thu nhầm", "payee": PAYEE}
    (asked,) = write(desk, here, body, key="hoan-lan-1").json()
    assert write(desk, here, body, key="hoan-lan-1").json() == [asked]
    decision = {"decision": "approve"}
    assert write(desk, f"/refunds/{asked['refund_id']}/decide", decision).status_code == 403
    leader = officer_client(Role.LEADER)
    assert write(leader, f"/refunds/{asked['refund_id']}/decide", decision).json()["state"] == "approved"
    page = json.loads(read(leader, "/refunds?limit=1").content)
    assert ([one["refund_id"] for one in page["rows"]], page["next"]) == ([asked["refund_id"]], None)


def test_pages_of_refunds_go_on_before_the_last_instant(officer_client: Officers, bank: FakeBank, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = officer_client(Role.RECEPTION)
    for n in range(3):
        monkeypatch.setattr("motcua.kit.clock._provider", lambda n=n: NOW + timedelta(minutes=n))
        payment = make_payment(f"casework:{n + 1}")
        bank.tell(bank.credit(payment))
        write(desk, f"/requests/{payment.payment_id}/refunds", {"reason": f"lần {n}", "payee": PAYEE})
    seen, more = [], ""
    while True:
        page = json.loads(read(desk, f"/refunds?limit=1{more}").content)
        seen += [row["reason"] for row in page["rows"]]
        if page["next"] is None:
            break
        more = f"&before={page['next'].replace('+', '%2B')}"
    assert seen == ["lần 2", "lần 1", "lần 0"]


def test_fees_are_lifted_and_asked_again_at_the_desk(officer_client: Officers, payment: api.Payment) -> None:
    desk = officer_client(Role.RECEPTION)
    here = f"/requests/{payment.payment_id}"
    done = write(desk, f"{here}/exempt", {"reason": "hộ nghèo", "basis": "Điều 10 Luật Phí và lệ phí"})
    assert done.json()["state"] == "exempt"
    assert write(desk, f"{here}/reopen", {"due_on": "2026-12-01", "reason": "x"}).status_code == 409


def test_receipts_belong_to_units(officer_client: Officers, bank: FakeBank) -> None:
    assert write(officer_client(Role.ADMIN), "/receipt-series", {"pattern": "01blp", "serial": "hp-26e"}).json()["serial"] == "HP-26E"
    payment = make_payment(matter=api.Matter(unit_code=UNIT))
    bank.tell(bank.credit(payment))
    desk = officer_client(Role.RECEPTION)
    (one,) = json.loads(read(desk, f"/receipts?code={payment.code}").content)["rows"]
    assert read(desk, f"/receipts/{one['receipt_id']}/pdf").headers["Content-Type"] == "application/pdf"
    other = officer_client(Role.RECEPTION, unit_code="11308")
    assert json.loads(read(other, "/receipts").content)["rows"] == []
    assert write(other, f"/receipts/{one['receipt_id']}/cancel", {"reason": "sai tên"}).status_code == 403
    assert write(desk, f"/receipts/{one['receipt_id']}/cancel", {"reason": "sai tên"}).json()["state"] == "cancelled"
    assert read(desk, "/receipts/export?month=2026-12").content[:2] == b"PK"


def test_reconciliation_is_for_administrators(officer_client: Officers, bank: FakeBank) -> None:
    bank.tell(bank.credit())
    admin, desk = officer_client(Role.ADMIN), officer_client(Role.RECEPTION)
    (row,) = json.loads(read(admin, "/discrepancies").content)["rows"]
    assert write(admin, f"/discrepancies/{row['discrepancy_id']}/take").status_code == 204
    body = {"resolution": "noted", "reason": "chuyển nhầm"}
    for _ in range(2):
        assert write(admin, f"/discrepancies/{row['discrepancy_id']}/resolve", body, key="xu-ly-lan-1").status_code == 204
    assert json.loads(read(admin, "/discrepancies?decided=true").content)["rows"][0]["resolution"] == "noted"
    assert write(admin, f"/discrepancies/{row['discrepancy_id']}/undo", {"reason": "xem lại"}).status_code == 204
    for path in ("/discrepancies", f"/days/{NOW:%Y-%m-%d}", "/statements/profiles", "/discrepancies/csv"):
        assert (read(admin, path).status_code, read(desk, path).status_code) == (200, 403), path


def test_a_day_is_reconciled_and_a_statement_read(officer_client: Officers, bank: FakeBank) -> None:
    admin = officer_client(Role.ADMIN)
    assert write(admin, "/days", {"on": f"{NOW:%Y-%m-%d}"}).json()["balances"] is True
    assert read(admin, f"/days/{NOW:%Y-%m-%d}/file").content[:2] == b"PK"
    files = {"file": SimpleUploadedFile("x.csv", b"nothing"), "form": "csv"}
    answer = admin.post(f"{ROOT}/statements", files, headers={"Idempotency-Key": "sao-ke-lan-1"})
    assert answer.json()["error"] == "payments.statement_unreadable"

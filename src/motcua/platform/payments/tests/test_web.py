"""The payer's page, the bank's endpoint, the officer's list; and once over the wire with the simulated bank."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.test import Client

from motcua.foundation.identity.testing import Peers, make_citizen, sign_in
from motcua.kernel.actors import Actor, Role
from motcua.platform.payments import api, conf
from motcua.platform.payments.adapters import HttpBank, instead
from motcua.platform.payments.testing import NOW, FakeBank, make_payment

pytestmark = pytest.mark.django_db
ENDPOINT = "/api/v1/payments/notifications"


@pytest.fixture
def payment(citizen: Actor) -> api.Payment:
    return make_payment(payer_ref=citizen.ref, return_path="/ho-so/H24-1/")


def post(client: Client, raw: bytes, headers: dict[str, str]) -> Any:
    return client.post(ENDPOINT, raw, content_type="application/json", headers=headers)


def test_the_payer_sees_what_to_pay_and_the_request_becomes_pending(citizen_client: Client, payment: api.Payment) -> None:
    page = citizen_client.get(f"/thanh-toan/{payment.payment_id}/").content.decode()
    for shown in ("8.000", payment.transfer_text, conf.BANK_ACCOUNT, "/ho-so/H24-1/"):
        assert shown in page
    assert api.get(payment_id=payment.payment_id).state == api.PaymentState.PENDING


def test_another_citizen_learns_nothing(payment: api.Payment) -> None:
    assert sign_in(Client(), make_citizen(5)).get(f"/thanh-toan/{payment.payment_id}/").status_code == 404
    assert Client().get(f"/thanh-toan/{payment.payment_id}/").status_code == 302


def test_the_page_turns_when_the_money_comes(citizen_client: Client, payment: api.Payment, bank: FakeBank) -> None:
    state = f"/thanh-toan/{payment.payment_id}/trang-thai/"
    assert citizen_client.get(state).status_code == 200
    assert post(Client(), *bank.signed(bank.credit(payment))).json()["outcome"] == "settled"
    turned = citizen_client.get(state)
    assert turned.status_code == 286
    assert "Đã nhận tiền" in turned.content.decode()


def test_a_foreign_way_back_is_not_shown(citizen_client: Client, citizen: Actor) -> None:
    payment = make_payment(payer_ref=citizen.ref, return_path="//evil.example/")
    assert b"evil" not in citizen_client.get(f"/thanh-toan/{payment.payment_id}/").content


def test_the_endpoint_refuses_by_name(client: Client, bank: FakeBank) -> None:
    raw, headers = bank.signed({"amount": 1})
    assert post(client, raw, {}).json()["error"] == "payments.signature_invalid"
    assert post(client, raw, headers).status_code == 422
    bank.is_down = True
    assert post(client, raw, headers).status_code == 503


def test_unknown_money_is_heard_not_refused(client: Client, bank: FakeBank) -> None:
    answer = post(client, *bank.signed(bank.credit()))
    assert (answer.status_code, answer.json()["discrepancy"]) == (200, "unknown")


def test_an_administrator_decides(officer_client: Callable[..., Client], citizen: Actor, bank: FakeBank) -> None:
    payment = make_payment(payer_ref=citizen.ref, due_at=NOW - timedelta(hours=1))
    bank.tell(bank.credit(payment))
    admin, found = officer_client(Role.ADMIN), api.discrepancies()[0]
    assert "Chuyển sau hạn" in admin.get("/lam-viec/doi-soat/").content.decode()
    address = f"/lam-viec/doi-soat/{found.discrepancy_id}/"
    assert admin.post(address, {"resolution": "x"}).status_code == 422
    assert officer_client(Role.RECEPTION).post(address, {"resolution": "accept"}).status_code == 403
    assert admin.post(address, {"resolution": "accept", f"reason-{found.discrepancy_id}": "đúng số tiền"}, follow=True).status_code == 200
    assert api.get(payment_id=payment.payment_id).state == api.PaymentState.PAID
    assert "đúng số tiền" in admin.get("/lam-viec/doi-soat/").content.decode()


def test_over_the_wire_the_simulated_bank_pays_and_its_statement_settles(peers: Peers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "BANK_URL", f"{peers.url}/bank")
    payment = make_payment()
    order = {"qr": api.qr_payload(payment_id=payment.payment_id), "from_name": "Đỗ Thị Thử"}
    with instead(HttpBank()) as bank:
        httpx.post(f"{peers.url}/bank/pay", json=order, trust_env=False).raise_for_status()
        assert bank.check_config() == []
        assert api.reconcile(now=NOW).settled == 1
        peers.fault("bank", "http_500")
        assert not api.reconcile(now=NOW).reachable
    assert api.get(payment_id=payment.payment_id).state == api.PaymentState.PAID

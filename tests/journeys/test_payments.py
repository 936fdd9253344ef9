"""Money in a real browser: the payer's three ways, the cash desk, refunds, receipts and reconciliation, on a phone and at a desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from motcua.foundation.identity.testing import UNIT, make_citizen, make_officer
from motcua.kernel.actors import SYSTEM, Actor, Role
from motcua.platform.payments import api
from motcua.platform.payments.adapters import instead
from motcua.platform.payments.testing import NOW, FakeBank, make_payment
from tests.journeys.standing import judge, standing

pytestmark = pytest.mark.django_db
PAYEE = api.PayeeAccount(bank_bin="970436", account="0011223344", name="DO THI THU")


@dataclass
class Desk:
    """A payer, officers, and requests in every state that has a page."""

    payer: Actor
    reception: Actor
    leader: Actor
    admin: Actor
    waiting: api.Payment
    partly: api.Payment
    paid: api.Payment

    @property
    def people(self):
        return (self.payer, self.reception, self.leader, self.admin)


def build() -> Desk:
    payer = make_citizen()
    reception, leader, admin = (make_officer(role) for role in (Role.RECEPTION, Role.LEADER, Role.ADMIN))
    about = {"payer_ref": payer.ref, "matter": api.Matter(dossier_code="H24.27-260302-00017", unit_code=UNIT)}
    waiting, partly, paid = (make_payment(ref=f"casework:{n}", due_at=NOW + timedelta(days=9), **about) for n in range(3))
    api.open_series(pattern="01BLP", serial="HP-26E", year=2026, now=NOW, actor=SYSTEM)
    with instead(FakeBank()) as bank:
        for message in (bank.credit(partly, amount=3_000), bank.credit(paid), bank.credit(paid), bank.credit(description="LE PHI XAY DUNG")):
            bank.tell(message)
        api.reconcile(now=NOW)
    api.request_refund(payment_id=paid.payment_id, amount=2_000, reason="Thu nhầm mức phí", payee=PAYEE, now=NOW, actor=reception)
    api.open_session(unit_code=UNIT, float_amount=200_000, now=NOW, actor=reception)
    return Desk(payer, reception, leader, admin, waiting, partly, paid)


@pytest.fixture(scope="module")
def money(browser, django_db_setup, django_db_blocker, tmp_path_factory):
    with standing(browser, django_db_blocker, tmp_path_factory.mktemp("money"), now=NOW, build=build) as both:
        yield both


@pytest.mark.parametrize("way", ["transfer", "platform", "cash"])
def test_the_payer_sees_each_way(money, way):
    site, desk = money
    site.look(desk.payer, f"/thanh-toan/{desk.waiting.payment_id}/?cach={way}", f"payment-{way}")


def test_the_payer_sees_the_rest_and_the_receipt(money):
    site, desk = money
    site.look(desk.payer, f"/thanh-toan/{desk.partly.payment_id}/", "payment-partly")
    page = site.look(desk.payer, f"/thanh-toan/{desk.paid.payment_id}/", "payment-paid")
    assert page.get_by_role("link", name="Tải biên lai").count() == 1


@pytest.mark.parametrize(
    ("who", "path", "name"),
    [
        ("reception", "/lam-viec/thu-tien/", "payment-cash"),
        ("leader", "/lam-viec/hoan-phi/", "payment-refunds"),
        ("admin", "/lam-viec/doi-soat/", "payment-discrepancies"),
        ("admin", "/lam-viec/doi-soat/ngay/?ngay=2026-03-02", "payment-day"),
        ("admin", "/lam-viec/doi-soat/sao-ke/", "payment-statement"),
        ("admin", "/lam-viec/bien-lai/", "payment-receipts"),
        ("reception", "/lam-viec/thanh-toan/{paid}/", "payment-desk"),
    ],
)
def test_the_officers_pages(money, who, path, name):
    site, desk = money
    page = site.look(getattr(desk, who), path.format(paid=desk.paid.payment_id), name)
    page.locator("main details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    judge(page, f"{name}-open")

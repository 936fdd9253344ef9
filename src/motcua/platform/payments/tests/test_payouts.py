"""Orders of refunds: one that fails stops no other, nothing is locked while the bank thinks, and a dead process orders nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction

from motcua.foundation.identity.testing import UNIT, Peers, make_officer
from motcua.kernel.actors import Actor, Role
from motcua.kernel.errors import Forbidden
from motcua.kernel.machines import TransitionRefused
from motcua.platform.payments import adapters, api, models
from motcua.platform.payments.contracts import PayeeAccount, PayoutAnswer
from motcua.platform.payments.testing import NOW, FakeBank, FakePayouts, make_payment

pytestmark = pytest.mark.django_db
PAYEE = PayeeAccount(bank_bin="970436", account="0011223344", name="DO THI THU")
LATER = NOW + timedelta(minutes=16)
OTHER = "H24.99"


def asked(bank: FakeBank, ref: str = "casework:1", *, unit_code: str = UNIT) -> api.Refund:
    payment = make_payment(ref, matter=api.Matter(unit_code=unit_code))
    bank.tell(bank.credit(payment))
    admin = make_officer(Role.ADMIN)
    return api.request_refund(payment_id=payment.payment_id, amount=None, reason="nhầm", payee=PAYEE, now=NOW, actor=admin)[0]


def approved(bank: FakeBank, ref: str = "casework:1") -> api.Refund:
    return api.approve_refund(refund_id=asked(bank, ref).refund_id, now=NOW, actor=make_officer(Role.LEADER))


def now_of(refund: api.Refund) -> api.Refund:
    return api.refund(refund_id=refund.refund_id)


class Killed(BaseException):
    """What no handler catches."""


def test_one_error_stops_no_other_and_is_kept(bank: FakeBank, payouts: FakePayouts, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = approved(bank), approved(bank, "casework:2")
    take = payouts.send

    def send(*, code: str, **order: object) -> PayoutAnswer:
        if code == first.code:
            raise ZeroDivisionError
        return take(code=code, **order)  # type: ignore[arg-type]

    monkeypatch.setattr(payouts, "send", send)
    assert api.send_refunds(now=NOW) == 1
    assert (now_of(second).state, now_of(first).failure, now_of(first).next_try_at) == (
        "sent", "error:ZeroDivisionError", NOW + timedelta(minutes=15),
    )  # fmt: skip
    monkeypatch.undo()
    assert (api.send_refunds(now=NOW), api.send_refunds(now=LATER), now_of(first).failure) == (0, 1, "")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_the_bank_thinks(bank: FakeBank, payouts: FakePayouts, monkeypatch: pytest.MonkeyPatch) -> None:
    refund, seen = approved(bank), []

    def send(*, code: str, **_: object) -> PayoutAnswer:
        assert not connection.in_atomic_block
        with transaction.atomic():
            seen.append(models.Refund.objects.select_for_update(nowait=True).get(code=code).state)
        return PayoutAnswer(accepted=True, reference="FD1")

    monkeypatch.setattr(payouts, "send", send)
    assert (api.send_refunds(now=NOW), seen, now_of(refund).state) == (1, ["sending"], "sent")


@pytest.mark.parametrize("heard", [True, False])
def test_a_process_killed_in_between_orders_nothing_twice(bank: FakeBank, payouts: FakePayouts, *, heard: bool) -> None:
    refund = approved(bank)

    class Dying(FakePayouts):
        def send(self, *, code: str, payee: PayeeAccount, amount: int, text: str, at: object) -> PayoutAnswer:
            if heard:
                payouts.sent[code] = amount
            raise Killed

    with adapters.instead(payouts=Dying()), pytest.raises(Killed):
        api.send_refunds(now=NOW)
    assert now_of(refund).state == "sending"
    with pytest.raises(TransitionRefused):  # the bank may have it: nobody takes it back
        api.withdraw_refund(refund_id=refund.refund_id, now=NOW, actor=make_officer(Role.ADMIN))
    calls: list[str] = []
    take = payouts.send
    payouts.send = lambda **order: calls.append(order["code"]) or take(**order)  # type: ignore[method-assign, func-returns-value]
    assert (api.send_refunds(now=NOW), api.send_refunds(now=LATER)) == (0, 1)
    assert (calls, now_of(refund).state) == ([] if heard else [refund.code], "sent")


def test_the_statement_may_know_before_we_do(bank: FakeBank, payouts: FakePayouts) -> None:
    refund = approved(bank)
    payouts.is_down = True
    api.send_refunds(now=NOW)
    assert now_of(refund).failure == api.BankUnavailable.code
    bank.credit(amount=-8_000, description=f"{refund.code} HOAN PHI", reference=refund.code)
    api.reconcile(now=NOW)
    assert (now_of(refund).state, api.send_refunds(now=LATER)) == ("completed", 0)


def test_the_demonstrations_bank_says_what_it_took(peers: Peers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("motcua.platform.payments.conf.PLATFORM_URL", f"{peers.url}/platform/api")
    bank, code = adapters.HttpPayouts(), "HTABCDEFGH23"
    assert bank.status(code=code) is None
    taken = bank.send(code=code, payee=PAYEE, amount=8_000, text=code, at=NOW)
    assert taken == bank.status(code=code) == PayoutAnswer(accepted=True, reference=f"FD{code}")


def leader(unit_code: str) -> Actor:
    return make_officer(Role.LEADER, unit_code=unit_code)


def test_money_that_names_no_unit_is_decided_by_the_city(bank: FakeBank) -> None:
    refund = asked(bank, unit_code="")
    for nobody in (leader(UNIT), make_officer(Role.RECEPTION)):
        with pytest.raises(Forbidden):
            api.approve_refund(refund_id=refund.refund_id, now=NOW, actor=nobody)
        with pytest.raises(Forbidden):
            api.withdraw_refund(refund_id=refund.refund_id, now=NOW, actor=nobody)
        assert api.refunds(actor=nobody) == ()
    assert api.refunds(actor=leader("STC")) == (refund,)
    assert api.approve_refund(refund_id=refund.refund_id, now=NOW, actor=leader("STC")).state == "approved"


@pytest.mark.parametrize(("unit_code", "seen"), [(UNIT, False), ("", True)])
def test_officers_see_requests_of_their_units_and_what_names_none(unit_code: str, *, seen: bool) -> None:
    payment = make_payment(matter=api.Matter(unit_code=unit_code))
    assert api.get_for(payment_id=payment.payment_id, actor=make_officer(Role.APPRAISER)) == payment
    away = make_officer(Role.LEADER, unit_code=OTHER)
    if seen:
        assert api.get_for(payment_id=payment.payment_id, actor=away) == payment
    else:
        with pytest.raises(api.PaymentUnknown):
            api.get_for(payment_id=payment.payment_id, actor=away)
    with pytest.raises(api.PaymentUnknown):
        api.get_for(payment_id=payment.payment_id, actor=make_officer(Role.OPERATOR))


def test_each_unit_sees_and_lowers_its_own_fees(bank: FakeBank) -> None:
    refund, away = asked(bank), make_officer(Role.RECEPTION, unit_code=OTHER)
    assert api.refunds(actor=make_officer(Role.APPRAISER)) == (refund,) == api.refunds(actor=make_officer(Role.ADMIN))
    assert api.refunds(actor=away) == () == api.refunds(actor=leader("STC"))
    law = api.Exemption(reason="Hộ nghèo", basis="NQ 12/2024/NQ-HĐND Điều 3")
    with pytest.raises(Forbidden):
        api.exempt(payment_id=make_payment("casework:2").payment_id, exemption=law, now=NOW, actor=away)

"""Counter cash: taken once, receipted at once, counted, explained, handed over, confirmed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.audit import api as audit
from motcua.foundation.identity.testing import UNIT, make_officer
from motcua.foundation.outbox.api import KeyReused
from motcua.kernel.actors import SYSTEM, Actor, Role
from motcua.kernel.errors import Forbidden
from motcua.platform.payments import api, models
from motcua.platform.payments.contracts import CashAmountInvalid, CashSessionConflict, CashSessionNeeded, DifferenceUnexplained, NotOpen
from motcua.platform.payments.rules.cash import DENOMINATIONS, change_in_notes, counted_total
from motcua.platform.payments.testing import NOW, FakeBank, make_payment


@pytest.fixture
def cashier(db: None) -> Actor:
    return make_officer(Role.RECEPTION)


@pytest.fixture
def session(cashier: Actor) -> api.CashSession:
    return api.open_session(unit_code=UNIT, float_amount=100_000, now=NOW, actor=cashier)


def take(
    session: api.CashSession, payment: api.Payment, cashier: Actor, given: int = 10_000, *, key: str = "k1", **more: Any
) -> api.CashTaken:
    return api.take_cash(
        payment_id=payment.payment_id, session_id=session.session_id, given=given, idempotency_key=key, now=NOW, actor=cashier, **more
    )


@given(st.integers(0, 10**7))
def test_change_in_notes_adds_up(amount: int) -> None:
    notes = dict(change_in_notes(amount))
    assert set(notes) <= set(DENOMINATIONS)
    assert amount - counted_total(notes) in range(DENOMINATIONS[-1])


def test_cash_settles_gives_change_and_a_receipt_at_once(session: api.CashSession, cashier: Actor) -> None:
    api.open_series(pattern="01BLP", serial="HP-26E", year=2026, now=NOW, actor=SYSTEM)
    taken = take(session, make_payment(), cashier)
    assert (taken.taken, taken.change, taken.receipt_label) == (8_000, 2_000, "01BLP · HP-26E · 0000001")
    assert (taken.payment.state, taken.payment.channel) == ("paid", "cash")


def test_the_same_key_takes_once(session: api.CashSession, cashier: Actor) -> None:
    payment = make_payment()
    first, second = (take(session, payment, cashier) for _ in range(2))
    assert (first.taken, second.taken, second.repeated) == (8_000, 8_000, True)
    assert api.cash_session(session_id=session.session_id).takings == 8_000
    with pytest.raises(KeyReused):
        take(session, payment, cashier, given=20_000)


def test_too_little_is_refused_unless_a_part_is_meant(session: api.CashSession, cashier: Actor) -> None:
    payment = make_payment()
    with pytest.raises(CashAmountInvalid):
        take(session, payment, cashier, given=7_999)
    assert take(session, payment, cashier, given=5_000, amount=5_000, key="k2").payment.outstanding == 3_000
    with pytest.raises(CashAmountInvalid):
        take(session, payment, cashier, given=5_000, amount=3_001, key="k3")


def test_cash_and_transfer_together_settle(session: api.CashSession, cashier: Actor, bank: FakeBank) -> None:
    payment = make_payment()
    take(session, payment, cashier, given=5_000, amount=5_000)
    bank.tell(bank.credit(payment, amount=3_000))
    assert api.get(payment_id=payment.payment_id).state == "paid"
    with pytest.raises(NotOpen):
        take(session, payment, cashier, key="k2")


def test_money_after_cash_is_a_duplicate(session: api.CashSession, cashier: Actor, bank: FakeBank) -> None:
    payment = make_payment()
    take(session, payment, cashier)
    assert bank.tell(bank.credit(payment)).discrepancy == api.DiscrepancyKind.PAID_TWICE


def test_one_open_session_and_only_for_reception_of_the_unit(session: api.CashSession, cashier: Actor) -> None:
    assert api.open_session(unit_code=UNIT, float_amount=0, now=NOW, actor=cashier) == session
    for who, unit in ((cashier, "11308"), (make_officer(Role.LEADER), UNIT)):
        with pytest.raises(Forbidden):
            api.open_session(unit_code=unit, float_amount=0, now=NOW, actor=who)
    with pytest.raises(CashSessionNeeded):
        take(session, make_payment(), make_officer(Role.RECEPTION, code="other"))


def test_another_units_request_is_not_taken_here(session: api.CashSession, cashier: Actor) -> None:
    with pytest.raises(api.PaymentUnknown):
        take(session, make_payment(matter=api.Matter(unit_code="11308")), cashier)


def close(session: api.CashSession, cashier: Actor, notes: dict[int, int], explanation: str = "") -> api.CashSession:
    return api.close_session(session_id=session.session_id, notes=notes, explanation=explanation, now=NOW, actor=cashier)


def test_a_difference_needs_its_reason(session: api.CashSession, cashier: Actor) -> None:
    take(session, make_payment(), cashier)
    with pytest.raises(DifferenceUnexplained, match="-8000"):
        close(session, cashier, {100_000: 1})
    closed = close(session, cashier, {100_000: 1}, "trả nhầm tiền thừa")
    assert (closed.expected, closed.counted, closed.difference) == (108_000, 100_000, -8_000)
    with pytest.raises(CashSessionNeeded):
        take(session, make_payment(ref="casework:2"), cashier, key="k9")


def test_the_deposit_on_the_statement_confirms(session: api.CashSession, cashier: Actor, bank: FakeBank) -> None:
    take(session, make_payment(), cashier)
    with pytest.raises(CashSessionConflict):
        api.hand_over(session_id=session.session_id, amount=8_000, slip="GNT-1", now=NOW, actor=cashier)
    close(session, cashier, {100_000: 1, 5_000: 1, 2_000: 1, 1_000: 1})
    for _ in range(2):
        handed = api.hand_over(session_id=session.session_id, amount=8_000, slip="GNT-1", now=NOW, actor=cashier)
    assert handed.state == "handed_over"
    bank.credit(amount=8_000, description=f"NOP TIEN MAT {session.code}")
    api.reconcile(now=NOW)
    assert api.cash_session(session_id=session.session_id).state == "confirmed"
    assert models.Transfer.objects.count() == 1  # the deposit is the same money


def test_a_deposit_that_differs_waits_for_a_person(session: api.CashSession, cashier: Actor, bank: FakeBank) -> None:
    bank.credit(amount=7_000, description=session.code)
    api.reconcile(now=NOW)
    assert [d.kind for d in api.discrepancies()] == [api.DiscrepancyKind.DEPOSIT]


def test_cash_goes_back_from_the_drawer(session: api.CashSession, cashier: Actor) -> None:
    payment = make_payment()
    take(session, payment, cashier)
    refund = api.request_refund(payment_id=payment.payment_id, amount=None, reason="rút hồ sơ", now=NOW, actor=cashier)[0]
    api.approve_refund(refund_id=refund.refund_id, now=NOW, actor=make_officer(Role.LEADER))
    away = make_officer(Role.RECEPTION, unit_code="H24.99")
    drawer = api.open_session(unit_code="H24.99", float_amount=100_000, now=NOW, actor=away)
    with pytest.raises(Forbidden):
        api.refund_in_cash(refund_id=refund.refund_id, session_id=drawer.session_id, now=NOW, actor=away)
    done = api.refund_in_cash(refund_id=refund.refund_id, session_id=session.session_id, now=NOW, actor=cashier)
    assert audit.entries(object_ref=f"payments.refund:{refund.refund_id}").entries[0].action == "payments.pay_out_cash"
    assert (done.state, api.get(payment_id=payment.payment_id).state) == ("completed", "refunded")
    assert api.cash_session(session_id=session.session_id).expected == 100_000

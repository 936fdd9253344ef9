"""Refunds: four eyes, never more than came in, confirmed by the statement; exemptions, reductions, due dates."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from motcua.foundation.identity.testing import make_officer
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import SYSTEM, Role
from motcua.kernel.errors import Forbidden
from motcua.kernel.machines import TransitionRefused
from motcua.platform.payments import api, models
from motcua.platform.payments.contracts import CannotUndo, ExemptionInvalid, FourEyes, PayeeNeeded, RefundTooLarge
from motcua.platform.payments.testing import ITEMS, NOW, FakeBank, FakePayouts, make_payment

pytestmark = pytest.mark.django_db
PAYEE = api.PayeeAccount(bank_bin="970436", account="0011223344", name="DO THI THU")
LAW = api.Exemption(reason="Hộ nghèo", basis="NQ 12/2024/NQ-HĐND Điều 3")


@pytest.fixture
def paid(bank: FakeBank) -> api.Payment:
    payment = make_payment()
    bank.tell(bank.credit(payment))
    return payment


def ask(payment: api.Payment, amount: int | None = None, *, role: Role = Role.RECEPTION) -> api.Refund:
    officer = make_officer(role)
    return api.request_refund(payment_id=payment.payment_id, amount=amount, reason="thu nhầm", now=NOW, actor=officer, payee=PAYEE)[0]


def approve(refund: api.Refund) -> api.Refund:
    return api.approve_refund(refund_id=refund.refund_id, now=NOW, actor=make_officer(Role.LEADER))


def money() -> models.Transfer:
    return models.Transfer.objects.get()


def told() -> list[str]:
    return [e.name.removeprefix("payments.") for e in recorded() if e.name.startswith("payments.")]


def test_a_refund_goes_all_the_way(paid: api.Payment, bank: FakeBank, payouts: FakePayouts) -> None:
    refund = approve(ask(paid))
    assert api.send_refunds(now=NOW) == 1
    assert (payouts.sent, api.send_refunds(now=NOW)) == ({refund.code: 8_000}, 0)
    bank.credit(paid, amount=-8_000, description=f"{refund.code} HOAN PHI", reference=refund.code)
    api.reconcile(now=NOW)
    done = api.refund(refund_id=refund.refund_id)
    assert (done.state, api.get(payment_id=paid.payment_id).state, money().state) == ("completed", "refunded", "returned")
    assert told()[-2:] == ["refund.completed.v1", "payment.refunded.v1"]


def test_a_part_goes_back_and_the_request_stays_paid(paid: api.Payment, bank: FakeBank, payouts: FakePayouts) -> None:
    refund = approve(ask(paid, 3_000))
    api.send_refunds(now=NOW)
    bank.credit(paid, amount=-3_000, description=refund.code)
    api.reconcile(now=NOW)
    after = api.get(payment_id=paid.payment_id)
    assert (after.state, after.paid, after.refunded, money().returned) == ("paid", 5_000, 3_000, 3_000)


def test_who_asks_may_not_approve(paid: api.Payment) -> None:
    refund = ask(paid, role=Role.LEADER)
    with pytest.raises(FourEyes):
        approve(refund)
    with pytest.raises(Forbidden):
        api.approve_refund(refund_id=refund.refund_id, now=NOW, actor=make_officer(Role.RECEPTION))


def test_the_database_knows_four_eyes_too(paid: api.Payment) -> None:
    ask(paid)
    rows = models.Refund.objects.all()
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        rows.update(approved_by=rows[0].requested_by)


def test_never_more_than_was_paid(paid: api.Payment) -> None:
    ask(paid, 5_000)
    for amount in (0, 3_001, 8_000):
        with pytest.raises(RefundTooLarge):
            ask(paid, amount)


@pytest.mark.parametrize("change", [{"amount": 8_001}, {"amount": 4_000, "code": "HTX"}])
def test_the_database_refuses_refunds_beyond_the_money(paid: api.Payment, change: dict[str, object]) -> None:
    ask(paid, 5_000)
    row = models.Refund.objects.get()
    if "code" in change:
        row.pk, row.uuid, row.from_allocated = None, uuid4(), 0  # another one beside it
    for name, value in change.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match="exceed the 8000"), transaction.atomic():
        row.save()


def test_rejected_money_counts_as_before(paid: api.Payment) -> None:
    refund = ask(paid)
    assert (api.get(payment_id=paid.payment_id).paid, money().state) == (0, "returning")
    api.reject_refund(refund_id=refund.refund_id, reason="đúng mức thu", now=NOW, actor=make_officer(Role.LEADER))
    assert (api.get(payment_id=paid.payment_id).paid, money().state, money().returning) == (8_000, "allocated", 0)


def test_no_account_no_refund(paid: api.Payment) -> None:
    refund = api.request_refund(payment_id=paid.payment_id, amount=None, reason="x", now=NOW, actor=make_officer(Role.RECEPTION))[0]
    with pytest.raises(PayeeNeeded):
        approve(refund)
    done = api.approve_refund(refund_id=refund.refund_id, now=NOW, actor=make_officer(Role.LEADER), payee=PAYEE)
    assert done.payee == PAYEE


def test_a_silent_bank_is_asked_again_and_a_refusal_is_told(paid: api.Payment, payouts: FakePayouts) -> None:
    refund = approve(ask(paid))
    payouts.is_down = True
    assert api.send_refunds(now=NOW) == 0
    payouts.is_down, payouts.refuses = False, True
    assert api.send_refunds(now=NOW + timedelta(hours=1)) == 0
    assert api.refund(refund_id=refund.refund_id).state == "failed"
    api.withdraw_refund(refund_id=refund.refund_id, now=NOW, actor=make_officer(Role.RECEPTION))
    assert api.get(payment_id=paid.payment_id).paid == 8_000


def test_money_out_that_nobody_ordered_is_a_discrepancy(paid: api.Payment, bank: FakeBank) -> None:
    refund = approve(ask(paid))
    bank.credit(amount=-500, description="PHI DICH VU")
    bank.credit(amount=-8_000, description=f"{refund.code}")  # not sent yet
    api.reconcile(now=NOW)
    assert [d.kind for d in api.discrepancies()] == [api.DiscrepancyKind.UNKNOWN_DEBIT] * 2


def test_deciding_to_refund_a_duplicate_and_undoing_it(paid: api.Payment, bank: FakeBank) -> None:
    bank.tell(bank.credit(paid))
    found, admin = api.discrepancies()[0], make_officer(Role.ADMIN)
    api.resolve(discrepancy_id=found.discrepancy_id, resolution=api.Resolution.REFUND, reason="hai lần", payee=PAYEE, now=NOW, actor=admin)
    assert [r.amount for r in api.refunds(state=api.RefundState.REQUESTED)] == [8_000]
    assert api.discrepancies(is_open=False)[0].can_undo
    api.undo(discrepancy_id=found.discrepancy_id, reason="nhầm", now=NOW, actor=admin)
    assert (api.discrepancies()[0].rest, api.refunds()[0].state) == (8_000, "withdrawn")
    assert set(models.Transfer.objects.values_list("state", flat=True)) == {"allocated", "duplicate"}


def test_what_had_effect_cannot_be_undone(bank: FakeBank) -> None:
    bank.tell(bank.credit(make_payment(due_at=NOW - timedelta(hours=1))))
    found = api.discrepancies()[0]
    api.resolve(discrepancy_id=found.discrepancy_id, resolution=api.Resolution.ACCEPT, reason="x", now=NOW, actor=SYSTEM)
    with pytest.raises(CannotUndo):
        api.undo(discrepancy_id=found.discrepancy_id, reason="x", now=NOW, actor=SYSTEM)


def test_exempt_from_the_beginning() -> None:
    item = api.FeeItem("LP01", "Lệ phí", 0, full_amount=8_000, exemption=LAW)
    payment = make_payment(items=(item,))
    assert (payment.state, payment.amount, payment.full_amount, payment.items[0].exemption) == ("exempt", 0, 8_000, LAW)
    assert told() == ["payment.requested.v1", "payment.exempted.v1"]
    assert make_payment(items=(item,)) == payment


@pytest.mark.parametrize("exemption", [None, api.Exemption(reason="", basis="x"), api.Exemption(reason="x", basis=" ")])
def test_no_exemption_without_reason_and_basis(exemption: api.Exemption | None) -> None:
    with pytest.raises((ExemptionInvalid, api.NothingToPay)):
        make_payment(items=(api.FeeItem("LP01", "Lệ phí", 0, full_amount=8_000, exemption=exemption),))


def test_exempting_later_gives_back_what_was_paid(bank: FakeBank) -> None:
    payment = make_payment()
    bank.tell(bank.credit(payment, amount=3_000))
    api.exempt(payment_id=payment.payment_id, exemption=LAW, now=NOW, actor=make_officer(Role.RECEPTION))
    assert api.get(payment_id=payment.payment_id).state == "exempt"
    assert [(d.kind, d.rest) for d in api.discrepancies()] == [(api.DiscrepancyKind.CANCELLED, 3_000)]
    assert api.exempt(payment_id=payment.payment_id, exemption=LAW, now=NOW, actor=make_officer(Role.RECEPTION)).state == "exempt"


def test_a_reduction_that_is_paid_already_settles(bank: FakeBank) -> None:
    payment = make_payment()
    bank.tell(bank.credit(payment, amount=5_000))
    after = api.reduce(payment_id=payment.payment_id, amounts={"LP01": 4_000}, exemption=LAW, now=NOW, actor=SYSTEM)
    assert (after.state, after.amount, after.paid, after.channel) == ("paid", 4_000, 4_000, "reduced")
    assert [(d.kind, d.rest) for d in api.discrepancies()] == [(api.DiscrepancyKind.OVER, 1_000)]


def test_a_paid_request_is_not_exempted(paid: api.Payment) -> None:
    with pytest.raises(TransitionRefused):
        api.exempt(payment_id=paid.payment_id, exemption=LAW, now=NOW, actor=SYSTEM)


def test_overdue_and_open_again(bank: FakeBank) -> None:
    payment = make_payment(due_at=NOW - timedelta(hours=1))
    assert (api.lapse(now=NOW), api.lapse(now=NOW)) == (1, 0)
    assert bank.tell(bank.credit(payment)).discrepancy == api.DiscrepancyKind.LATE
    later = NOW + timedelta(days=5)
    api.reopen(payment_id=payment.payment_id, due_at=later, reason="xin gia hạn", now=NOW, actor=make_officer(Role.RECEPTION))
    bank.tell(bank.credit(payment))
    assert api.get(payment_id=payment.payment_id).state == "paid"


def test_cancelling_a_partly_paid_request_frees_its_money(bank: FakeBank) -> None:
    payment = make_payment()
    bank.tell(bank.credit(payment, amount=3_000))
    api.cancel(payment_id=payment.payment_id, now=NOW, actor=SYSTEM)
    assert [(d.kind, d.rest) for d in api.discrepancies()] == [(api.DiscrepancyKind.CANCELLED, 3_000)]
    assert (money().state, ITEMS[0].amount) == ("stray", 8_000)


def test_only_the_system_records_refunds_made_elsewhere(paid: api.Payment) -> None:
    with pytest.raises(Forbidden):
        api.mark_refunded(payment_id=paid.payment_id, now=NOW, actor=make_officer(Role.ADMIN))

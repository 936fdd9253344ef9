"""Requests and the money that comes in."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.foundation.identity.testing import make_officer
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import SYSTEM, Actor, ActorKind, Role
from motcua.kernel.errors import Forbidden
from motcua.kernel.machines import TransitionRefused
from motcua.platform.payments import api, models
from motcua.platform.payments.contracts import CannotAccept, DiscrepancyUnknown, FeeItem
from motcua.platform.payments.testing import ITEMS, NOW, FakeBank, make_payment

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    return [e.name.split(".")[2] for e in recorded() if e.name.startswith("payments.")]


def test_asking_twice_is_asking_once() -> None:
    assert make_payment() == make_payment()
    assert told() == ["requested"]


def test_asking_for_another_amount_conflicts_until_cancelled() -> None:
    first = make_payment()
    more = (*ITEMS, FeeItem(code="P02", name="Phí bản sao", amount=5_000))
    with pytest.raises(api.RequestConflicts):
        make_payment(items=more)
    api.cancel(payment_id=first.payment_id, now=NOW, actor=SYSTEM)
    assert make_payment(items=more).amount == 13_000
    assert api.for_ref(ref="casework:1").amount == 13_000  # type: ignore[union-attr]


def test_a_signed_notification_settles() -> None:
    bank = FakeBank()
    payment = make_payment()
    from motcua.platform.payments import adapters

    with adapters.instead(bank):
        outcome = bank.tell(bank.credit(payment))
    assert (outcome.kind, outcome.payment_id) == (api.OutcomeKind.SETTLED, payment.payment_id)
    paid = api.get(payment_id=payment.payment_id)
    assert (paid.state, paid.settled_at, paid.channel) == (api.PaymentState.PAID, NOW, "vietqr")
    assert told() == ["requested", "settled"]


def test_the_same_notification_again_changes_nothing(bank: FakeBank) -> None:
    message = bank.credit(make_payment())
    kinds = [bank.tell(message | {"notification_id": str(n)}).kind for n in range(3)]
    assert kinds == [api.OutcomeKind.SETTLED, api.OutcomeKind.REPEATED, api.OutcomeKind.REPEATED]
    assert told() == ["requested", "settled"]
    assert models.Notification.objects.count() == 3


def test_too_little_is_counted_and_the_rest_is_asked_for(bank: FakeBank) -> None:
    payment = make_payment()
    outcome = bank.tell(bank.credit(payment, amount=7_000))
    assert (outcome.kind, outcome.discrepancy) == (api.OutcomeKind.DISCREPANT, api.DiscrepancyKind.SHORT)
    partly = api.get(payment_id=payment.payment_id)
    assert (partly.state, partly.paid, partly.outstanding) == (api.PaymentState.PARTLY_PAID, 7_000, 1_000)
    assert "54041000" in api.qr_payload(payment_id=payment.payment_id)
    assert told() == ["requested", "partly_paid", "discrepant"]


def test_a_top_up_settles_and_closes_the_shortage(bank: FakeBank) -> None:
    payment = make_payment()
    for amount in (7_000, 1_000):
        bank.tell(bank.credit(payment, amount=amount))
    assert api.get(payment_id=payment.payment_id).state == api.PaymentState.PAID
    assert not api.discrepancies()
    assert set(models.Transfer.objects.values_list("state", flat=True)) == {"allocated"}


def test_too_much_settles_and_the_difference_waits_to_go_back(bank: FakeBank) -> None:
    payment = make_payment()
    outcome = bank.tell(bank.credit(payment, amount=9_000))
    assert (outcome.kind, outcome.discrepancy) == (api.OutcomeKind.SETTLED, api.DiscrepancyKind.OVER)
    assert api.get(payment_id=payment.payment_id).paid == 8_000
    assert [(d.kind, d.rest) for d in api.discrepancies()] == [(api.DiscrepancyKind.OVER, 1_000)]
    assert models.Transfer.objects.get().state == "excess"


def test_late_money_waits_for_a_person(bank: FakeBank) -> None:
    payment = make_payment(due_at=NOW + timedelta(days=1))
    outcome = bank.tell(bank.credit(payment), now=NOW + timedelta(days=2))
    assert outcome.discrepancy == api.DiscrepancyKind.LATE


def test_money_sent_in_time_but_told_late_is_in_time(bank: FakeBank) -> None:
    payment = make_payment(due_at=NOW + timedelta(days=1))
    message = bank.credit(payment, age=2 * 86_400)
    assert bank.tell(message, now=NOW + timedelta(days=2)).kind == api.OutcomeKind.SETTLED


def test_a_second_transfer_is_found_and_the_first_stays(bank: FakeBank) -> None:
    payment = make_payment()
    bank.tell(bank.credit(payment))
    assert bank.tell(bank.credit(payment)).discrepancy == api.DiscrepancyKind.PAID_TWICE
    assert api.get(payment_id=payment.payment_id).state == api.PaymentState.PAID


def test_money_for_a_cancelled_or_unknown_request(bank: FakeBank) -> None:
    payment = make_payment()
    api.cancel(payment_id=payment.payment_id, now=NOW, actor=SYSTEM)
    assert bank.tell(bank.credit(payment)).discrepancy == api.DiscrepancyKind.CANCELLED
    assert bank.tell(bank.credit()).discrepancy == api.DiscrepancyKind.UNKNOWN


def test_money_of_another_account_is_not_ours(bank: FakeBank) -> None:
    assert bank.tell(bank.credit(make_payment(), account="1")).kind == api.OutcomeKind.IGNORED
    assert not models.Transfer.objects.exists()


def test_a_code_typed_by_hand_is_enough(bank: FakeBank) -> None:
    payment = make_payment()
    message = bank.credit(payment, reference="", description=f"IBFT {payment.code.lower()} chuyen tien. TKThe: 123")
    assert bank.tell(message).kind == api.OutcomeKind.SETTLED


def test_forged_messages_leave_no_trace(bank: FakeBank) -> None:
    raw, headers = bank.signed(bank.credit(make_payment()))
    with pytest.raises(api.SignatureInvalid):
        api.receive_notification(raw=raw + b" ", headers=headers, now=NOW)
    assert not models.Transfer.objects.exists()
    assert not models.Notification.objects.exists()


def test_reconciliation_finds_what_nobody_told_once(bank: FakeBank) -> None:
    payment = make_payment()
    bank.credit(payment)
    first, second = (api.reconcile(now=NOW) for _ in range(2))
    assert (first.read, first.settled, second.read) == (1, 1, 0)
    assert api.get(payment_id=payment.payment_id).channel == "statement"


def test_statement_and_notification_of_one_transfer_are_one(bank: FakeBank) -> None:
    message = bank.credit(make_payment())
    bank.tell(message)
    assert api.reconcile(now=NOW) == api.ReconcileReport(read=1)
    assert bank.tell(message).kind == api.OutcomeKind.REPEATED
    assert told() == ["requested", "settled"]


def test_the_statement_corrects_a_notification_that_lied(bank: FakeBank) -> None:
    payment = make_payment()
    bank.tell(bank.credit(payment) | {"amount": 7_000})
    assert api.reconcile(now=NOW).settled == 1
    assert api.get(payment_id=payment.payment_id).state == api.PaymentState.PAID
    assert [d.kind for d in api.discrepancies()] == [api.DiscrepancyKind.CONFLICT]


def test_a_notification_never_corrects_the_statement(bank: FakeBank) -> None:
    payment = make_payment()
    message = bank.credit(payment, amount=7_000)
    api.reconcile(now=NOW)
    assert bank.tell(message | {"amount": 8_000}).discrepancy == api.DiscrepancyKind.CONFLICT
    assert api.get(payment_id=payment.payment_id).is_open


def test_a_silent_bank_is_reported_and_nothing_is_skipped(bank: FakeBank) -> None:
    bank.credit(make_payment())
    bank.is_down = True
    assert api.reconcile(now=NOW) == api.ReconcileReport(reachable=False)
    bank.is_down = False
    assert api.reconcile(now=NOW).settled == 1


def test_a_broken_statement_line_does_not_stop_the_rest(bank: FakeBank) -> None:
    bank.credit(amount="nhiều")
    bank.credit(make_payment())
    assert api.reconcile(now=NOW).settled == 1


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(order=st.permutations(["notify", "notify", "statement", "notify_less", "statement"]))
def test_in_any_order_and_however_often_money_counts_once(bank: FakeBank, order: list[str]) -> None:
    with transaction.atomic():
        payment = make_payment(ref=f"casework:{uuid4()}")
        message = bank.credit(payment)
        for step in order:
            if step == "statement":
                api.reconcile(now=NOW)
            else:
                bank.tell(message | ({"amount": 7_000} if step == "notify_less" else {}))
        assert api.get(payment_id=payment.payment_id).state == api.PaymentState.PAID
        assert models.Transfer.objects.filter(settled=True, request__uuid=payment.payment_id).count() == 1


def test_deciding_about_late_money(bank: FakeBank) -> None:
    payment = make_payment(due_at=NOW - timedelta(hours=1))
    bank.tell(bank.credit(payment))
    found, admin = api.discrepancies()[0], make_officer(Role.ADMIN)
    decide = {"discrepancy_id": found.discrepancy_id, "resolution": api.Resolution.ACCEPT, "reason": "đúng số tiền", "now": NOW}
    with pytest.raises(Forbidden):
        api.resolve(**decide, actor=make_officer(Role.RECEPTION))
    api.resolve(**decide, actor=admin)
    assert api.get(payment_id=payment.payment_id).channel == "accepted"
    with pytest.raises(DiscrepancyUnknown):
        api.resolve(**decide, actor=admin)


def test_too_little_money_cannot_be_accepted(bank: FakeBank) -> None:
    bank.tell(bank.credit(make_payment(), amount=1))
    found = api.discrepancies()[0]
    with pytest.raises(CannotAccept):
        api.resolve(discrepancy_id=found.discrepancy_id, resolution=api.Resolution.ACCEPT, reason="", now=NOW, actor=SYSTEM)
    api.resolve(discrepancy_id=found.discrepancy_id, resolution=api.Resolution.REFUND, reason="thiếu", now=NOW, actor=SYSTEM)
    assert not api.discrepancies()


def test_paid_cannot_be_cancelled_but_refunded(bank: FakeBank) -> None:
    payment = make_payment()
    bank.tell(bank.credit(payment))
    with pytest.raises(TransitionRefused):
        api.cancel(payment_id=payment.payment_id, now=NOW, actor=SYSTEM)
    assert api.mark_refunded(payment_id=payment.payment_id, now=NOW, actor=SYSTEM).state == api.PaymentState.REFUNDED
    assert api.totals(since=NOW, until=NOW + timedelta(1)) == (0, 0)


def test_only_the_payer_and_officers_see_a_request() -> None:
    me, other = (Actor(kind=ActorKind.CITIZEN, subject_id=uuid4()) for _ in range(2))
    payment = make_payment(payer_ref=me.ref)
    assert api.get_for(payment_id=payment.payment_id, actor=me) == payment
    with pytest.raises(api.PaymentUnknown):
        api.get_for(payment_id=payment.payment_id, actor=other)


def test_bank_messages_cannot_be_changed(bank: FakeBank) -> None:
    bank.tell(bank.credit(make_payment()))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE payments_notification SET outcome = 'x'")

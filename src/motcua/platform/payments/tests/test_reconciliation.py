"""Whatever the order of notifications, statement lines, repetitions, cash and refunds: every đồng is somewhere, once."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.foundation.identity.testing import UNIT, make_officer
from motcua.kernel.actors import SYSTEM, Role
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.platform.payments import api, models
from motcua.platform.payments.contracts import MoneyState
from motcua.platform.payments.testing import NOW, FakeBank, FakePayouts, FakePlatform, make_payment

pytestmark = pytest.mark.django_db
PAYEE = api.PayeeAccount(bank_bin="970436", account="1", name="X")
STEPS = (
    "notify",
    "notify",
    "notify_less",
    "statement",
    "cash",
    "cash_part",
    "ask_platform",
    "pay_platform",
    "refund",
    "approve",
    "send",
    "cancel",
    "exempt",
    "decide",
    "undo",
    "lapse",
)


class World:
    """One payer with some transfers of several amounts, a cashier, a platform; and our own count of the money that exists."""

    def __init__(self, bank: FakeBank, platform: FakePlatform, amounts: list[int]) -> None:
        self.bank, self.platform = bank, platform
        self.payment = make_payment(ref=f"casework:{uuid4()}")
        self.messages = [bank.credit(self.payment, amount=amount) for amount in amounts]
        self.cashier, self.leader = make_officer(Role.RECEPTION), make_officer(Role.LEADER)
        self.session = api.open_session(unit_code=UNIT, float_amount=0, now=NOW, actor=self.cashier)

    def do(self, step: str, n: int) -> None:
        """One step; refusals are part of life."""
        try:
            with transaction.atomic():
                getattr(self, step)(n)
        except NamedError as refused:  # people may ask for anything; money itself never moves by an undeclared step
            if refused.params.get("transition") in set(MoneyState):
                raise

    def notify(self, n: int) -> None:
        self.bank.tell(self.messages[n % len(self.messages)])

    def notify_less(self, n: int) -> None:
        message = self.messages[n % len(self.messages)]
        self.bank.tell(message | {"amount": max(1, message["amount"] - 1_000)})

    def statement(self, n: int) -> None:
        api.reconcile(now=NOW)

    def cash(self, n: int, amount: int | None = None) -> None:
        api.take_cash(
            payment_id=self.payment.payment_id, session_id=self.session.session_id, given=amount or 10_000, amount=amount, idempotency_key=str(uuid4()),
            now=NOW, actor=self.cashier,
        )  # fmt: skip

    def cash_part(self, n: int) -> None:
        self.cash(n, amount=500)

    def platform_begin(self) -> str:
        ident = self.payment.payment_id
        return api.begin_attempt(payment_id=ident, ip="", return_url="", now=NOW, actor=SYSTEM).reference

    def pay_platform(self, n: int) -> None:
        reference = self.platform_begin()
        self.platform.pay(reference)
        self.platform.tell(reference)
        self.bank.credit(self.payment, reference=reference, description=reference, amount=self.platform.orders[reference].amount)

    def ask_platform(self, n: int) -> None:
        api.requery(now=NOW + timedelta(minutes=5))

    def refund(self, n: int) -> None:
        amount = None if n % 2 else 300
        api.request_refund(payment_id=self.payment.payment_id, amount=amount, reason="x", payee=PAYEE, now=NOW, actor=self.cashier)

    def approve(self, n: int) -> None:
        waiting = api.refunds(state=api.RefundState.REQUESTED)
        one = waiting[n % len(waiting)] if waiting else None
        if one is not None and n % 3:
            api.approve_refund(refund_id=one.refund_id, payee=PAYEE, now=NOW, actor=self.leader)
        elif one is not None:
            api.reject_refund(refund_id=one.refund_id, reason="x", now=NOW, actor=self.leader)

    def send(self, n: int) -> None:
        api.send_refunds(now=NOW)
        for one in api.refunds(state=api.RefundState.SENT):
            self.bank.credit(self.payment, amount=-one.amount, reference=one.code, description=one.code)

    def cancel(self, n: int) -> None:
        api.cancel(payment_id=self.payment.payment_id, now=NOW, actor=SYSTEM)

    def exempt(self, n: int) -> None:
        law = api.Exemption(reason="x", basis="x")
        api.reduce(payment_id=self.payment.payment_id, amounts={"LP01": n * 1_000}, exemption=law, now=NOW, actor=SYSTEM)

    def decide(self, n: int) -> None:
        rows = api.discrepancies()
        if rows:
            api.resolve(
                discrepancy_id=rows[n % len(rows)].discrepancy_id,
                resolution=list(api.Resolution)[n % 3],
                reason="x",
                payee=PAYEE,
                now=NOW,
                actor=SYSTEM,
            )

    def undo(self, n: int) -> None:
        rows = api.discrepancies(is_open=False)
        if rows:
            api.undo(discrepancy_id=rows[n % len(rows)].discrepancy_id, reason="x", now=NOW, actor=SYSTEM)

    def lapse(self, n: int) -> None:
        api.lapse(now=NOW)


def check(payment: api.Payment) -> None:
    """The books by their own rows."""
    for transfer in models.Transfer.objects.all():
        assert transfer.allocated == (transfer.allocations.aggregate(n=Sum("amount"))["n"] or 0)
        live = transfer.refunds.filter(state__in=["requested", "approved", "sending", "sent", "failed"]).aggregate(n=Sum("amount"))["n"] or 0
        gone = transfer.refunds.filter(state="completed").aggregate(n=Sum("amount"))["n"] or 0
        assert (transfer.returning, transfer.returned) == (live, gone)
        rest = transfer.amount - transfer.allocated - transfer.returning - transfer.returned
        assert rest >= 0
        assert rest == 0 or transfer.discrepancies.exists()
    row = models.Request.objects.get(uuid=payment.payment_id)
    assert row.paid_amount == (row.allocations.aggregate(n=Sum("amount"))["n"] or 0) <= row.amount
    assert (row.state == "partly_paid") == (row.state in ("unpaid", "pending", "partly_paid") and row.paid_amount > 0)
    if row.state == "paid":
        assert row.paid_amount + row.refunding_amount + row.refunded_amount == row.amount


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    amounts=st.lists(st.sampled_from([8_000, 7_000, 9_000, 1_000, 20_000]), min_size=1, max_size=3),
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 7)), max_size=14),
)
def test_every_dong_is_somewhere_once(
    bank: FakeBank, platform: FakePlatform, payouts: FakePayouts, amounts: list[int], steps: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        world = World(bank, platform, amounts)
        for step, n in steps:
            world.do(step, n)
            check(world.payment)
        world.statement(0)
        check(world.payment)
        banked = sum(entry["amount"] for entry in bank.entries if entry["amount"] > 0)
        conflicts = sum(
            line.amount - line.transfer.amount for line in models.StatementLine.objects.filter(match="payment") if line.transfer
        )
        booked = models.Transfer.objects.exclude(way="cash").aggregate(n=Sum("amount"))["n"] or 0
        assert booked + conflicts == banked
        days = {local_date(NOW), local_date(NOW) - timedelta(days=1)}
        assert all(api.day_report(on=day).balances for day in days)
        transaction.set_rollback(True)
    bank.entries.clear()


def test_the_day_closes_to_the_dong(bank: FakeBank, platform: FakePlatform) -> None:
    first, second = make_payment(), make_payment(ref="casework:2")
    bank.tell(bank.credit(first, amount=9_000))
    bank.entries.clear()  # the bank forgot it for now
    bank.credit(second, amount=5_000)
    report = api.reconcile_day(on=local_date(NOW), now=NOW)
    assert (report.money_in, report.allocated, report.discrepant, report.not_on_statement) == (14_000, 13_000, 1_000, 9_000)
    assert (report.balances, report.statement_credits, report.requests_settled) == (True, 5_000, 8_000)


def test_money_that_never_reached_the_statement_is_found_once_and_closed_when_it_does(bank: FakeBank) -> None:
    payment = make_payment()
    message = bank.credit(payment)
    bank.tell(message)
    entry = bank.entries.pop()
    later = NOW + timedelta(days=3)
    for _ in range(2):
        api.reconcile_day(on=local_date(NOW), now=later)
    assert [d.kind for d in api.discrepancies()] == [api.DiscrepancyKind.NOT_ON_STATEMENT]
    bank.entries.append(entry)
    api.reconcile(now=later)
    assert not api.discrepancies()


def test_nightly_runs_once_a_day(bank: FakeBank) -> None:
    runs = [api.reconcile_nightly(now=NOW + timedelta(hours=h)) for h in (0, 1, 24)]
    assert [run is not None for run in runs] == [True, False, True]


def test_a_case_is_taken_and_listed(bank: FakeBank) -> None:
    bank.tell(bank.credit())
    found, admin = api.discrepancies()[0], make_officer(Role.ADMIN)
    api.assign(discrepancy_id=found.discrepancy_id, officer_ref=admin.ref, officer_name=admin.name, now=NOW, actor=admin)
    mine = api.discrepancies(assigned_to=admin.ref)
    assert [(d.assigned_name, d.age_days(NOW + timedelta(days=4))) for d in mine] == [(admin.name, 4)]
    assert models.Decision.objects.filter(discrepancy__uuid=found.discrepancy_id).count() == 2


def test_the_exported_queue_runs_nothing_in_a_spreadsheet(bank: FakeBank) -> None:
    bank.tell(bank.credit(transaction_id='=HYPERLINK("x")'))
    text = api.discrepancies_csv(now=NOW).decode("utf-8-sig")
    assert "'=HYPERLINK" in text

"""Reads of money: what came in, what disagrees, what goes back, the figures of a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from motcua.kernel.actors import Actor
from motcua.kernel.clock import VIETNAM
from motcua.platform.payments import contracts, models, policies
from motcua.platform.payments.contracts import (
    Attempt,
    AttemptState,
    DayReport,
    Discrepancy,
    DiscrepancyKind,
    Incoming,
    LineMatch,
    MoneyState,
    PayeeAccount,
    PaymentState,
    Refund,
    RefundState,
    Resolution,
    Way,
)
from motcua.platform.payments.queries.requests import to_payment


def discrepancies(
    *, before: datetime | None = None, is_open: bool = True, limit: int = 100, kind: DiscrepancyKind | None = None,
    assigned_to: str | None = None,
) -> tuple[Discrepancy, ...]:  # fmt: skip
    """Disagreements, newest first; open ones by default. ``assigned_to``: an officer's ref, or "" for those of nobody."""
    rows = models.Discrepancy.objects.select_related("transfer__request", "line").prefetch_related("transfer__request__items", "refunds")
    rows = rows.filter(resolution="") if is_open else rows.exclude(resolution="")
    if before is not None:
        rows = rows.filter(found_at__lt=before)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if assigned_to is not None:
        rows = rows.filter(assigned_to=assigned_to)
    return tuple(_to_discrepancy(row) for row in rows.order_by("-id")[:limit])


def _to_discrepancy(row: models.Discrepancy) -> Discrepancy:
    transfer, line = row.transfer, row.line
    request = None if transfer is None else transfer.request
    rest = 0 if transfer is None else transfer.amount - transfer.allocated - transfer.returning - transfer.returned
    if row.kind == DiscrepancyKind.SHORT and request is not None and request.state == PaymentState.PARTLY_PAID and transfer is not None:
        rest = transfer.allocated
    return Discrepancy(
        discrepancy_id=row.uuid,
        kind=DiscrepancyKind(row.kind),
        transaction_id=transfer.transaction_id if transfer is not None else line.key if line is not None else "",
        amount=row.amount,
        expected=None if request is None else request.amount,
        payment=None if request is None else to_payment(request),
        found_at=row.found_at,
        resolution=Resolution(row.resolution) if row.resolution else None,
        reason=row.reason,
        assigned_to=row.assigned_to,
        assigned_name=row.assigned_name,
        rest=rest,
        can_undo=_can_undo(row, rest=rest),
        description=transfer.description if transfer is not None else line.description if line is not None else "",
    )


def _can_undo(row: models.Discrepancy, *, rest: int) -> bool:
    if row.transfer is None or row.resolution not in (Resolution.NOTED, Resolution.REFUND):
        return False
    if row.resolution == Resolution.NOTED:
        return rest > 0
    sent = {RefundState.SENDING, RefundState.SENT, RefundState.COMPLETED, RefundState.FAILED}
    return not any(refund.state in sent for refund in row.refunds.all())


def incoming(*, since: datetime, until: datetime, limit: int = 10_000) -> tuple[Incoming, ...]:
    """Money of a half-open period by the instant at which it was paid, oldest first."""
    rows = models.Transfer.objects.filter(paid_at__gte=since, paid_at__lt=until).order_by("paid_at", "id")
    return tuple(
        Incoming(
            transaction_id=row.transaction_id, way=Way(row.way), amount=row.amount, allocated=row.allocated, returning=row.returning,
            returned=row.returned, state=MoneyState(row.state), heard_at=row.heard_at, paid_at=row.paid_at, on_statement=row.on_statement,
        )
        for row in rows[:limit]
    )  # fmt: skip


def day_of(on: date) -> tuple[datetime, datetime]:
    """The half-open period of a day in Vietnam."""
    start = datetime(on.year, on.month, on.day, tzinfo=VIETNAM)
    return start, start + timedelta(days=1)


def day_report(*, on: date) -> DayReport:
    """The figures of one day from the rows as they stand; ``balances`` says whether they close to the đồng."""
    start, end = day_of(on)
    money = models.Transfer.objects.filter(paid_at__gte=start, paid_at__lt=end)
    lines = models.StatementLine.objects.filter(booked_at__gte=start, booked_at__lt=end)
    ours = lines.filter(match=LineMatch.PAYMENT)
    same_day = ours.filter(transfer__paid_at__gte=start, transfer__paid_at__lt=end)
    banked = money.exclude(way=Way.CASH)
    settled = models.Request.objects.filter(settled_at__gte=start, settled_at__lt=end)
    ways = {way.value: _sum(money.filter(way=way), "amount") for way in Way}
    parts = {name: _sum(money, name) for name in ("amount", "allocated", "returning", "returned")}
    seen_today = same_day.values("transfer_id")
    return DayReport(
        on=on,
        ways=ways,
        allocated=parts["allocated"],
        discrepant=_rest(money),
        returning=parts["returning"],
        returned=parts["returned"],
        statement_credits=_sum(ours, "amount"),
        statement_deposits=_sum(lines.filter(match=LineMatch.DEPOSIT), "amount"),
        statement_debits=-_sum(lines.filter(amount__lt=0), "amount"),
        not_on_statement=_sum(banked.exclude(pk__in=seen_today), "amount"),
        differences=_sum(same_day, "amount") - _sum(banked.filter(pk__in=seen_today), "amount"),
        other_days=_sum(ours.exclude(pk__in=same_day.values("pk")), "amount"),
        platform_success=_sum(
            models.Attempt.objects.filter(state=AttemptState.SUCCEEDED, transfer__paid_at__gte=start, transfer__paid_at__lt=end),
            "transfer__amount",
        ),
        requests_settled=_sum(settled, "amount"),
        settled_count=settled.count(),
        open_discrepancies=models.Discrepancy.objects.filter(resolution="", found_at__lt=end).count(),
    )


def _rest(money: QuerySet[models.Transfer]) -> int:
    """Discrepant money counted from its own rows, not as what the other sums leave over."""
    beside = money.filter(amount__gt=F("allocated") + F("returning") + F("returned"))
    return int(beside.aggregate(total=Sum(F("amount") - F("allocated") - F("returning") - F("returned")))["total"] or 0)


def _sum(rows: QuerySet[Any], field: str) -> int:
    return int(rows.aggregate(total=Sum(field))["total"] or 0)


def refunds(
    *, state: RefundState | None = None, payment_id: UUID | None = None, actor: Actor | None = None, before: datetime | None = None,
    limit: int = 100,
) -> tuple[Refund, ...]:
    """Refunds, newest first; of a state, of a request, those that ``actor`` may see, those asked for before an instant."""
    rows = models.Refund.objects.select_related("transfer", "request").order_by("-id")
    rows = rows.filter(requested_at__lt=before) if before is not None else rows
    rows = rows.filter(state=state) if state is not None else rows
    rows = rows.filter(request__uuid=payment_id) if payment_id is not None else rows
    units = None if actor is None else policies.units_of_refunds(actor)
    if units is not None:
        nobodys = Q(request=None) | Q(request__unit_code="")
        rows = rows.filter(Q(request__unit_code__in=units - {""}) | (nobodys if "" in units else Q(pk__in=())))
    return tuple(to_refund(row) for row in rows[:limit])


def refund(*, refund_id: UUID) -> Refund:
    """The refund of that id; ``RefundUnknown``."""
    row = models.Refund.objects.select_related("transfer", "request").filter(uuid=refund_id).first()
    if row is None:
        raise contracts.RefundUnknown
    return to_refund(row)


def to_refund(row: models.Refund) -> Refund:
    """The contract of a row."""
    payee = PayeeAccount(bank_bin=row.payee_bin, account=row.payee_account, name=row.payee_name) if row.payee_account else None
    return Refund(
        refund_id=row.uuid, code=row.code, transaction_id=row.transfer.transaction_id, payment_id=row.request.uuid if row.request else None,
        payment_code=row.request.code if row.request else "", amount=row.amount, reason=row.reason, state=RefundState(row.state),
        requested_at=row.requested_at, requested_by=row.requested_by, approved_by=row.approved_by, payee=payee, sent_at=row.sent_at,
        completed_at=row.completed_at, bank_reference=row.bank_reference, in_cash=row.in_cash,
        unit_code=row.request.unit_code if row.request else "", failure=row.failure, next_try_at=row.next_try_at,
    )  # fmt: skip


def attempts(*, payment_id: UUID) -> tuple[Attempt, ...]:
    """Transactions that were begun at the platform for a request, newest first."""
    rows = models.Attempt.objects.select_related("request").filter(Q(request__uuid=payment_id)).order_by("-id")
    return tuple(to_attempt(row) for row in rows)


def to_attempt(row: models.Attempt) -> Attempt:
    """The contract of a row."""
    return Attempt(
        attempt_id=row.uuid, payment_id=row.request.uuid, reference=row.reference, amount=row.amount, state=AttemptState(row.state),
        pay_url=row.pay_url, initiated_at=row.initiated_at, finished_at=row.finished_at,
    )  # fmt: skip

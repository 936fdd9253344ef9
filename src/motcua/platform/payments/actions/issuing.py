"""Receipts follow the ledger: for each payment one valid receipt of exactly what is counted, with the next number of its series."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Sum

from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.money import amount_in_words
from motcua.platform.payments import contracts, events, models, queries, rules
from motcua.platform.payments.contracts import ReceiptState, Transmission
from motcua.platform.payments.rules import receipts as receipt_rules
from motcua.platform.payments.rules.states import LIVE_REFUNDS


def issue_for(transfer: models.Transfer, request: models.Request, *, now: datetime, actor: Actor) -> models.Receipt | None:
    """Bring the receipt of a payment in line with what is counted of it; None when there is nothing to say or no series is open.

    Money that is on its way back is still acknowledged; the receipt is cancelled or replaced when it has gone.
    """
    wanted = transfer.allocated + _going_back(transfer)
    valid = models.Receipt.objects.select_for_update().filter(transfer=transfer, state=ReceiptState.VALID).first()
    if valid is not None and valid.amount == wanted:
        return valid
    if wanted == 0:
        if valid is not None:
            close(valid, ReceiptState.CANCELLED, reason="đã hoàn phí", now=now, actor=actor)
        return None
    series = open_series_of(request.unit_code, year=local_date(now).year)
    if series is None:
        return None
    if valid is not None:
        close(valid, ReceiptState.REPLACED, reason="số tiền thay đổi", now=now, actor=actor)
    return write(series, transfer, request, amount=wanted, replaces=valid, now=now, actor=actor)


def _going_back(transfer: models.Transfer) -> int:
    live = transfer.refunds.filter(state__in=LIVE_REFUNDS).aggregate(total=Sum("from_allocated"))
    return int(live["total"] or 0)


def open_series_of(unit_code: str, *, year: int) -> models.ReceiptSeries | None:
    """The unit's open series of the year, else the city's, locked: numbers are given one after the other."""
    rows = models.ReceiptSeries.objects.select_for_update().filter(year=year, is_open=True, unit_code__in={unit_code, ""})
    return max(rows, key=lambda row: row.unit_code == unit_code, default=None)


def write(
    series: models.ReceiptSeries, transfer: models.Transfer, request: models.Request, *, amount: int, replaces: models.Receipt | None,
    now: datetime, actor: Actor, payer: contracts.Payer | None = None,
) -> models.Receipt:  # fmt: skip
    """Give the next number of a locked series: counter and receipt are written together, so a failure leaves no gap."""
    number, series.next_number = series.next_number, series.next_number + 1
    series.save(update_fields=["next_number"])
    who = payer or queries.payer_of(request)
    earlier = models.Transfer.objects.filter(request=request, pk__lt=transfer.pk).aggregate(total=Sum("allocated"))
    lines = receipt_rules.lines_for(queries.to_payment(request).items, amount=amount, before=int(earlier["total"] or 0))
    row = models.Receipt.objects.create(
        series=series, number=number, request=request, transfer=transfer, amount=amount, words=amount_in_words(amount),
        lines=[{"name": line.name, "amount": line.amount} for line in lines], payer_name=who.name, payer_number=who.number,
        payer_address=who.address, way=transfer.way, issued_at=now, issued_by=actor.ref, replaces=replaces,
    )  # fmt: skip
    fact = events.ReceiptIssued(
        receipt_id=row.uuid, payment_id=request.uuid, ref=request.ref, pattern=series.pattern, serial=series.serial, number=number,
        amount=amount, issued_at=now, replaces=None if replaces is None else replaces.uuid,
    )  # fmt: skip
    outbox.publish(event=fact, now=now, actor=actor)
    return row


def close(row: models.Receipt, state: ReceiptState, *, reason: str, now: datetime, actor: Actor) -> None:
    """Cancel or replace a valid receipt; its number stays used. The outside service hears of a cancellation."""
    verb = "cancel" if state is ReceiptState.CANCELLED else "replace"
    row.state = rules.RECEIPT.next(ReceiptState(row.state), verb)
    row.closed_at, row.closed_by, row.closed_reason = now, actor.ref, reason.strip()[:300]
    if state is ReceiptState.CANCELLED and row.transmission == Transmission.SENT:
        row.transmission = Transmission.CANCEL_WAITING
    row.save(update_fields=["state", "closed_at", "closed_by", "closed_reason", "transmission"])
    fact = events.ReceiptCancelled(
        receipt_id=row.uuid, payment_id=row.request.uuid, ref=row.request.ref, amount=row.amount, cancelled_at=now
    )
    outbox.publish(event=fact, now=now, actor=actor)

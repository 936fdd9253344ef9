"""Money that comes in: by signed notification, and by the bank's statement, which has the last word."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM
from motcua.platform.payments import conf, contracts, events, models, queries, rules
from motcua.platform.payments.actions.requests import settle
from motcua.platform.payments.adapters import bank
from motcua.platform.payments.contracts import BankCredit, DiscrepancyKind, NotificationOutcome, OutcomeKind, Resolution
from motcua.platform.payments.rules.messages import SIGNATURE, key_id_of

logger = logging.getLogger(__name__)
VIETQR, STATEMENT = "vietqr", "statement"
_PAGE = 200


def receive_notification(*, raw: bytes, headers: Mapping[str, str], now: datetime, machine_now: float | None = None) -> NotificationOutcome:
    """Take in one signed message of the bank; the same message again changes nothing.

    Money that does not agree with a request is recorded and left to a person. ``machine_now`` (Unix seconds) is the machine's
    clock, against which the bank's own times are read. Raises ``SignatureInvalid``, ``MessageUnreadable``, ``BankUnavailable``.
    """
    machine = time.time() if machine_now is None else machine_now
    key_id = key_id_of(headers)
    rules.verify_signature(raw, headers, key=bank().key(key_id), machine_now=machine, window_seconds=conf.NOTIFICATION_WINDOW)
    credit = rules.read_credit(raw)
    with transaction.atomic():
        outcome = _take_in(credit, by=VIETQR, now=now, paid_at=_on_our_clock(credit, now=now, machine=machine))
        lower = {name.lower(): value for name, value in headers.items()}
        models.Notification.objects.create(
            received_at=now,
            transaction_id=credit.transaction_id,
            body=raw.decode(),
            key_id=key_id,
            signature=lower[SIGNATURE],
            outcome=outcome.kind,
        )
    return outcome


def reconcile(*, now: datetime, machine_now: float | None = None) -> contracts.ReconcileReport:
    """Read the statement from where the last reading ended; settle what no notification told. A silent bank is reported, not raised."""
    machine = time.time() if machine_now is None else machine_now
    read = settled = discrepant = 0
    while True:
        cursor, _ = models.StatementCursor.objects.get_or_create(id=1)
        try:
            entries, reached = bank().statement(after=cursor.after, limit=_PAGE)
        except contracts.BankUnavailable:
            return contracts.ReconcileReport(read=read, settled=settled, discrepant=discrepant, reachable=False)
        outcomes = _take_in_page(entries, after=cursor.after, reached=reached, now=now, machine=machine)
        read += len(outcomes)
        settled += sum(outcome.kind == OutcomeKind.SETTLED for outcome in outcomes)
        discrepant += sum(outcome.kind == OutcomeKind.DISCREPANT for outcome in outcomes)
        if not outcomes or len(entries) < _PAGE:
            return contracts.ReconcileReport(read=read, settled=settled, discrepant=discrepant)


@transaction.atomic
def _take_in_page(entries: list[dict[str, Any]], *, after: int, reached: int, now: datetime, machine: float) -> list[NotificationOutcome]:
    """One page and the new cursor in one transaction; nothing when another reader was quicker."""
    cursor = models.StatementCursor.objects.select_for_update().get(id=1)
    if cursor.after != after or reached <= after:
        return []
    outcomes = []
    for entry in entries:
        try:
            credit = rules.read_credit(entry)
        except contracts.MessageUnreadable as unreadable:
            logger.warning("statement line %s cannot be read: %s", entry.get("seq"), unreadable)
            continue
        outcomes.append(_take_in(credit, by=STATEMENT, now=now, paid_at=_on_our_clock(credit, now=now, machine=machine)))
    models.StatementCursor.objects.filter(id=1).update(after=reached)
    return outcomes


def _on_our_clock(credit: BankCredit, *, now: datetime, machine: float) -> datetime:
    """When the money was sent, on the installation's clock: as long ago as it is on the machine's."""
    return now - timedelta(seconds=max(0.0, machine - credit.paid_at.timestamp()))


def _take_in(credit: BankCredit, *, by: str, now: datetime, paid_at: datetime) -> NotificationOutcome:
    if (credit.bank_bin, credit.account) != (conf.BANK_BIN, conf.BANK_ACCOUNT):
        return NotificationOutcome(kind=OutcomeKind.IGNORED, transaction_id=credit.transaction_id)
    code = rules.code_in(reference=credit.reference, description=credit.description)
    request = models.Request.objects.select_for_update().filter(code=code).first() if code else None
    transfer, is_new = models.Transfer.objects.select_for_update().get_or_create(
        transaction_id=credit.transaction_id,
        defaults={
            "request": request,
            "amount": credit.amount,
            "description": credit.description,
            "paid_at": paid_at,
            "heard_at": now,
            "heard_by": by,
            "on_statement": by == STATEMENT,
        },
    )
    if is_new:
        return _judge(transfer, request, credit, by=by, now=now)
    return _hear_again(transfer, request, credit, by=by, now=now)


def _hear_again(
    transfer: models.Transfer, request: models.Request | None, credit: BankCredit, *, by: str, now: datetime
) -> NotificationOutcome:
    """The same transaction once more. The statement corrects an amount; a notification never does."""
    first_on_statement = by == STATEMENT and not transfer.on_statement
    if first_on_statement:
        transfer.on_statement = True
        transfer.save(update_fields=["on_statement"])
    if credit.amount == transfer.amount:
        return _outcome(OutcomeKind.REPEATED, transfer, request)
    conflict = _disagree(transfer, request, DiscrepancyKind.CONFLICT, amount=credit.amount, now=now)
    if not first_on_statement or transfer.settled:
        return conflict
    transfer.amount = credit.amount
    transfer.save(update_fields=["amount"])
    wrong = transfer.discrepancies.filter(kind__in=[DiscrepancyKind.SHORT, DiscrepancyKind.OVER], resolution="")
    wrong.update(resolution=Resolution.NOTED, reason="sao kê ghi số tiền khác thông báo", resolved_at=now, resolved_by=SYSTEM.ref)
    return _judge(transfer, request, credit, by=by, now=now)


def _judge(transfer: models.Transfer, request: models.Request | None, credit: BankCredit, *, by: str, now: datetime) -> NotificationOutcome:
    payment = None if request is None else queries.to_payment(request)
    why = rules.judge(payment, credit, paid_at=transfer.paid_at)
    if why is not None:
        return _disagree(transfer, request, why, amount=credit.amount, now=now)
    assert request is not None
    settle(request, channel=by, now=now, actor=SYSTEM)
    transfer.settled = True
    transfer.save(update_fields=["settled"])
    return _outcome(OutcomeKind.SETTLED, transfer, request)


def _disagree(
    transfer: models.Transfer, request: models.Request | None, kind: DiscrepancyKind, *, amount: int, now: datetime
) -> NotificationOutcome:
    """Record a disagreement once and tell it."""
    _, is_new = models.Discrepancy.objects.get_or_create(transfer=transfer, kind=kind, amount=amount, defaults={"found_at": now})
    if is_new:
        fact = events.PaymentDiscrepant(
            payment_id=None if request is None else request.uuid,
            ref="" if request is None else request.ref,
            kind=kind,
            amount=amount,
            found_at=now,
        )
        outbox.publish(event=fact, now=now, actor=SYSTEM)
    return _outcome(OutcomeKind.DISCREPANT, transfer, request, why=kind)


def _outcome(
    kind: OutcomeKind, transfer: models.Transfer, request: models.Request | None, why: DiscrepancyKind | None = None
) -> NotificationOutcome:
    payment_id = None if request is None else request.uuid
    return NotificationOutcome(kind=kind, transaction_id=transfer.transaction_id, payment_id=payment_id, discrepancy=why)

"""Money that comes in: by signed notification, through the payment platform, and by the bank's statement, which has the last word."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from motcua.kernel.actors import SYSTEM
from motcua.platform.payments import conf, contracts, models, rules
from motcua.platform.payments.actions import ledger
from motcua.platform.payments.adapters import bank
from motcua.platform.payments.contracts import AttemptState, BankCredit, DiscrepancyKind, NotificationOutcome, OutcomeKind, Resolution, Way
from motcua.platform.payments.rules.messages import SIGNATURE, key_id_of

VIETQR, STATEMENT, PLATFORM = "vietqr", "statement", "platform"


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
        if (credit.bank_bin, credit.account) != (conf.BANK_BIN, conf.BANK_ACCOUNT):
            outcome = NotificationOutcome(kind=OutcomeKind.IGNORED, transaction_id=credit.transaction_id)
        else:
            outcome, _ = take_in(credit, by=VIETQR, now=now, paid_at=on_our_clock(credit.paid_at, now=now, machine=machine))
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


def on_our_clock(told: datetime, *, now: datetime, machine: float) -> datetime:
    """When the money was sent, on the installation's clock: as long ago as it is on the machine's."""
    return now - timedelta(seconds=max(0.0, machine - told.timestamp()))


def take_in(credit: BankCredit, *, by: str, now: datetime, paid_at: datetime) -> tuple[NotificationOutcome, models.Transfer]:
    """One credit of our account, however often it is told; counted once. The request is locked before the transfer."""
    told = {"reference": credit.reference, "description": credit.description}
    code, attempt_ref = rules.code_in(**told), rules.attempt_in(**told)
    request = models.Request.objects.select_for_update().filter(code=code).first() if code else None
    ident = _ident(credit, attempt_ref)
    transfer, is_new = models.Transfer.objects.select_for_update(of=("self",)).get_or_create(
        transaction_id=ident,
        defaults={
            "request": request,
            "amount": credit.amount,
            "description": credit.description,
            "paid_at": paid_at,
            "heard_at": now,
            "heard_by": by,
            "on_statement": by == STATEMENT,
            "way": Way.PLATFORM if attempt_ref else Way.TRANSFER,
            "bank_id": credit.transaction_id if by != PLATFORM else "",
        },
    )
    if by != PLATFORM and not transfer.bank_id:
        transfer.bank_id = credit.transaction_id
        transfer.save(update_fields=["bank_id"])
    if attempt_ref and ident.startswith(f"{PLATFORM}:"):
        close_attempt(attempt_ref, transfer, now=now)
    if is_new:
        return ledger.count(transfer, request, channel=by, now=now, actor=SYSTEM), transfer
    return _hear_again(transfer, request, credit, by=by, now=now), transfer


def _ident(credit: BankCredit, attempt_ref: str) -> str:
    """One name for one payment: what the platform tells and the credit that the bank books for it are the same money.

    A second credit with the same reference of the platform is other money: the payer was charged twice.
    """
    if not attempt_ref or not models.Attempt.objects.filter(reference=attempt_ref).exists():
        return credit.transaction_id
    ident = f"{PLATFORM}:{attempt_ref}"
    known = models.Transfer.objects.filter(transaction_id=ident).values_list("bank_id", flat=True).first()
    return ident if known in (None, "", credit.transaction_id) or credit.transaction_id == ident else credit.transaction_id


def close_attempt(reference: str, transfer: models.Transfer, *, now: datetime) -> None:
    """The money of a platform transaction is there, whoever said so first."""
    attempt = models.Attempt.objects.select_for_update().filter(reference=reference).first()
    if attempt is None or attempt.state == AttemptState.SUCCEEDED:
        return
    verb = "succeed" if attempt.state == AttemptState.INITIATED else "succeed_after_all"
    attempt.state = rules.ATTEMPT.next(AttemptState(attempt.state), verb)
    attempt.finished_at, attempt.next_query_at, attempt.transfer = now, None, transfer
    attempt.save(update_fields=["state", "finished_at", "next_query_at", "transfer"])


def _hear_again(
    transfer: models.Transfer, request: models.Request | None, credit: BankCredit, *, by: str, now: datetime
) -> NotificationOutcome:
    """The same transaction once more. The statement corrects an amount; a notification never does."""
    first_on_statement = by == STATEMENT and not transfer.on_statement
    if first_on_statement:
        transfer.on_statement = True
        transfer.save(update_fields=["on_statement"])
        missing = transfer.discrepancies.filter(kind=DiscrepancyKind.NOT_ON_STATEMENT, resolution="")
        for found in missing:
            ledger.close(found, Resolution.NOTED, reason="đã có trên sao kê", now=now, actor=SYSTEM)
    if credit.amount == transfer.amount:
        return ledger.outcome(OutcomeKind.REPEATED, transfer, request)
    conflict = ledger.disagree(transfer, request, DiscrepancyKind.CONFLICT, amount=credit.amount, now=now)
    if not first_on_statement:
        return conflict
    return _correct(transfer, request, credit, now=now) or conflict


def _correct(transfer: models.Transfer, request: models.Request | None, credit: BankCredit, *, now: datetime) -> NotificationOutcome | None:
    """Believe the statement's amount, unless more than that has already been counted for good or sent back."""
    if transfer.returning or transfer.returned or (transfer.settled and credit.amount < transfer.allocated):
        return None
    if request is not None and request.state in contracts.OPEN_STATES:
        ledger.release(transfer, request, amount=transfer.allocated, why="corrected", now=now, actor=SYSTEM)
    elif transfer.allocated > credit.amount:
        return None
    transfer.amount = credit.amount
    transfer.save(update_fields=["amount"])
    wrong = transfer.discrepancies.filter(kind__in=[DiscrepancyKind.SHORT, DiscrepancyKind.OVER], resolution="")
    for found in wrong:
        ledger.close(found, Resolution.NOTED, reason="sao kê ghi số tiền khác thông báo", now=now, actor=SYSTEM)
    if ledger.rest_of(transfer) == 0:
        ledger.restand(transfer, request)
        return None
    if transfer.settled:
        return ledger.disagree(transfer, request, DiscrepancyKind.OVER, amount=transfer.amount, now=now)
    return ledger.count(transfer, request, channel=STATEMENT, now=now, actor=SYSTEM)

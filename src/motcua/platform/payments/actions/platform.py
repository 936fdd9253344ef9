"""Paying through the national payment platform: begin, ask again, hear. Money is believed only with a right authentication code."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kit.apart import apart
from motcua.platform.payments import conf, contracts, models, queries, rules
from motcua.platform.payments.actions.credits import PLATFORM, take_in
from motcua.platform.payments.adapters import platform
from motcua.platform.payments.contracts import (
    Attempt,
    AttemptState,
    BankCredit,
    NotificationOutcome,
    OutcomeKind,
    PlatformOrder,
    PlatformStatus,
    Way,
)
from motcua.platform.payments.rules.platform import CODE, receipt_information

_PAUSES = (1, 1, 2, 5, 10, 30, 60)  # minutes between questions about one transaction
_SAME_WITHIN = timedelta(minutes=10)
_MOST_TRIES = 99
_NO_ANSWER = (contracts.PlatformUnavailable, contracts.PlatformRefused, contracts.PlatformHashInvalid, contracts.MessageUnreadable)
log = logging.getLogger(__name__)


def begin_attempt(*, payment_id: UUID, ip: str, return_url: str, now: datetime, actor: Actor) -> Attempt:
    """Announce what is still to be paid to the platform; ``pay_url`` of the answer is where the payer goes.

    A second click within ten minutes gives the same transaction. Errors: ``PaymentUnknown``, ``NotOpen``, ``WayNotOffered``,
    ``PlatformUnavailable`` (the transaction is kept and asked about later), ``PlatformRefused``, ``PlatformHashInvalid``.
    """
    row, order = _announce(payment_id, ip=ip, return_url=return_url, now=now, actor=actor)
    if row.pay_url:
        return queries.to_attempt(row)
    try:
        row.pay_url = platform().init(order=order)[:1000]
    except contracts.PlatformRefused:
        _finish(row.reference, code="refused", now=now)
        raise
    models.Attempt.objects.filter(pk=row.pk).update(pay_url=row.pay_url)
    return queries.to_attempt(row)


@transaction.atomic
def _announce(payment_id: UUID, *, ip: str, return_url: str, now: datetime, actor: Actor) -> tuple[models.Attempt, PlatformOrder]:
    queries.get_for(payment_id=payment_id, actor=actor)
    request = models.Request.objects.select_for_update().get(uuid=payment_id)
    payment = queries.to_payment(request)
    if not payment.is_open:
        raise contracts.NotOpen(payment_code=payment.code)
    if Way.PLATFORM not in payment.ways:
        raise contracts.WayNotOffered(way_vi="trực tuyến", way_en="payment platform")
    recent = request.attempts.filter(state=AttemptState.INITIATED, amount=payment.outstanding, initiated_at__gt=now - _SAME_WITHIN)
    row = recent.exclude(pay_url="").order_by("-id").first()
    if row is None:
        number = request.attempts.count() + 1
        if number > _MOST_TRIES:
            raise contracts.WayNotOffered(way_vi="trực tuyến", way_en="payment platform")
        row = models.Attempt.objects.create(
            request=request, reference=f"{request.code}T{number:02d}", amount=payment.outstanding, initiated_at=now,
            next_query_at=now + timedelta(minutes=_PAUSES[0]),
        )  # fmt: skip
    receipt = receipt_information(
        payment, payer=queries.payer_of(request), unit_name=unit_name(payment.matter.unit_code, now=now), account=conf.BANK_ACCOUNT,
        bank=conf.BANK_BIN, account_name=conf.BANK_ACCOUNT_NAME,
    )  # fmt: skip
    text = f"{row.reference} {payment.transfer_text.partition(' ')[2]}"[:50].strip()
    order = PlatformOrder(
        reference=row.reference, amount=row.amount, text=text, ip=ip or "127.0.0.1", at=now, return_url=return_url, receipt=receipt
    )
    return row, order


def unit_name(code: str, *, now: datetime) -> str:
    """The unit's full name today; its code when it is not known."""
    try:
        return units.get(code=code, on=local_date(now)).full_name if code else ""
    except units.UnitUnknown:
        return code


def ask_attempt(*, reference: str, now: datetime) -> Attempt:
    """Ask the platform what became of a transaction now. ``AttemptUnknown``, ``PlatformUnavailable``, ``PlatformHashInvalid``."""
    row = models.Attempt.objects.filter(reference=reference).first()
    if row is None:
        raise contracts.AttemptUnknown
    if row.state != AttemptState.SUCCEEDED:
        _take(platform().query(reference=reference, at=now), now=now)
        row.refresh_from_db()
    return queries.to_attempt(row)


def requery(*, now: datetime, limit: int = 100) -> int:
    """Ask about transactions that were begun and never decided; each question waits longer. Returns how many were decided.

    After the time that the setting gives (a day), an undecided transaction counts as failed; money that comes later is still money.
    """
    due = models.Attempt.objects.filter(state=AttemptState.INITIATED, next_query_at__lte=now).order_by("next_query_at")
    decided = 0
    for row in list(due[:limit]):
        with apart(log, "asking the platform", row.reference), suppress(*_NO_ANSWER):
            status = platform().query(reference=row.reference, at=now)
            _take(status, now=now)
            decided += status.state is not AttemptState.INITIATED
        _wait_longer(row, now=now)
    return decided


def _wait_longer(row: models.Attempt, *, now: datetime) -> None:
    if now - row.initiated_at >= timedelta(minutes=conf.PLATFORM_LAPSE_MINUTES):
        _finish(row.reference, code="lapsed", now=now)
        return
    pause = timedelta(minutes=_PAUSES[min(row.queries + 1, len(_PAUSES) - 1)])
    still = models.Attempt.objects.filter(pk=row.pk, state=AttemptState.INITIATED)
    still.update(queries=min(row.queries + 1, 32_000), next_query_at=now + pause)


def receive_platform_notification(*, raw: bytes, now: datetime) -> NotificationOutcome:
    """Take in one message of the platform; the same message again changes nothing.

    Raises ``PlatformHashInvalid``, ``MessageUnreadable``, ``AttemptUnknown``.
    """
    status = platform().read_notification(raw=raw)
    with transaction.atomic():
        outcome = _take(status, now=now)
        models.Notification.objects.create(
            received_at=now, transaction_id=f"{PLATFORM}:{status.reference}"[:64], body=raw.decode(), key_id=PLATFORM,
            signature=str(json.loads(raw).get(CODE, ""))[:200], outcome=outcome.kind,
        )  # fmt: skip
    return outcome


@transaction.atomic
def _take(status: PlatformStatus, *, now: datetime) -> NotificationOutcome:
    """What the platform says becomes money, a failure, or nothing yet."""
    attempt = models.Attempt.objects.select_related("request").filter(reference=status.reference).first()
    if attempt is None:
        raise contracts.AttemptUnknown
    ident = f"{PLATFORM}:{status.reference}"
    if status.state is AttemptState.SUCCEEDED:
        paid_at = min(status.paid_at or now, now)
        credit = BankCredit(
            transaction_id=ident, bank_bin=conf.BANK_BIN, account=conf.BANK_ACCOUNT, amount=status.amount,
            description=f"{status.reference} {status.transaction_id}".strip(), reference=status.reference, paid_at=paid_at,
        )  # fmt: skip
        outcome, _ = take_in(credit, by=PLATFORM, now=now, paid_at=paid_at)
        models.Attempt.objects.filter(pk=attempt.pk).update(answer_code=status.code)
        return outcome
    if status.state is AttemptState.FAILED:
        _finish(status.reference, code=status.code, now=now)
    return NotificationOutcome(kind=OutcomeKind.IGNORED, transaction_id=ident, payment_id=attempt.request.uuid)


@transaction.atomic
def _finish(reference: str, *, code: str, now: datetime) -> None:
    row = models.Attempt.objects.select_for_update().filter(reference=reference, state=AttemptState.INITIATED).first()
    if row is not None:
        row.state = rules.ATTEMPT.next(AttemptState.INITIATED, "fail")
        row.finished_at, row.next_query_at, row.answer_code = now, None, code[:10]
        row.save(update_fields=["state", "finished_at", "next_query_at", "answer_code"])


def platform_bill(*, reference: str, now: datetime, actor: Actor) -> bytes:
    """The platform's own slip (PDF) of a transaction that succeeded. ``AttemptUnknown``, ``PlatformUnavailable``."""
    row = models.Attempt.objects.select_related("request").filter(reference=reference, state=AttemptState.SUCCEEDED).first()
    if row is None:
        raise contracts.AttemptUnknown
    queries.get_for(payment_id=row.request.uuid, actor=actor)
    return platform().get_bill(reference=reference, at=now)

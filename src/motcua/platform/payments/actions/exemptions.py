"""Less is asked than the tariff says: exemption and reduction, each with its reason, basis and paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.payments import contracts, events, models, policies, queries
from motcua.platform.payments.actions import ledger
from motcua.platform.payments.actions.requests import locked, tell_exempt
from motcua.platform.payments.contracts import DiscrepancyKind, Exemption, ExemptionInvalid, PaymentState, Timing
from motcua.platform.payments.rules import MACHINE
from motcua.platform.payments.rules.matching import check_exemption

_CHANGEABLE = (*contracts.OPEN_STATES, PaymentState.OVERDUE)


def exempt(*, payment_id: UUID, exemption: Exemption, now: datetime, actor: Actor) -> contracts.Payment:
    """Ask for nothing any more; what was paid in part waits to be given back. Exempting twice is exempting once.

    Raises ``Forbidden``, ``PaymentUnknown``, ``ExemptionInvalid``, ``TransitionRefused``.
    """
    found = queries.get(payment_id=payment_id)
    if found.state is PaymentState.EXEMPT:
        return found
    return reduce(
        payment_id=payment_id, amounts=dict.fromkeys((item.code for item in found.items), 0), exemption=exemption, now=now, actor=actor
    )


@transaction.atomic
def reduce(*, payment_id: UUID, amounts: Mapping[str, int], exemption: Exemption, now: datetime, actor: Actor) -> contracts.Payment:
    """Ask for less: ``amounts`` maps item codes to what is asked now, never more than before.

    Nothing left makes the request exempt; enough paid already settles it, and what is too much waits to be given back.
    Raises ``Forbidden``, ``PaymentUnknown``, ``ExemptionInvalid``, ``TransitionRefused``.
    """
    row = locked(payment_id)
    require(policies.can_exempt(actor, row.unit_code))
    if row.state not in _CHANGEABLE:
        MACHINE.next(PaymentState(row.state), "exempt")
    before, full = row.amount, sum(item.tariff for item in queries.to_payment(row).items)
    lines = list(models.Item.objects.select_for_update().filter(request=row))
    if not amounts or set(amounts) - {line.code for line in lines}:
        raise ExemptionInvalid
    for line in lines:
        if line.code in amounts:
            _lower(line, amounts[line.code], exemption)
    amount = sum(line.amount for line in lines)
    _give_back_what_is_too_much(row, amount=amount, now=now, actor=actor)
    _ask(row, amount=amount, full=full, exemption=exemption, now=now, actor=actor)
    if amount:
        fact = events.PaymentReduced(
            payment_id=row.uuid, ref=row.ref, amount_before=before, amount=amount, basis=exemption.basis, reduced_at=now
        )
        outbox.publish(event=fact, now=now, actor=actor)
        audit.record(
            action="payments.reduce", object_ref=f"payments.request:{row.uuid}", actor=actor, now=now, ground=exemption.basis[:200],
            details={"before": before, "amount": amount},
        )  # fmt: skip
    return queries.get(payment_id=payment_id)


def _lower(line: models.Item, amount: int, exemption: Exemption) -> None:
    full = line.amount if line.full_amount is None else line.full_amount
    if amount > line.amount:
        raise ExemptionInvalid
    check_exemption(contracts.FeeItem(code=line.code, name=line.name, amount=amount, full_amount=full, exemption=exemption))
    line.amount, line.full_amount = amount, full
    line.exempt_reason, line.exempt_basis, line.exempt_paper = exemption.reason[:300], exemption.basis[:300], exemption.paper_id
    line.save(update_fields=["amount", "full_amount", "exempt_reason", "exempt_basis", "exempt_paper"])


def _give_back_what_is_too_much(row: models.Request, *, amount: int, now: datetime, actor: Actor) -> None:
    """Latest money first; it becomes discrepant and a person decides."""
    for transfer in models.Transfer.objects.select_for_update().filter(request=row, allocated__gt=0).order_by("-id"):
        excess = min(transfer.allocated, row.paid_amount - amount)
        if excess > 0:
            ledger.release(transfer, row, amount=excess, why="reduced", now=now, actor=actor)
            kind = DiscrepancyKind.OVER if transfer.allocated else DiscrepancyKind.CANCELLED
            transfer.discrepancies.filter(kind=DiscrepancyKind.SHORT, resolution="").update(
                resolution=contracts.Resolution.NOTED, reason="đã giảm mức thu", resolved_at=now, resolved_by=actor.ref
            )
            ledger.disagree(transfer, row, kind, amount=transfer.amount, now=now)


def _ask(row: models.Request, *, amount: int, full: int, exemption: Exemption, now: datetime, actor: Actor) -> None:
    row.amount = amount
    if amount == 0:
        row.state, row.timing = MACHINE.next(PaymentState(row.state), "exempt"), Timing.EXEMPT
        row.save(update_fields=["amount", "state", "timing"])
        tell_exempt(row, full_amount=full, exemption=exemption, now=now, actor=actor)
        return
    row.save(update_fields=["amount"])
    if row.paid_amount == amount:
        ledger.settle(row, channel="reduced", now=now, actor=actor)

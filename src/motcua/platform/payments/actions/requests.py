"""Requests for payment: made, shown, withdrawn, refunded."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.kernel.ids import public_code
from motcua.kernel.policy import require
from motcua.platform.payments import contracts, events, models, policies, queries
from motcua.platform.payments.rules import MACHINE, total_of, transfer_text
from motcua.platform.payments.rules.matching import CODE_LENGTH, PREFIX

_OPEN_OR_PAID = [contracts.PaymentState.UNPAID, contracts.PaymentState.PENDING, contracts.PaymentState.PAID]


@transaction.atomic
def request(
    *, ref: str, payer_ref: str, items: tuple[contracts.FeeItem, ...], purpose: str, due_at: datetime | None, now: datetime, actor: Actor,
    return_path: str = "",
) -> contracts.Payment:  # fmt: skip
    """Ask ``payer_ref`` to pay ``items`` for ``ref``; asking the same again returns the same request.

    ``payer_ref`` is an actor's ``ref`` (``citizen:<uuid>``) or ``organisation:<uuid>``; ``return_path`` is where the page leads
    back to. Raises ``NothingToPay`` and ``RequestConflicts``.
    """
    amount = total_of(items)
    code = f"{PREFIX}{public_code(length=CODE_LENGTH)}"
    facts = {"payer_ref": payer_ref, "amount": amount, "purpose": purpose[:300], "due_at": due_at, "return_path": return_path}
    try:
        with transaction.atomic():
            text = transfer_text(code=code, purpose=purpose)
            row = models.Request.objects.create(code=code, ref=ref, transfer_text=text, requested_at=now, **facts)
    except IntegrityError:
        return _same(ref, payer_ref=payer_ref, items=items)
    lines = [models.Item(request=row, position=i, code=x.code, name=x.name[:250], amount=x.amount) for i, x in enumerate(items)]
    models.Item.objects.bulk_create(lines)
    fact = events.PaymentRequested(payment_id=row.uuid, ref=ref, amount=amount, requested_at=now)
    outbox.publish(event=fact, now=now, actor=actor)
    return queries.to_payment(row)


@transaction.atomic
def present(*, payment_id: UUID, now: datetime, actor: Actor) -> contracts.Payment:
    """The payer has the code in front of her: unpaid becomes pending; anything else stays as it is. ``PaymentUnknown``."""
    models.Request.objects.filter(uuid=payment_id, state=contracts.PaymentState.UNPAID).update(state=contracts.PaymentState.PENDING)
    return queries.get_for(payment_id=payment_id, actor=actor)


@transaction.atomic
def cancel(*, payment_id: UUID, now: datetime, actor: Actor, reason: str = "") -> contracts.Payment:
    """Withdraw a request that is not paid; withdrawing twice is withdrawing once. ``PaymentUnknown``, ``TransitionRefused``."""
    row = locked(payment_id)
    if row.state == contracts.PaymentState.CANCELLED:
        return queries.to_payment(row)
    row.state = MACHINE.next(contracts.PaymentState(row.state), "cancel")
    row.save(update_fields=["state"])
    fact = events.PaymentCancelled(payment_id=row.uuid, ref=row.ref, amount=row.amount, cancelled_at=now)
    outbox.publish(event=fact, now=now, actor=actor)
    return queries.to_payment(row)


@transaction.atomic
def mark_refunded(*, payment_id: UUID, now: datetime, actor: Actor) -> contracts.Payment:
    """Record that the money of a paid request was given back. ``PaymentUnknown``, ``TransitionRefused``, ``Forbidden``."""
    require(policies.can_decide(actor))
    row = locked(payment_id)
    row.state = MACHINE.next(contracts.PaymentState(row.state), "refund")
    row.save(update_fields=["state"])
    fact = events.PaymentRefunded(payment_id=row.uuid, ref=row.ref, amount=row.amount, refunded_at=now)
    outbox.publish(event=fact, now=now, actor=actor)
    return queries.to_payment(row)


def locked(payment_id: UUID) -> models.Request:
    """The row of a request, locked to the end of the transaction; ``PaymentUnknown``."""
    row = models.Request.objects.select_for_update().filter(uuid=payment_id).first()
    if row is None:
        raise contracts.PaymentUnknown
    return row


def settle(row: models.Request, *, channel: str, now: datetime, actor: Actor) -> None:
    """Close a locked request as paid and tell it."""
    row.state = MACHINE.next(contracts.PaymentState(row.state), "settle")
    row.settled_at, row.channel = now, channel
    row.save(update_fields=["state", "settled_at", "channel"])
    fact = events.PaymentSettled(payment_id=row.uuid, ref=row.ref, amount=row.amount, settled_at=now, channel=channel)
    outbox.publish(event=fact, now=now, actor=actor)


def _same(ref: str, *, payer_ref: str, items: tuple[contracts.FeeItem, ...]) -> contracts.Payment:
    row = models.Request.objects.filter(ref=ref, state__in=_OPEN_OR_PAID).first()
    if row is None:  # the collision was on the random code
        raise contracts.RequestConflicts(payment_code="")
    found = queries.to_payment(row)
    if (found.payer_ref, found.items) != (payer_ref, tuple(items)):
        raise contracts.RequestConflicts(payment_code=found.code)
    return found

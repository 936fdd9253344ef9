"""Requests for payment: made, shown, withdrawn, overdue, open again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.ids import public_code
from motcua.kernel.policy import require
from motcua.platform.payments import contracts, events, models, policies, queries
from motcua.platform.payments.actions import ledger
from motcua.platform.payments.contracts import DiscrepancyKind, PaymentState
from motcua.platform.payments.rules import MACHINE, total_of, transfer_text
from motcua.platform.payments.rules.matching import CODE_LENGTH, PREFIX


@transaction.atomic
def request(
    *, ref: str, payer_ref: str, items: tuple[contracts.FeeItem, ...], purpose: str, due_at: datetime | None, now: datetime, actor: Actor,
    return_path: str = "", ways: tuple[contracts.Way, ...] = (), timing: contracts.Timing = contracts.Timing.BEFORE,
    payer: contracts.Payer | None = None, matter: contracts.Matter | None = None,
) -> contracts.Payment:  # fmt: skip
    """Ask ``payer_ref`` to pay ``items`` for ``ref``; asking the same again returns the same request.

    ``payer_ref`` is an actor's ``ref`` (``citizen:<uuid>``) or ``organisation:<uuid>``; ``return_path`` is where the page leads
    back to; ``ways`` empty: all of the city. Items that an exemption brings to 0 make a request that is exempt at once.
    Raises ``NothingToPay``, ``ExemptionInvalid`` and ``RequestConflicts``.
    """
    amount = total_of(items)
    code = f"{PREFIX}{public_code(length=CODE_LENGTH)}"
    about, who = matter or contracts.Matter(), payer or contracts.Payer()
    facts = {
        "payer_ref": payer_ref, "amount": amount, "purpose": purpose[:300], "due_at": due_at, "return_path": return_path,
        "ways": " ".join(ways), "timing": timing if amount else contracts.Timing.EXEMPT,
        "unit_code": about.unit_code, "dossier_code": about.dossier_code, "procedure_code": about.procedure_code,
        "procedure_name": about.procedure_name[:500], "payer_name": who.name, "payer_number": who.number, "payer_address": who.address,
        "state": PaymentState.UNPAID if amount else PaymentState.EXEMPT,
    }  # fmt: skip
    try:
        with transaction.atomic():
            text = transfer_text(code=code, purpose=purpose)
            row = models.Request.objects.create(code=code, ref=ref, transfer_text=text, requested_at=now, **facts)
    except IntegrityError:
        return _same(ref, payer_ref=payer_ref, items=items)
    models.Item.objects.bulk_create([_line(row, place, item) for place, item in enumerate(items)])
    fact = events.PaymentRequested(payment_id=row.uuid, ref=ref, amount=amount, requested_at=now)
    outbox.publish(event=fact, now=now, actor=actor)
    if not amount:
        first = next(item.exemption for item in items if item.exemption)
        tell_exempt(row, full_amount=sum(item.tariff for item in items), exemption=first, now=now, actor=actor)
    return queries.to_payment(row)


def _line(row: models.Request, place: int, item: contracts.FeeItem) -> models.Item:
    made = models.Item(request=row, position=place, code=item.code, name=item.name[:250], amount=item.amount, kind=item.kind)
    made.full_amount = item.full_amount
    if item.exemption:
        made.exempt_reason, made.exempt_basis = item.exemption.reason[:300], item.exemption.basis[:300]
        made.exempt_paper = item.exemption.paper_id
    return made


def tell_exempt(row: models.Request, *, full_amount: int, exemption: contracts.Exemption, now: datetime, actor: Actor) -> None:
    """Nothing is asked any more: say so, and who let it be."""
    fact = events.PaymentExempted(
        payment_id=row.uuid, ref=row.ref, full_amount=full_amount, reason=exemption.reason, basis=exemption.basis, exempted_at=now
    )
    outbox.publish(event=fact, now=now, actor=actor)
    audit.record(action="payments.exempt", object_ref=f"payments.request:{row.uuid}", actor=actor, now=now, ground=exemption.basis[:200])


@transaction.atomic
def present(*, payment_id: UUID, now: datetime, actor: Actor) -> contracts.Payment:
    """The payer has the code in front of her: unpaid becomes pending; anything else stays as it is. ``PaymentUnknown``."""
    models.Request.objects.filter(uuid=payment_id, state=PaymentState.UNPAID).update(state=PaymentState.PENDING)
    return queries.get_for(payment_id=payment_id, actor=actor)


@transaction.atomic
def cancel(*, payment_id: UUID, now: datetime, actor: Actor, reason: str = "") -> contracts.Payment:
    """Withdraw a request that is not paid; withdrawing twice is withdrawing once. ``PaymentUnknown``, ``TransitionRefused``.

    What was paid of it in part belongs to nothing then and waits in the queue to be given back.
    """
    row = locked(payment_id)
    if row.state == PaymentState.CANCELLED:
        return queries.to_payment(row)
    row.state = MACHINE.next(PaymentState(row.state), "cancel")
    row.save(update_fields=["state"])
    for transfer in models.Transfer.objects.select_for_update().filter(request=row, allocated__gt=0):
        ledger.release(transfer, row, amount=transfer.allocated, why="cancelled", now=now, actor=actor)
        transfer.discrepancies.filter(kind=DiscrepancyKind.SHORT, resolution="").update(
            resolution=contracts.Resolution.NOTED, reason="yêu cầu đã huỷ", resolved_at=now, resolved_by=SYSTEM.ref
        )
        ledger.disagree(transfer, row, DiscrepancyKind.CANCELLED, amount=transfer.amount, now=now)
    fact = events.PaymentCancelled(payment_id=row.uuid, ref=row.ref, amount=row.amount, cancelled_at=now)
    outbox.publish(event=fact, now=now, actor=actor)
    return queries.to_payment(row)


def lapse(*, now: datetime, limit: int = 500) -> int:
    """Requests whose due date has passed become overdue; money that was sent in time still settles them. Returns how many."""
    due = models.Request.objects.filter(state__in=contracts.OPEN_STATES, due_at__lte=now).order_by("due_at")
    done = 0
    for ident in due.values_list("uuid", flat=True)[:limit]:
        with transaction.atomic():
            row = locked(ident)
            if row.state not in contracts.OPEN_STATES or row.due_at is None or row.due_at > now:
                continue
            row.state = MACHINE.next(PaymentState(row.state), "lapse")
            row.save(update_fields=["state"])
            fact = events.PaymentOverdue(payment_id=row.uuid, ref=row.ref, outstanding=row.amount - row.paid_amount, due_at=row.due_at)
            outbox.publish(event=fact, now=now)
            done += 1
    return done


@transaction.atomic
def reopen(*, payment_id: UUID, due_at: datetime, reason: str, now: datetime, actor: Actor) -> contracts.Payment:
    """Give an overdue request a new due date. ``Forbidden``, ``PaymentUnknown``, ``TransitionRefused``."""
    row = locked(payment_id)
    require(policies.can_exempt(actor, row.unit_code))
    row.state = MACHINE.next(PaymentState(row.state), "reopen")
    if row.paid_amount:
        row.state = MACHINE.next(PaymentState(row.state), "pay_part")
    row.due_at = due_at
    row.save(update_fields=["state", "due_at"])
    audit.record(
        action="payments.reopen", object_ref=f"payments.request:{row.uuid}", actor=actor, now=now,
        details={"due_at": due_at.isoformat(), "reason": reason[:300]},
    )  # fmt: skip
    return queries.to_payment(row)


def locked(payment_id: UUID) -> models.Request:
    """The row of a request, locked to the end of the transaction; ``PaymentUnknown``."""
    row = models.Request.objects.select_for_update().filter(uuid=payment_id).first()
    if row is None:
        raise contracts.PaymentUnknown
    return row


def _same(ref: str, *, payer_ref: str, items: tuple[contracts.FeeItem, ...]) -> contracts.Payment:
    row = models.Request.objects.filter(ref=ref, state__in=contracts.ALIVE_STATES).first()
    if row is None:  # the collision was on the random code
        raise contracts.RequestConflicts(payment_code="")
    found = queries.to_payment(row)
    if (found.payer_ref, _asked(found.items)) != (payer_ref, _asked(items)):
        raise contracts.RequestConflicts(payment_code=found.code)
    return found


def _asked(items: tuple[contracts.FeeItem, ...]) -> list[tuple[str, str, int]]:
    """What was asked before anybody reduced it; a reduction later on does not make it another request."""
    return [(item.code, item.name[:250], item.tariff) for item in items]

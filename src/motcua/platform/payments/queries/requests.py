"""Reads of requests: one, a thing's, its code to scan."""

from __future__ import annotations

import io
from datetime import datetime
from uuid import UUID

import segno
from django.db.models import Q, QuerySet

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor
from motcua.platform.payments import conf, contracts, models, policies
from motcua.platform.payments.rules import vietqr


def get(*, payment_id: UUID) -> contracts.Payment:
    """The request of that id; ``PaymentUnknown``."""
    row = _requests().filter(uuid=payment_id).first()
    if row is None:
        raise contracts.PaymentUnknown
    return to_payment(row)


def get_for(*, payment_id: UUID, actor: Actor) -> contracts.Payment:
    """The request, if the actor may see it; ``PaymentUnknown`` either way, so that nobody learns of others' payments."""
    found = get(payment_id=payment_id)
    if not policies.can_see(actor, found):
        raise contracts.PaymentUnknown
    return found


def for_ref(*, ref: str) -> contracts.Payment | None:
    """The latest request for a thing that was not cancelled, else the latest; None when there never was one."""
    rows = list(_requests().filter(ref=ref).order_by("-id"))
    alive = [row for row in rows if row.state != contracts.PaymentState.CANCELLED]
    return to_payment((alive or rows)[0]) if rows else None


def find_open(*, text: str, unit_code: str, limit: int = 20) -> tuple[contracts.Payment, ...]:
    """Requests that still expect money, for the cash desk: by payment or dossier code as scanned or typed, else the unit's latest."""
    rows = _requests().filter(state__in=contracts.OPEN_STATES).filter(Q(unit_code=unit_code) | Q(unit_code=""))
    wanted = text.strip()
    if wanted:
        rows = rows.filter(Q(code__iexact=wanted) | Q(dossier_code__iexact=wanted) | Q(purpose__icontains=wanted[:60]))
    return tuple(to_payment(row) for row in rows.order_by("-id")[:limit])


def qr_payload(*, payment_id: UUID) -> str:
    """The text of the VietQR for what is still to be paid of a request; ``PaymentUnknown``."""
    found = get(payment_id=payment_id)
    return vietqr(
        bank_bin=conf.BANK_BIN,
        account=conf.BANK_ACCOUNT,
        amount=found.outstanding or found.amount,
        text=found.transfer_text,
        reference=found.code,
        name=conf.BANK_ACCOUNT_NAME,
    )


def qr_svg(*, payment_id: UUID, scale: int = 5) -> str:
    """The VietQR as an SVG picture, for documents; ``PaymentUnknown``."""
    out = io.BytesIO()
    segno.make(qr_payload(payment_id=payment_id), error="m", micro=False).save(out, kind="svg", scale=scale, xmldecl=False)
    return out.getvalue().decode()


def totals(*, since: datetime, until: datetime) -> tuple[int, int]:
    """Number and sum in đồng of requests settled in a half-open period."""
    rows = models.Request.objects.filter(settled_at__gte=since, settled_at__lt=until, state=contracts.PaymentState.PAID)
    amounts = list(rows.values_list("amount", flat=True))
    return len(amounts), sum(amounts)


def to_payment(row: models.Request) -> contracts.Payment:
    """The contract of a row."""
    lines = sorted(row.items.all(), key=lambda item: item.position)
    return contracts.Payment(
        payment_id=row.uuid,
        code=row.code,
        ref=row.ref,
        payer_ref=row.payer_ref,
        items=tuple(_to_item(line) for line in lines),
        amount=row.amount,
        purpose=row.purpose,
        transfer_text=row.transfer_text,
        state=contracts.PaymentState(row.state),
        due_at=row.due_at,
        requested_at=row.requested_at,
        settled_at=row.settled_at,
        channel=row.channel,
        return_path=row.return_path,
        paid=row.paid_amount,
        refunding=row.refunding_amount,
        refunded=row.refunded_amount,
        timing=contracts.Timing(row.timing),
        ways=ways_of(row),
        matter=contracts.Matter(
            dossier_code=row.dossier_code, procedure_code=row.procedure_code, procedure_name=row.procedure_name, unit_code=row.unit_code
        ),
        payer_name=row.payer_name,
    )


def _to_item(row: models.Item) -> contracts.FeeItem:
    exemption = None
    if row.exempt_basis:
        exemption = contracts.Exemption(reason=row.exempt_reason, basis=row.exempt_basis, paper_id=row.exempt_paper)
    kind = contracts.ItemKind(row.kind)
    return contracts.FeeItem(code=row.code, name=row.name, amount=row.amount, kind=kind, full_amount=row.full_amount, exemption=exemption)


def ways_of(row: models.Request) -> tuple[contracts.Way, ...]:
    """How this request may be paid: its own ways among those of the city."""
    offered = conf.WAYS.split()
    wanted = row.ways.split() or offered
    return tuple(way for way in contracts.Way if way in offered and way in wanted)


def payer_of(row: models.Request) -> contracts.Payer:
    """Whom receipts name: what was given with the request, else the person or organisation that is asked to pay."""
    if row.payer_name:
        return contracts.Payer(name=row.payer_name, number=row.payer_number, address=row.payer_address)
    kind, _, ident = row.payer_ref.partition(":")
    try:
        subject = UUID(ident)
    except ValueError:
        return contracts.Payer()
    if kind == "organisation":
        found = identity.organisation(organisation_id=subject)
        return contracts.Payer() if found is None else contracts.Payer(name=found.name, number=found.tax_code)
    try:
        person = identity.person(person_id=subject)
    except identity.PersonUnknown:
        return contracts.Payer()
    return contracts.Payer(name=person.full_name, number=person.personal_number, address=person.residence_line)


def _requests() -> QuerySet[models.Request]:
    return models.Request.objects.prefetch_related("items")

"""Reads of payments."""

from __future__ import annotations

import io
from datetime import datetime
from uuid import UUID

import segno
from django.db.models import QuerySet

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


def qr_payload(*, payment_id: UUID) -> str:
    """The text of the VietQR of a request; ``PaymentUnknown``."""
    found = get(payment_id=payment_id)
    return vietqr(
        bank_bin=conf.BANK_BIN,
        account=conf.BANK_ACCOUNT,
        amount=found.amount,
        text=found.transfer_text,
        reference=found.code,
        name=conf.BANK_ACCOUNT_NAME,
    )


def qr_svg(*, payment_id: UUID, scale: int = 5) -> str:
    """The VietQR as an SVG picture, for documents; ``PaymentUnknown``."""
    out = io.BytesIO()
    segno.make(qr_payload(payment_id=payment_id), error="m", micro=False).save(out, kind="svg", scale=scale, xmldecl=False)
    return out.getvalue().decode()


def discrepancies(*, before: datetime | None = None, is_open: bool = True, limit: int = 100) -> tuple[contracts.Discrepancy, ...]:
    """Disagreements, newest first; open ones by default."""
    rows = models.Discrepancy.objects.select_related("transfer__request").order_by("-id")
    rows = rows.filter(resolution="") if is_open else rows.exclude(resolution="")
    if before is not None:
        rows = rows.filter(found_at__lt=before)
    return tuple(_to_discrepancy(row) for row in rows[:limit])


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
        items=tuple(contracts.FeeItem(code=i.code, name=i.name, amount=i.amount) for i in lines),
        amount=row.amount,
        purpose=row.purpose,
        transfer_text=row.transfer_text,
        state=contracts.PaymentState(row.state),
        due_at=row.due_at,
        requested_at=row.requested_at,
        settled_at=row.settled_at,
        channel=row.channel,
        return_path=row.return_path,
    )


def _requests() -> QuerySet[models.Request]:
    return models.Request.objects.prefetch_related("items")


def _to_discrepancy(row: models.Discrepancy) -> contracts.Discrepancy:
    request = row.transfer.request
    return contracts.Discrepancy(
        discrepancy_id=row.uuid,
        kind=contracts.DiscrepancyKind(row.kind),
        transaction_id=row.transfer.transaction_id,
        amount=row.amount,
        expected=None if request is None else request.amount,
        payment=None if request is None else to_payment(request),
        found_at=row.found_at,
        resolution=contracts.Resolution(row.resolution) if row.resolution else None,
        reason=row.reason,
    )

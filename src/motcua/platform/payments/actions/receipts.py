"""Electronic receipts: series, cancelling and replacing, the signed PDF, the outside receipt service."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.kernel.actors import SYSTEM, Actor, Role
from motcua.kernel.clock import local, local_date
from motcua.kernel.errors import Forbidden
from motcua.kernel.money import format_number
from motcua.kernel.policy import require
from motcua.kit.apart import apart
from motcua.platform.documents import api as documents
from motcua.platform.payments import contracts, models, policies, queries
from motcua.platform.payments.actions import issuing
from motcua.platform.payments.actions.platform import unit_name
from motcua.platform.payments.adapters import receipt_service
from motcua.platform.payments.contracts import Payer, Receipt, ReceiptState, Transmission
from motcua.platform.payments.rules import receipts as rules
from motcua.platform.signing import api as signing

TEMPLATE = "payments/receipt"
log = logging.getLogger(__name__)


@transaction.atomic
def open_series(*, pattern: str, serial: str, year: int, now: datetime, actor: Actor, unit_code: str = "") -> contracts.ReceiptSeries:
    """Open a series (form 01BLP or 02BLP, sign like ``HP-26E``) for a unit (empty: the whole city); an open one of the unit is closed.

    Opening the same series again gives it back. Raises ``Forbidden``, ``SeriesConflict``.
    """
    require(policies.can_decide(actor))
    rules.check_series(pattern=pattern, serial=serial, year=year)
    same = models.ReceiptSeries.objects.filter(pattern=pattern, serial=serial, year=year).first()
    if same is not None:
        if same.unit_code != unit_code or not same.is_open:
            raise contracts.SeriesConflict(pattern=pattern, serial=serial, year=year)
        return queries.to_series(same)
    models.ReceiptSeries.objects.filter(unit_code=unit_code, year=year, is_open=True).update(is_open=False)
    try:
        with transaction.atomic():
            row = models.ReceiptSeries.objects.create(
                pattern=pattern, serial=serial, year=year, unit_code=unit_code, opened_at=now, opened_by=actor.ref
            )
    except IntegrityError as error:
        raise contracts.SeriesConflict(pattern=pattern, serial=serial, year=year) from error
    audit.record(action="payments.open_series", object_ref=f"payments.receipt_series:{row.pk}", actor=actor, now=now)
    return queries.to_series(row)


def issue_missing(*, now: datetime, limit: int = 200) -> int:
    """Issue receipts for counted money that never had one, because no series was open at the time. Returns how many.

    One that an officer cancelled is not issued again by itself.
    """
    rows = models.Transfer.objects.filter(allocated__gt=0, receipts=None)
    done = 0
    for ident in list(rows.order_by("pk").values_list("pk", "request_id")[:limit]):
        with apart(log, "issuing a receipt", ident[0]), transaction.atomic():
            request = models.Request.objects.select_for_update().get(pk=ident[1])
            transfer = models.Transfer.objects.select_for_update().get(pk=ident[0])
            done += issuing.issue_for(transfer, request, now=now, actor=SYSTEM) is not None
    return done


@transaction.atomic
def cancel_receipt(*, receipt_id: UUID, reason: str, now: datetime, actor: Actor) -> Receipt:
    """Cancel a valid receipt; its number stays used. ``Forbidden``, ``ReceiptUnknown``, ``ReceiptClosed``."""
    row = _locked(receipt_id, actor=actor)
    issuing.close(row, ReceiptState.CANCELLED, reason=reason, now=now, actor=actor)
    return queries.to_receipt(row)


def cancel_receipts(*, receipt_ids: Sequence[UUID], reason: str, now: datetime, actor: Actor) -> tuple[Receipt, ...]:
    """Cancel several, all or none; errors as ``cancel_receipt``."""
    with transaction.atomic():
        return tuple(cancel_receipt(receipt_id=ident, reason=reason, now=now, actor=actor) for ident in receipt_ids)


@transaction.atomic
def replace_receipt(*, receipt_id: UUID, payer: Payer, reason: str, now: datetime, actor: Actor) -> Receipt:
    """Issue a receipt with other payer details in place of a valid one. Errors as ``cancel_receipt``, and ``NoReceiptSeries``."""
    row = _locked(receipt_id, actor=actor)
    year = local_date(now).year
    series = issuing.open_series_of(row.request.unit_code, year=year)
    if series is None:
        raise contracts.NoReceiptSeries(year=year)
    issuing.close(row, ReceiptState.REPLACED, reason=reason, now=now, actor=actor)
    made = issuing.write(series, row.transfer, row.request, amount=row.amount, replaces=row, now=now, actor=actor, payer=payer)
    return queries.to_receipt(made)


def _locked(receipt_id: UUID, *, actor: Actor) -> models.Receipt:
    require(policies.can_keep_receipts(actor))
    rows = models.Receipt.objects.select_for_update(of=("self",)).select_related("series", "request", "transfer")
    row = rows.filter(uuid=receipt_id).first()
    if row is None:
        raise contracts.ReceiptUnknown
    if actor.positions and row.request.unit_code and Role.ADMIN not in actor.roles:
        _same_unit(actor, row.request.unit_code)
    if row.state != ReceiptState.VALID:
        raise contracts.ReceiptClosed(label=queries.to_receipt(row).label)
    return row


def _same_unit(actor: Actor, unit_code: str) -> None:
    if unit_code not in {position.unit_code for position in actor.positions}:
        raise Forbidden(reason_vi="biên lai thuộc đơn vị khác.", reason_en="the receipt belongs to another unit.")


def receipt_pdf(*, receipt_id: UUID, actor: Actor, now: datetime) -> bytes:
    """The receipt as a PDF signed by the agency; made once, then kept. ``ReceiptUnknown`` for others' receipts.

    A cancelled or replaced receipt shows that it is; its PDF as issued stays in the store.
    """
    found = queries.receipt_for(receipt_id=receipt_id, actor=actor)
    row = models.Receipt.objects.select_related("series", "request").get(uuid=found.receipt_id)
    if found.state is not ReceiptState.VALID:
        return _rendered(row, found, now=now)
    if row.file_id is None:
        pdf = _rendered(row, found, now=now)
        name = unit_name(found.unit_code, now=now) or "Ủy ban nhân dân thành phố Hải Phòng"
        with transaction.atomic():
            signed = signing.seal_pdf(
                pdf=pdf, unit_code=found.unit_code or "city", unit_name=name, reason=f"Biên lai {found.label}",
                idempotency_key=f"payments.receipt:{found.receipt_id}", now=now,
            )  # fmt: skip
            kept = files.put(
                content=signed.pdf, name=f"bien-lai-{found.number:07d}.pdf", purpose="payments.receipt", actor=SYSTEM, now=now,
                allowed=frozenset({files.PDF}), owner_ref=f"payments.receipt:{found.receipt_id}",
            )  # fmt: skip
            models.Receipt.objects.filter(pk=row.pk, file_id=None).update(file_id=kept.uuid)
        return signed.pdf
    return files.read(file_id=row.file_id)


def _rendered(row: models.Receipt, found: Receipt, *, now: datetime) -> bytes:
    at = local(found.issued_at)
    return documents.render_pdf(
        template=TEMPLATE,
        data={
            "unit": unit_name(found.unit_code, now=now) or "Ủy ban nhân dân thành phố Hải Phòng",
            "pattern": found.pattern, "serial": found.serial, "number": f"{found.number:07d}",
            "payer": found.payer_name, "payer_number": row.payer_number, "payer_address": row.payer_address,
            "lines": [{"name": line.name, "amount": format_number(line.amount)} for line in found.lines],
            "total": format_number(found.amount), "words": found.words, "way": _WAYS[contracts.Way(found.way)],
            "date": f"Ngày {at:%d} tháng {at:%m} năm {at:%Y}", "payment": found.payment_code, "dossier": row.request.dossier_code,
            "state": found.state.value, "closed_reason": found.closed_reason,
        },
        qr={"code": f"{found.pattern}|{found.serial}|{found.number:07d}|{found.amount}|{at:%Y%m%d}"},
        now=found.issued_at,
    )  # fmt: skip


_WAYS = {contracts.Way.TRANSFER: "Chuyển khoản", contracts.Way.PLATFORM: "Trực tuyến", contracts.Way.CASH: "Tiền mặt"}


def send_receipts(*, now: datetime, limit: int = 100) -> int:
    """Hand receipts and cancellations to the outside service in the order of their numbers; stops at the first silence.

    One that fails otherwise is tried again at the next turn and stops no other. Not to be called within a transaction.
    """
    done, silent = 0, False
    waiting = models.Receipt.objects.filter(transmission__in=[Transmission.WAITING, Transmission.CANCEL_WAITING])
    for ident in list(waiting.order_by("pk").values_list("pk", flat=True)[:limit]):
        with apart(log, "handing a receipt over", ident):
            try:
                _send(ident)
                done += 1
            except contracts.ReceiptServiceUnavailable:
                silent = True
        if silent:
            break
    return done


def _send(ident: int) -> None:
    """The service is spoken to while nothing is locked; the same receipt under the same key changes nothing there."""
    row = models.Receipt.objects.select_related("series", "request", "replaces").get(pk=ident)
    service, key = receipt_service(), str(row.uuid)
    if row.transmission == Transmission.WAITING:
        document = queries.receipt_document(row)
        series = {"pattern": row.series.pattern, "serial": row.series.serial}
        if row.replaces is not None:
            code = service.replace(key=key, old_key=str(row.replaces.uuid), document=document, **series)
        else:
            code = service.init(key=key, document=document, **series)
        row = _told(ident, code=code)
    if row.transmission == Transmission.CANCEL_WAITING and key in service.cancel(keys=[key], reason=row.closed_reason):
        models.Receipt.objects.filter(pk=ident, transmission=Transmission.CANCEL_WAITING).update(transmission=Transmission.CANCEL_SENT)


@transaction.atomic
def _told(ident: int, *, code: str) -> models.Receipt:
    """A receipt that was cancelled before it was told is told and cancelled: the authority sees every number."""
    row = models.Receipt.objects.select_for_update().get(pk=ident)
    if row.transmission == Transmission.WAITING:
        row.outside_code = code[:80]
        row.transmission = Transmission.CANCEL_WAITING if row.state == ReceiptState.CANCELLED else Transmission.SENT
        row.save(update_fields=["transmission", "outside_code"])
    return row

"""Reads of receipts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.kernel.actors import Actor
from motcua.kernel.clock import local
from motcua.platform.payments import contracts, models, policies
from motcua.platform.payments.contracts import Receipt, ReceiptLine, ReceiptSeries, ReceiptState, Transmission
from motcua.platform.payments.queries.requests import to_payment


def receipt(*, receipt_id: UUID) -> Receipt:
    """The receipt of that id; ``ReceiptUnknown``."""
    row = _rows().filter(uuid=receipt_id).first()
    if row is None:
        raise contracts.ReceiptUnknown
    return to_receipt(row)


def receipt_for(*, receipt_id: UUID, actor: Actor) -> Receipt:
    """The receipt, if the actor may see what it is for; ``ReceiptUnknown`` either way."""
    row = _rows().filter(uuid=receipt_id).first()
    if row is None or not policies.can_see(actor, to_payment(row.request)):
        raise contracts.ReceiptUnknown
    return to_receipt(row)


def receipts_of(*, payment_id: UUID) -> tuple[Receipt, ...]:
    """Receipts of a request, oldest first."""
    return tuple(to_receipt(row) for row in _rows().filter(request__uuid=payment_id).order_by("id"))


def receipts(
    *, text: str = "", series_id: int | None = None, state: ReceiptState | None = None, since: datetime | None = None,
    until: datetime | None = None, unit_code: str = "", after: int = 0, limit: int = 50,
) -> tuple[Receipt, ...]:  # fmt: skip
    """Receipts, newest first: by number, payment or dossier code (``text``), series, state, half-open period of issue, unit.

    ``after`` is the number of receipts to pass over.
    """
    rows = _rows().order_by("-id")
    if wanted := text.strip():
        by_number = Q(number=int(wanted)) if wanted.isdecimal() and len(wanted) <= 9 else Q(pk__in=[])  # noqa: PLR2004 - digits of an INT
        rows = rows.filter(by_number | Q(request__code__iexact=wanted) | Q(request__dossier_code__iexact=wanted))
    rows = rows.filter(series_id=series_id) if series_id is not None else rows
    rows = rows.filter(state=state) if state is not None else rows
    return tuple(to_receipt(row) for row in _issued(rows, since=since, until=until, unit_code=unit_code)[after : after + limit])


def issued_rows(*, since: datetime, until: datetime, unit_code: str = "") -> QuerySet[models.Receipt]:
    """The receipts issued in a half-open period, for a unit when given."""
    return _issued(models.Receipt.objects.all(), since=since, until=until, unit_code=unit_code)


def _issued(
    rows: QuerySet[models.Receipt], *, since: datetime | None, until: datetime | None, unit_code: str
) -> QuerySet[models.Receipt]:
    rows = rows.filter(issued_at__gte=since) if since is not None else rows
    rows = rows.filter(issued_at__lt=until) if until is not None else rows
    return rows.filter(Q(request__unit_code=unit_code) | Q(series__unit_code=unit_code)) if unit_code else rows


def series(*, unit_code: str | None = None) -> tuple[ReceiptSeries, ...]:
    """All series, newest year first; of a unit when given."""
    rows = models.ReceiptSeries.objects.order_by("-year", "-id")
    return tuple(to_series(row) for row in (rows if unit_code is None else rows.filter(unit_code=unit_code)))


def to_series(row: models.ReceiptSeries) -> ReceiptSeries:
    """The contract of a row."""
    return ReceiptSeries(
        series_id=row.pk, pattern=row.pattern, serial=row.serial, unit_code=row.unit_code, year=row.year, next_number=row.next_number,
        is_open=row.is_open,
    )  # fmt: skip


def to_receipt(row: models.Receipt) -> Receipt:
    """The contract of a row."""
    newer = getattr(row, "replacement", None)
    return Receipt(
        receipt_id=row.uuid, pattern=row.series.pattern, serial=row.series.serial, year=row.series.year, number=row.number,
        payment_id=row.request.uuid, payment_code=row.request.code, transaction_id=row.transfer.transaction_id, amount=row.amount,
        words=row.words, payer_name=row.payer_name, lines=tuple(ReceiptLine(**line) for line in row.lines), way=row.way,
        unit_code=row.request.unit_code or row.series.unit_code, issued_at=row.issued_at, issued_by=row.issued_by,
        state=ReceiptState(row.state), closed_reason=row.closed_reason, replaces=row.replaces.uuid if row.replaces else None,
        replaced_by=newer.uuid if newer else None, transmission=Transmission(row.transmission),
    )  # fmt: skip


def receipt_document(row: models.Receipt) -> dict[str, Any]:
    """What the outside receipt service is told."""
    return {
        "number": row.number, "year": row.series.year, "issued_at": local(row.issued_at).isoformat(timespec="seconds"),
        "payer": {"name": row.payer_name, "number": row.payer_number, "address": row.payer_address},
        "lines": row.lines, "total": row.amount, "words": row.words, "way": row.way, "payment": row.request.code,
        "dossier": row.request.dossier_code,
    }  # fmt: skip


def _rows() -> QuerySet[models.Receipt]:
    return models.Receipt.objects.select_related("series", "request", "transfer", "replaces", "replacement").prefetch_related(
        "request__items"
    )

"""Receipts for officers: search, cancel, replace, series, the list for the tax authority."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import VIETNAM, local_date
from motcua.kernel.errors import Forbidden
from motcua.kit import clock
from motcua.kit.rest import Key
from motcua.kit.web import actor_of, file_response
from motcua.platform.payments import api
from motcua.platform.payments.rest.edge import ADMIN, DESK, Before, Reason, ReceiptOut, Rows, once, page

router = Router(tags=["payments: receipts"])
Month = Annotated[str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-03"])]


class Receipts(Schema):
    """A page of receipts, newest first."""

    rows: list[ReceiptOut]
    next: datetime | None


class Cancelling(Schema):
    """Why; the number stays used."""

    reason: Reason


class Replacing(Cancelling):
    """The payer as the new receipt names him."""

    name: Annotated[str, Field(max_length=200)]
    number: Annotated[str, Field(max_length=20)] = ""
    address: Annotated[str, Field(max_length=200)] = ""


class Series(Schema):
    """A series of this year: form 01BLP or 02BLP, sign like HP-26E; an empty unit is the whole city."""

    pattern: Annotated[str, Field(max_length=12, examples=["01BLP"])]
    serial: Annotated[str, Field(max_length=12, examples=["HP-26E"])]
    unit_code: Annotated[str, Field(max_length=20)] = ""


@router.get("/receipts", auth=DESK, response=Receipts)
def receipts(
    request: HttpRequest, code: Annotated[str, Query(max_length=80)] = "", state: api.ReceiptState | None = None,
    before: Before = None, limit: Rows = 50,
) -> dict[str, Any]:
    """Receipts of the officer's unit by number, payment or dossier code; administrators see all."""
    found = api.receipts(text=code, state=state, until=before, unit_code=_unit(actor_of(request)), limit=limit + 1)
    shown = [one.payment_id for one in found[:limit]]
    api.note_payers(payment_ids=shown, actor=actor_of(request), now=clock.now(), source="payments.receipts")
    return page(list(found), limit=limit, at="issued_at")


@router.post("/receipts/{uuid:receipt_id}/cancel", auth=DESK, response=ReceiptOut)
def cancel(request: HttpRequest, receipt_id: UUID, body: Cancelling, key: Key) -> Any:
    """Cancel a receipt of the officer's unit."""
    a = actor_of(request)
    _own(receipt_id, a)
    once(
        request, "receipt_cancel", key, {"receipt": str(receipt_id), **body.dict()},
        lambda: {"id": str(api.cancel_receipt(receipt_id=receipt_id, reason=body.reason, now=clock.now(), actor=a).receipt_id)},
    )  # fmt: skip
    return api.receipt_for(receipt_id=receipt_id, actor=a)


@router.post("/receipts/{uuid:receipt_id}/replace", auth=DESK, response=ReceiptOut)
def replace(request: HttpRequest, receipt_id: UUID, body: Replacing, key: Key) -> Any:
    """Replace a receipt whose payer was written wrong; the new one."""
    a = actor_of(request)
    _own(receipt_id, a)
    payer = api.Payer(name=body.name, number=body.number, address=body.address)
    made = once(
        request, "receipt_replace", key, {"receipt": str(receipt_id), **body.dict()},
        lambda: {"id": str(
            api.replace_receipt(receipt_id=receipt_id, payer=payer, reason=body.reason, now=clock.now(), actor=a).receipt_id
        )},
    )  # fmt: skip
    return api.receipt_for(receipt_id=UUID(made["id"]), actor=a)


@router.get("/receipt-series", auth=DESK, response=list[api.ReceiptSeries])
def series(request: HttpRequest) -> Any:
    """All series, newest year first."""
    return list(api.series())


@router.post("/receipt-series", auth=ADMIN, response=api.ReceiptSeries)
def open_series(request: HttpRequest, body: Series, key: Key) -> Any:
    """Open a series of this year; opening the same one again gives it back."""
    now = clock.now()
    return api.open_series(
        pattern=body.pattern.strip().upper(), serial=body.serial.strip().upper(), unit_code=body.unit_code, year=local_date(now).year,
        now=now, actor=actor_of(request),
    )  # fmt: skip


@router.get("/receipts/export", auth=DESK)
def export(request: HttpRequest, month: Month) -> HttpResponse:
    """The receipts of a month as a workbook, for the tax authority."""
    year, number = int(month[:4]), int(month[5:])
    since = datetime(year, number, 1, tzinfo=VIETNAM)
    until = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=VIETNAM)
    a = actor_of(request)
    api.note_payers_taken(since=since, until=until, unit_code=_unit(a), actor=a, now=clock.now(), source="payments.export")
    content = api.receipts_xlsx(since=since, until=until, unit_code=_unit(a))
    return file_response(name=f"bien-lai-{month}.xlsx", mime=files.XLSX, content=content)  # type: ignore[return-value]


def _unit(actor: Actor) -> str:
    """The unit whose receipts the officer keeps; empty for administrators, who keep all."""
    return "" if Role.ADMIN in actor.roles else next((p.unit_code for p in actor.positions), "–")


def _own(receipt_id: UUID, actor: Actor) -> None:
    """Refuse the receipt of another unit. ``Forbidden``, ``ReceiptUnknown``."""
    found, unit = api.receipt(receipt_id=receipt_id), _unit(actor)
    if unit and found.unit_code not in ("", unit):
        raise Forbidden(reason_vi="biên lai này của đơn vị khác.", reason_en="this receipt belongs to another unit.")

"""Money that does not agree, statements as files, the figures of a day: for whoever is charged with reconciliation."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema, UploadedFile
from pydantic import Field

from motcua.foundation.files import api as files
from motcua.kit import clock
from motcua.kit.rest import Key
from motcua.kit.web import actor_of, file_response
from motcua.platform.payments import api
from motcua.platform.payments.rest.edge import ADMIN, Before, Payee, Reason, Rows, once, page

router = Router(tags=["payments: reconciliation"])
_LARGEST = 20_000_000


class DiscrepancyOut(Schema):
    """A disagreement; `rest` is what of the money belongs to nothing yet."""

    discrepancy_id: UUID
    kind: api.DiscrepancyKind
    transaction_id: str
    amount: int
    expected: int | None
    payment_id: UUID | None
    payment_code: str
    found_at: datetime
    resolution: api.Resolution | None
    reason: str
    assigned_name: str
    rest: int
    can_undo: bool
    description: str


class Discrepancies(Schema):
    """A page of disagreements, newest first."""

    rows: list[DiscrepancyOut]
    next: datetime | None


class Resolving(Schema):
    """Settle the request with the money, give it back, or note it."""

    resolution: Annotated[api.Resolution, Field(examples=["noted"])]
    reason: Reason
    payee: Payee | None = None


class Undoing(Schema):
    """Why it is opened again."""

    reason: Reason


class DayOut(Schema):
    """The figures of a day in đồng; `balances` says whether they close."""

    on: date
    ways: dict[str, int]
    money_in: int
    allocated: int
    discrepant: int
    returning: int
    returned: int
    statement_credits: int
    statement_deposits: int
    statement_debits: int
    not_on_statement: int
    differences: int
    other_days: int
    platform_success: int
    requests_settled: int
    settled_count: int
    open_discrepancies: int
    balances: bool


class Reconciling(Schema):
    """The day to be reconciled again."""

    on: Annotated[date, Field(ge=date(2020, 1, 1), le=date(2200, 1, 1))]


class Profile(Schema):
    """How a bank lays out its table."""

    code: str
    name: str


class UnreadLine(Schema):
    """A line that could not be read."""

    line: int
    text: str


class Imported(Schema):
    """What an import of a statement did; `problems` names the lines that could not be read."""

    format: api.StatementFormat
    read: int
    new: int
    repeated: int
    settled: int
    discrepant: int
    credits: int
    debits: int
    first_on: date | None
    last_on: date | None
    problems: list[UnreadLine]


@router.get("/discrepancies", auth=ADMIN, response=Discrepancies)
def discrepancies(
    request: HttpRequest, decided: bool = False, kind: api.DiscrepancyKind | None = None, mine: bool = False, before: Before = None,
    limit: Rows = 50,
) -> dict[str, Any]:
    """Disagreements that are open, or those that were decided."""
    owner = actor_of(request).ref if mine else None
    found = api.discrepancies(before=before, is_open=not decided, kind=kind, assigned_to=owner, limit=limit + 1)
    told = page(list(found), limit=limit, at="found_at")
    return {"rows": [_told(row) for row in told["rows"]], "next": told["next"]}


@router.get("/discrepancies/csv", auth=ADMIN)
def discrepancies_csv(request: HttpRequest, decided: bool = False) -> HttpResponse:
    """The queue as CSV."""
    content = api.discrepancies_csv(is_open=not decided, now=clock.now())
    return file_response(name="khoan-lech.csv", mime="text/csv; charset=utf-8", content=content)  # type: ignore[return-value]


@router.post("/discrepancies/{uuid:discrepancy_id}/take", auth=ADMIN, response={204: None})
def take(request: HttpRequest, discrepancy_id: UUID, key: Key) -> None:
    """Take one to work on; taking it again changes nothing."""
    a = actor_of(request)
    api.assign(discrepancy_id=discrepancy_id, officer_ref=a.ref, officer_name=a.name, now=clock.now(), actor=a)


@router.post("/discrepancies/{uuid:discrepancy_id}/resolve", auth=ADMIN, response={204: None})
def resolve(request: HttpRequest, discrepancy_id: UUID, body: Resolving, key: Key) -> None:
    """Decide about one; giving back begins a refund that another person approves."""
    payee = body.payee.account_of() if body.payee else None
    once(request, "resolve", key, {"id": str(discrepancy_id), **body.dict()}, lambda: api.resolve(
        discrepancy_id=discrepancy_id, resolution=body.resolution, reason=body.reason, payee=payee, now=clock.now(),
        actor=actor_of(request)))  # fmt: skip


@router.post("/discrepancies/{uuid:discrepancy_id}/undo", auth=ADMIN, response={204: None})
def undo(request: HttpRequest, discrepancy_id: UUID, body: Undoing, key: Key) -> None:
    """Open a decided one again."""
    once(request, "undo", key, {"id": str(discrepancy_id), **body.dict()}, lambda: api.undo(
        discrepancy_id=discrepancy_id, reason=body.reason, now=clock.now(), actor=actor_of(request)))  # fmt: skip


@router.get("/days/{on}", auth=ADMIN, response=DayOut)
def day_report(request: HttpRequest, on: date) -> Any:
    """The figures of a day from the rows as they stand."""
    return api.day_report(on=_bounded(on))


@router.get("/days/{on}/file", auth=ADMIN)
def day_file(request: HttpRequest, on: date) -> HttpResponse:
    """The report of a day and all money of it, as a workbook."""
    content = api.day_xlsx(on=_bounded(on))
    return file_response(name=f"doi-soat-{on.isoformat()}.xlsx", mime=files.XLSX, content=content)  # type: ignore[return-value]


@router.post("/days", auth=ADMIN, response=DayOut)
def reconcile_day(request: HttpRequest, body: Reconciling, key: Key) -> Any:
    """Reconcile a day again: read what bank and platform still have to say. The last figures stand."""
    return api.reconcile_day(on=body.on, now=clock.now())


@router.get("/statements/profiles", auth=ADMIN, response=list[Profile])
def profiles(request: HttpRequest) -> Any:
    """The banks whose tables can be read."""
    return [{"code": one.code, "name": one.name} for one in api.profiles().values()]


@router.post("/statements", auth=ADMIN, response=Imported)
def import_statement(
    request: HttpRequest, key: Key, form: Form[Literal["csv", "xlsx", "mt940", "camt053"]], file: UploadedFile = File(...),  # type: ignore[type-arg]  # noqa: B008
    profile: Form[str] = "generic",
) -> Any:
    """Import a statement (`form`: csv, xlsx, mt940, camt053); lines that are known already change nothing."""
    if (file.size or 0) > _LARGEST:
        raise api.StatementUnreadable(reason_vi="tệp tối đa 20 MB", reason_en="the file may have 20 MB at most")
    done = api.import_statement(
        raw=file.read(), name=file.name or "", file_format=api.StatementFormat(form), profile=profile[:40], now=clock.now(),
        actor=actor_of(request),
    )  # fmt: skip
    return {**asdict(done), "problems": [{"line": line, "text": text} for line, text in done.problems]}


def _bounded(on: date) -> date:
    return min(max(on, date(2020, 1, 1)), date(2200, 1, 1))


def _told(row: api.Discrepancy) -> dict[str, Any]:
    names = (
        "discrepancy_id", "kind", "transaction_id", "amount", "expected", "found_at", "resolution", "reason", "assigned_name", "rest",
        "can_undo", "description",
    )
    about = {"payment_id": row.payment.payment_id if row.payment else None, "payment_code": row.payment.code if row.payment else ""}
    return {name: getattr(row, name) for name in names} | about

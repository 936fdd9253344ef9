"""Old results digitised in bulk as runs: uploaded and checked row by row, then digitised; what was refused to correct."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema, UploadedFile
from pydantic import Field

from motcua.foundation.files.contracts import XLSX
from motcua.kernel.errors import Invalid
from motcua.kit import clock
from motcua.kit.rest import Cursor, Key, Limit
from motcua.kit.web import actor_of, file_response
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts.scanning import ScanOutcome, ScanTotals, ScanVerb
from motcua.platform.casework.rest.bulk import place_of, within
from motcua.platform.casework.rest.edge import HANDLING, Code

router = Router(tags=["casework: papers"])
_SECONDS = 3.0  # that an answer may take; the rest is done by further calls, or by the worker
_LARGEST_SCANS = 500_000_000


class ScanRunOut(Schema):
    """A run: what it does, and how many rows became what; `finished_at` is null while rows wait."""

    run_id: UUID
    verb: ScanVerb
    unit_code: str
    index_name: str
    begun_at: datetime
    finished_at: datetime | None
    total: int
    waiting: int
    new: int
    known: int
    refused: int


class ScanRunsOut(Schema):
    """A page of runs, the latest first."""

    rows: list[ScanRunOut]
    next: str


class ScanRowOut(Schema):
    """A row of the index and what became of it, or why it was refused; `line` is that of the file."""

    line: Annotated[int, Field(ge=1)]
    file: str
    title: str
    symbol: str
    holder_name: str
    outcome: ScanOutcome
    error_vi: str
    error_en: str


class ScanRowsOut(Schema):
    """A page of rows in the order of the index."""

    rows: list[ScanRowOut]
    next: str


@router.get("/old-results/index", auth=HANDLING)
def blank(request: HttpRequest) -> HttpResponse:
    """The index to fill in (XLSX)."""
    return file_response(name="bang-ke-so-hoa.xlsx", mime=XLSX, content=casework.blank_index())  # type: ignore[return-value]


@router.get("/old-results/runs", auth=HANDLING, response=ScanRunsOut)
def runs(request: HttpRequest, after: Cursor = "", limit: Limit = 20) -> dict[str, Any]:
    """The officer's runs of the last 90 days."""
    page = casework.scan_runs(actor=actor_of(request), cursor=after, limit=limit)
    return {"rows": [_totals(one) for one in page.rows], "next": page.next_cursor}


@router.post("/old-results/runs", auth=HANDLING, response=ScanRunOut)
def begin(
    request: HttpRequest, key: Key, unit_code: Form[Code], index: UploadedFile = File(...), scans: UploadedFile = File(...),  # type: ignore[type-arg]  # noqa: B008 - ninja's way
) -> dict[str, Any]:
    """Upload an index (XLSX or CSV) and the scans (ZIP), and check as much as three seconds allow; nothing is digitised yet."""
    if (scans.size or 0) > _LARGEST_SCANS:
        raise Invalid(fields={"scans": ("Tệp nén tối đa 500 MB.", "The archive may have 500 MB at most.")})
    assert scans.file is not None
    begun = casework.begin_scans(
        index=index.read(), index_name=index.name or "", scans_from=scans.file, unit_code=unit_code, actor=actor_of(request),
        now=clock.now(), idempotency_key=f"api:{key}",
    )  # fmt: skip
    return _gone_on(request, begun)


@router.get("/old-results/runs/{uuid:run_id}", auth=HANDLING, response=ScanRunOut)
def progress(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    """How far a run of the officer's is."""
    return _totals(casework.scan_run(run_id=run_id, actor=actor_of(request)).totals)


@router.get("/old-results/runs/{uuid:run_id}/rows", auth=HANDLING, response=ScanRowsOut)
def rows(request: HttpRequest, run_id: UUID, outcome: ScanOutcome | None = None, after: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """The result of each row, page by page; `outcome` narrows."""
    found = casework.scan_run(run_id=run_id, actor=actor_of(request)).rows
    start = place_of(after)
    rest = [(n, row) for n, row in enumerate(found, start=1) if n > start and (outcome is None or row.outcome is outcome)]
    page = rest[:limit]
    return {"rows": [row for _, row in page], "next": str(page[-1][0]) if len(rest) > limit else ""}


@router.get("/old-results/runs/{uuid:run_id}/refused", auth=HANDLING)
def refused(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The refused rows as an index to correct (XLSX); who took it stays on record."""
    content = casework.refused_scans(run_id=run_id, actor=actor_of(request), now=clock.now())
    return file_response(name=f"dong-chua-duoc-{str(run_id)[-6:]}.xlsx", mime=XLSX, content=content)  # type: ignore[return-value]


@router.post("/old-results/runs/{uuid:run_id}/continue", auth=HANDLING, response=ScanRunOut)
def go_on(request: HttpRequest, run_id: UUID, key: Key) -> dict[str, Any]:
    """Go on with what is left for three seconds; nothing is done twice. The worker goes on by itself too."""
    return _gone_on(request, run_id)


@router.post("/old-results/runs/{uuid:run_id}/digitise", auth=HANDLING, response=ScanRunOut)
def digitise(request: HttpRequest, run_id: UUID, key: Key) -> dict[str, Any]:
    """Digitise what a finished run checked; asked again, under any key, it is the same run."""
    return _gone_on(request, casework.digitise_checked(run_id=run_id, actor=actor_of(request), now=clock.now()))


def _gone_on(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    found = casework.continue_scans(run_id=run_id, actor=actor_of(request), now=clock.now(), going_on=within(_SECONDS))
    return _totals(found.totals)


def _totals(found: ScanTotals) -> dict[str, Any]:
    return {
        "run_id": found.run_id, "verb": found.verb, "unit_code": found.unit_code, "index_name": found.index_name,
        "begun_at": found.begun_at, "finished_at": found.finished_at, "total": found.total,
        **{outcome.value: n for outcome, n in found.counts.items()},
    }  # fmt: skip

"""One thing done to many dossiers: begun once, gone on with, each dossier with its own result."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from motcua.kit import clock
from motcua.kit.rest import Cursor, Key, Limit
from motcua.kit.web import actor_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions.expecting import do_once
from motcua.platform.casework.contracts import CursorWrong
from motcua.platform.casework.contracts.desk import BulkItem, BulkReport, BulkState
from motcua.platform.casework.rest.edge import OFFICER, Code, Done, Words, done

router = Router(tags=["casework: bulk"])
_SECONDS = 3.0  # that an answer may take; the rest is done by further calls, or by the worker
Verb = Literal["receive", "forward", "hand_back", "assign", "transfer", "extend_due"]


class Arguments(Schema):
    """What the verb needs: `officer_id` and `note` (receive, forward, assign), `unit_code` and `reason` (transfer), `days` (extend_due)."""

    officer_id: UUID | None = None
    note: Words = ""
    unit_code: Code = ""
    reason: Words = ""
    days: Annotated[int, Field(ge=0, le=365)] = 0


class BulkBeginning(Schema):
    """The verb and the dossiers, at most 500."""

    verb: Annotated[Verb, Field(examples=["receive"])]
    codes: Annotated[list[Code], Field(max_length=1000, examples=[["H24.11329-260309-0001", "H24.11329-260309-0002"]])]
    arguments: Arguments = Arguments()


class Progress(Schema):
    """How far it is; `finished_at` is null while dossiers wait."""

    run_id: UUID
    verb: str
    begun_at: datetime
    finished_at: datetime | None
    total: int
    done: int
    refused: int
    waiting: int


class ItemOut(Schema):
    """What became of one dossier: the change, or why it was refused."""

    code: str
    state: BulkState
    change: Done | None
    error_vi: str
    error_en: str


class Items(Schema):
    """A page of results in the order in which the dossiers were named."""

    rows: list[ItemOut]
    next: str


@router.post("/bulk", auth=OFFICER, response=Progress)
def begin(request: HttpRequest, body: BulkBeginning, key: Key) -> dict[str, Any]:
    """Begin, and do as much as three seconds allow. The same key gives the same run and goes on with what is left."""
    a, now = actor_of(request), clock.now()
    arguments = {k: v for k, v in body.arguments.dict().items() if v}

    def go() -> dict[str, Any]:
        return {"run": str(casework.begin_bulk(
            verb=body.verb, codes=body.codes, actor=a, now=now, idempotency_key=f"api:{key}", arguments=arguments))}  # fmt: skip

    begun = do_once(what="bulk", key=key, body=body.dict(), actor=a, now=now, act=go)
    return _progress(casework.continue_bulk(run_id=UUID(begun["run"]), actor=a, now=now, going_on=within(_SECONDS)))


@router.get("/bulk/{uuid:run_id}", auth=OFFICER, response=Progress)
def progress(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    """How far a run of the officer's is."""
    return _progress(casework.bulk_report(run_id=run_id, actor=actor_of(request)))


@router.get("/bulk/{uuid:run_id}/items", auth=OFFICER, response=Items)
def items(request: HttpRequest, run_id: UUID, state: BulkState | None = None, after: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """The result of each dossier, page by page; `state` narrows."""
    report = casework.bulk_report(run_id=run_id, actor=actor_of(request))
    start = place_of(after)
    rest = [(n, i) for n, i in enumerate(report.items, start=1) if n > start and (state is None or i.state is state)]
    page = rest[:limit]
    return {"rows": [_item(i) for _, i in page], "next": str(page[-1][0]) if len(rest) > limit else ""}


@router.post("/bulk/{uuid:run_id}/continue", auth=OFFICER, response=Progress)
def go_on(request: HttpRequest, run_id: UUID, key: Key) -> dict[str, Any]:
    """Go on with what is left for three seconds; nothing is done twice. The worker goes on by itself too."""
    return _progress(casework.continue_bulk(
        run_id=run_id, actor=actor_of(request), now=clock.now(), going_on=within(_SECONDS)))  # fmt: skip


def within(seconds: float) -> Callable[[], bool]:
    """True for so many seconds from now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() < end


def place_of(cursor: str) -> int:
    """The place in a list that a cursor names. ``CursorWrong``."""
    if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 6):  # noqa: PLR2004 - places have at most four digits
        raise CursorWrong
    return int(cursor or 0)


def _progress(report: BulkReport) -> dict[str, Any]:
    return {
        "run_id": report.run_id, "verb": report.verb, "begun_at": report.begun_at, "finished_at": report.finished_at,
        "total": len(report.items), **{state.value: report.count(state) for state in BulkState},
    }


def _item(item: BulkItem) -> dict[str, Any]:
    return {
        "code": item.code, "state": item.state, "change": done(item.change) if item.change else None, "error_vi": item.error_vi,
        "error_en": item.error_en,
    }

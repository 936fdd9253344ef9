"""The cash desk: open the drawer, find what is to be paid, take cash, count, hand over."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from motcua.kit import clock
from motcua.kit.rest import Key
from motcua.kit.web import actor_of
from motcua.platform.payments import api
from motcua.platform.payments.rest.edge import CASHIER, Before, Dong, PaymentOut, Rows, once, page
from motcua.platform.payments.rules.cash import DENOMINATIONS, change_in_notes

router = Router(tags=["payments: cash"])


class Session(Schema):
    """An officer's cash of one unit from opening to hand-over; `expected` is what must be in the drawer."""

    session_id: UUID
    code: str
    unit_code: str
    state: api.CashState
    opened_at: datetime
    float_amount: int
    takings: int
    paid_out: int
    expected: int
    counted: int | None
    difference: int
    explanation: str
    closed_at: datetime | None
    handed_over: int | None
    slip: str


class Sessions(Schema):
    """A page of sessions, newest first."""

    rows: list[Session]
    next: datetime | None


class Opening(Schema):
    """The unit, and the change in the drawer."""

    unit_code: Annotated[str, Field(max_length=20, examples=["U11329"])]
    float_amount: Dong = 0


class Taking(Schema):
    """What the payer hands over; `amount` is what of it is paid (null: all that is asked)."""

    payment_id: UUID
    given: Dong
    amount: Dong | None = None


class Banknotes(Schema):
    """Pieces of one denomination."""

    value: int
    pieces: int


class Taken(Schema):
    """What was taken, the change and its notes, and the receipt issued at once."""

    payment_id: UUID
    taken: int
    change: int
    notes: list[Banknotes]
    outstanding: int
    receipt_id: UUID | None
    receipt_label: str


class Count(Schema):
    """Pieces of each note, anything else in đồng, and the explanation of a difference."""

    notes: Annotated[dict[int, Annotated[int, Field(ge=0, le=100_000)]], Field(max_length=20, examples=[{"50000": 3, "10000": 1}])] = {}
    loose: Dong = 0
    explanation: Annotated[str, Field(max_length=500)] = ""


class HandingOver(Schema):
    """The paying-in slip, which carries the session's code."""

    amount: Dong
    slip: Annotated[str, Field(max_length=60, examples=["GNT-0001"])]


@router.get("/cash/sessions", auth=CASHIER, response=Sessions)
def sessions(request: HttpRequest, state: api.CashState | None = None, before: Before = None, limit: Rows = 20) -> dict[str, Any]:
    """The officer's sessions, newest first."""
    found = api.cash_sessions(officer_ref=actor_of(request).ref, state=state, before=before, limit=limit + 1)
    return page(list(found), limit=limit, at="opened_at")


@router.post("/cash/sessions", auth=CASHIER, response=Session)
def open_session(request: HttpRequest, body: Opening, key: Key) -> Any:
    """Begin to take cash; a session that is open is given back as it is, whatever the key."""
    return api.open_session(unit_code=body.unit_code, float_amount=body.float_amount, now=clock.now(), actor=actor_of(request))


@router.get("/cash/waiting", auth=CASHIER, response=list[PaymentOut])
def waiting(request: HttpRequest, unit_code: Annotated[str, Query(max_length=20)], code: Annotated[str, Query(max_length=80)] = "") -> Any:
    """Requests that still expect money: by payment or dossier code, else the unit's latest; twenty at most."""
    own = {p.unit_code for p in actor_of(request).positions}
    found = api.find_open(text=code, unit_code=unit_code) if unit_code in own else ()
    shown = [one for one in found if api.Way.CASH in one.ways]
    api.note_payers(payment_ids=[p.payment_id for p in shown], actor=actor_of(request), now=clock.now(), source="payments.cash")
    return shown


@router.post("/cash/sessions/{uuid:session_id}/take", auth=CASHIER, response=Taken)
def take(request: HttpRequest, session_id: UUID, body: Taking, key: Key) -> dict[str, Any]:
    """Take cash: ledger entry, change and receipt at once. The same key takes nothing again."""
    taken = api.take_cash(
        payment_id=body.payment_id, session_id=session_id, given=body.given, amount=body.amount, idempotency_key=key, now=clock.now(),
        actor=actor_of(request),
    )  # fmt: skip
    return {
        "payment_id": taken.payment.payment_id, "taken": taken.taken, "change": taken.change,
        "notes": [{"value": value, "pieces": pieces} for value, pieces in change_in_notes(taken.change)],
        "outstanding": taken.payment.outstanding, "receipt_id": taken.receipt_id, "receipt_label": taken.receipt_label,
    }


@router.post("/cash/sessions/{uuid:session_id}/close", auth=CASHIER, response=Session)
def close(request: HttpRequest, session_id: UUID, body: Count, key: Key) -> Any:
    """Count the drawer; a difference needs its explanation."""
    def go() -> None:
        notes = {value: pieces for value, pieces in body.notes.items() if pieces}
        if set(notes) - set(DENOMINATIONS):
            raise api.CashAmountInvalid(wanted=0, given=sum(value * pieces for value, pieces in notes.items()))
        api.close_session(
            session_id=session_id, notes=notes, loose=body.loose, explanation=body.explanation, now=clock.now(), actor=actor_of(request)
        )

    once(request, "close", key, {"session": str(session_id), **body.dict()}, go)
    return _own(request, session_id)


@router.post("/cash/sessions/{uuid:session_id}/hand-over", auth=CASHIER, response=Session)
def hand_over(request: HttpRequest, session_id: UUID, body: HandingOver, key: Key) -> Any:
    """Write the paying-in slip down; the session is confirmed when the deposit is on the statement. Again changes nothing."""
    return api.hand_over(session_id=session_id, amount=body.amount, slip=body.slip, now=clock.now(), actor=actor_of(request))


@router.post("/cash/sessions/{uuid:session_id}/refunds/{uuid:refund_id}", auth=CASHIER, response=Session)
def pay_refund(request: HttpRequest, session_id: UUID, refund_id: UUID, key: Key) -> Any:
    """Hand an approved refund out of the drawer."""
    once(
        request, "refund_in_cash", key, {"session": str(session_id), "refund": str(refund_id)},
        lambda: _no(api.refund_in_cash(refund_id=refund_id, session_id=session_id, now=clock.now(), actor=actor_of(request))),
    )  # fmt: skip
    return _own(request, session_id)


def _own(request: HttpRequest, session_id: UUID) -> api.CashSession:
    found = api.cash_session(session_id=session_id)
    if found.officer_ref != actor_of(request).ref:
        raise api.CashSessionNeeded
    return found


def _no(_done: object) -> None:
    """Nothing of the answer is kept with the key."""

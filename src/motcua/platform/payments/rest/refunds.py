"""What officers decide about money: exemptions, another due date, refunds with four eyes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from motcua.kernel.clock import VIETNAM
from motcua.kit import clock
from motcua.kit.rest import Key
from motcua.kit.web import actor_of
from motcua.platform.payments import api
from motcua.platform.payments.rest.edge import DESK, Before, Dong, Payee, PaymentOut, Reason, Rows, once, page

router = Router(tags=["payments: desk"])


class RefundOut(Schema):
    """Money that goes back, and who did what to it."""

    refund_id: UUID
    code: str
    transaction_id: str
    payment_id: UUID | None
    payment_code: str
    amount: int
    reason: str
    state: api.RefundState
    requested_at: datetime
    requested_by: str
    approved_by: str
    payee: api.PayeeAccount | None
    sent_at: datetime | None
    completed_at: datetime | None
    bank_reference: str
    in_cash: bool


class Refunds(Schema):
    """A page of refunds, newest first."""

    rows: list[RefundOut]
    next: datetime | None


class RefundAsking(Schema):
    """How much (null: all), why, and where to when the money did not come from an account."""

    amount: Annotated[Dong | None, Field(examples=[75000])] = None
    reason: Reason
    payee: Payee | None = None


class Deciding(Schema):
    """Approve, reject or take back; the account when it is not known yet."""

    decision: Annotated[Literal["approve", "reject", "withdraw"], Field(examples=["approve"])]
    reason: Reason = ""
    payee: Payee | None = None


class Exempting(Schema):
    """Why nothing is asked, and the law behind it."""

    reason: Reason
    basis: Annotated[str, Field(max_length=300, examples=["Điều 10 Luật Phí và lệ phí"])]


class Reopening(Schema):
    """The new last day, and why."""

    due_on: Annotated[date, Field(ge=date(2020, 1, 1), le=date(2200, 1, 1))]
    reason: Reason


@router.post("/requests/{uuid:payment_id}/exempt", auth=DESK, response=PaymentOut)
def exempt(request: HttpRequest, payment_id: UUID, body: Exempting, key: Key) -> Any:
    """Ask for nothing any more; exempting twice is exempting once."""
    a = actor_of(request)
    api.get_for(payment_id=payment_id, actor=a)
    why = api.Exemption(reason=body.reason, basis=body.basis)
    return api.exempt(payment_id=payment_id, exemption=why, now=clock.now(), actor=a)


@router.post("/requests/{uuid:payment_id}/reopen", auth=DESK, response=PaymentOut)
def reopen(request: HttpRequest, payment_id: UUID, body: Reopening, key: Key) -> Any:
    """Ask again for what is overdue, with another last day."""
    a = actor_of(request)
    due_at = datetime.combine(body.due_on, time.min, tzinfo=VIETNAM) + timedelta(days=1)

    def go() -> None:
        api.reopen(payment_id=payment_id, due_at=due_at, reason=body.reason, now=clock.now(), actor=a)

    once(request, "reopen", key, {"payment": str(payment_id), **body.dict()}, go)
    return api.get_for(payment_id=payment_id, actor=a)


@router.post("/requests/{uuid:payment_id}/refunds", auth=DESK, response=list[RefundOut])
def request_refund(request: HttpRequest, payment_id: UUID, body: RefundAsking, key: Key) -> Any:
    """Ask to give money back, the latest first; another person approves."""
    a = actor_of(request)

    def go() -> dict[str, Any]:
        payee = body.payee.account_of() if body.payee else None
        asked = api.request_refund(payment_id=payment_id, amount=body.amount, reason=body.reason, payee=payee, now=clock.now(), actor=a)
        return {"refunds": [str(one.refund_id) for one in asked]}

    made = once(request, "refund", key, {"payment": str(payment_id), **body.dict()}, go)["refunds"]
    return [one for one in api.refunds(payment_id=payment_id, actor=a) if str(one.refund_id) in made]


@router.get("/refunds", auth=DESK, response=Refunds)
def refunds(
    request: HttpRequest, state: api.RefundState | None = None, payment_id: UUID | None = None, before: Before = None, limit: Rows = 50
) -> dict[str, Any]:
    """Refunds that the officer may see: those of her units; administrators see all."""
    found = api.refunds(state=state, payment_id=payment_id, actor=actor_of(request), before=before, limit=limit + 1)
    shown = [one.payment_id for one in found[:limit]]
    api.note_payers(payment_ids=shown, actor=actor_of(request), now=clock.now(), source="payments.refunds", money=True)
    return page(list(found), limit=limit, at="requested_at")


@router.post("/refunds/{uuid:refund_id}/decide", auth=DESK, response=RefundOut)
def decide(request: HttpRequest, refund_id: UUID, body: Deciding, key: Key) -> Any:
    """Approve what somebody else asked for, reject it, or take one's own back."""
    a, now = actor_of(request), clock.now()

    def go() -> None:
        if body.decision == "approve":
            api.approve_refund(refund_id=refund_id, payee=body.payee.account_of() if body.payee else None, now=now, actor=a)
        elif body.decision == "reject":
            api.reject_refund(refund_id=refund_id, reason=body.reason, now=now, actor=a)
        else:
            api.withdraw_refund(refund_id=refund_id, reason=body.reason, now=now, actor=a)

    once(request, "decide", key, {"refund": str(refund_id), **body.dict()}, go)
    return api.refund(refund_id=refund_id)

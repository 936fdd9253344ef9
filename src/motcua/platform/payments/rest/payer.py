"""What a payer does: see what is to be paid, pay by VietQR or the national platform, take the receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from motcua.kit import clock
from motcua.kit.rest import Audience, Key
from motcua.kit.web import actor_of, file_response
from motcua.platform.payments import api
from motcua.platform.payments.rest.edge import PAYER, PaymentOut, ReceiptOut

router = Router(tags=["payments: payer"])
EITHER = Audience("citizen", also=("officer",))


class Code(Schema):
    """The text of the VietQR for what is still to be paid; empty when nothing is."""

    payload: str
    outstanding: int
    transfer_text: str


class AttemptOut(Schema):
    """A transaction at the national payment platform; the payer goes to `pay_url`."""

    attempt_id: UUID
    reference: str
    amount: int
    state: api.AttemptState
    pay_url: str
    initiated_at: datetime
    finished_at: datetime | None


class Attempting(Schema):
    """Where the platform leads back to."""

    return_path: Annotated[str, Field(max_length=300, pattern=r"^/[^/\\]", examples=["/ho-so/"])] = "/ho-so/"


@router.get("/requests/{uuid:payment_id}", auth=EITHER, response=PaymentOut)
def payment(request: HttpRequest, payment_id: UUID) -> Any:
    """A request for payment of the caller's; officers see those of their dossiers."""
    found = api.get_for(payment_id=payment_id, actor=actor_of(request))
    api.note_payers(payment_ids=[payment_id], actor=actor_of(request), now=clock.now(), source="payments.desk")
    return found


@router.post("/requests/{uuid:payment_id}/present", auth=PAYER, response=Code)
def present(request: HttpRequest, payment_id: UUID, key: Key) -> dict[str, Any]:
    """Give the payer the VietQR; the request waits for money from then on. Asking again changes nothing."""
    a = actor_of(request)
    found = api.get_for(payment_id=payment_id, actor=a)
    if found.state is api.PaymentState.UNPAID:
        found = api.present(payment_id=payment_id, now=clock.now(), actor=a)
    payload = api.qr_payload(payment_id=payment_id) if found.is_open and api.Way.TRANSFER in found.ways else ""
    return {"payload": payload, "outstanding": found.outstanding, "transfer_text": found.transfer_text}


@router.get("/requests/{uuid:payment_id}/attempts", auth=PAYER, response=list[AttemptOut])
def attempts(request: HttpRequest, payment_id: UUID) -> Any:
    """Transactions that were begun at the platform, newest first."""
    api.get_for(payment_id=payment_id, actor=actor_of(request))
    return list(api.attempts(payment_id=payment_id))


@router.post("/requests/{uuid:payment_id}/attempts", auth=PAYER, response=AttemptOut)
def begin_attempt(request: HttpRequest, payment_id: UUID, body: Attempting, key: Key) -> Any:
    """Announce the payment to the platform. Within ten minutes the same transaction is given again, under any key."""
    return api.begin_attempt(
        payment_id=payment_id, ip=request.META.get("REMOTE_ADDR", ""), return_url=request.build_absolute_uri(body.return_path),
        now=clock.now(), actor=actor_of(request),
    )  # fmt: skip


@router.post("/requests/{uuid:payment_id}/attempts/{reference}", auth=PAYER, response=AttemptOut)
def ask_attempt(request: HttpRequest, payment_id: UUID, reference: str, key: Key) -> Any:
    """Ask the platform what became of a transaction; its answer alone counts."""
    api.get_for(payment_id=payment_id, actor=actor_of(request))
    if all(one.reference != reference for one in api.attempts(payment_id=payment_id)):
        raise api.AttemptUnknown
    return api.ask_attempt(reference=reference, now=clock.now())


@router.get("/requests/{uuid:payment_id}/receipts", auth=EITHER, response=list[ReceiptOut])
def receipts_of(request: HttpRequest, payment_id: UUID) -> Any:
    """The receipts of a request, oldest first."""
    api.get_for(payment_id=payment_id, actor=actor_of(request))
    api.note_payers(payment_ids=[payment_id], actor=actor_of(request), now=clock.now(), source="payments.receipts")
    return list(api.receipts_of(payment_id=payment_id))


@router.get("/receipts/{uuid:receipt_id}", auth=EITHER, response=ReceiptOut)
def receipt(request: HttpRequest, receipt_id: UUID) -> Any:
    """One receipt."""
    found = api.receipt_for(receipt_id=receipt_id, actor=actor_of(request))
    api.note_payers(payment_ids=[found.payment_id], actor=actor_of(request), now=clock.now(), source="payments.receipts")
    return found


@router.get("/receipts/{uuid:receipt_id}/pdf", auth=EITHER)
def receipt_pdf(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """The receipt as a signed PDF."""
    a = actor_of(request)
    found = api.receipt_for(receipt_id=receipt_id, actor=a)
    content = api.receipt_pdf(receipt_id=receipt_id, actor=a, now=clock.now())
    api.note_payers(payment_ids=[found.payment_id], actor=a, now=clock.now(), source="payments.receipts")
    return file_response(name=f"bien-lai-{found.number:07d}.pdf", mime="application/pdf", content=content)  # type: ignore[return-value]

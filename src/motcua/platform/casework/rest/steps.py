"""Ways out of the steps of a definition: each operation is one verb of the door."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from motcua.kit import clock
from motcua.kit.rest import Key
from motcua.kit.web import actor_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Outcome
from motcua.platform.casework.rest.edge import OFFICER, PERSON, Done, Paper, Seen, Words, act, papers_of

router = Router(tags=["casework: steps"])


class Reason(Schema):
    """Why; at least three letters."""

    reason: Annotated[Words, Field(examples=["Thiếu trang 2 của bản sao căn cước."])]


class Refusal(Reason):
    """Why the dossier is not taken in."""

    reason_code: Annotated[str, Field(max_length=40)] = "other"


class Note(Schema):
    """A remark; may be empty."""

    note: Words = ""


class Receiving(Schema):
    """Who is to work on it, if named."""

    assigned_to: UUID | None = None


class Asking(Reason):
    """Papers to be supplied and the working days given for it (the register's default when null)."""

    items: Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=20, examples=[["Bản sao căn cước, trang 2"]])]
    deadline_days: Annotated[int | None, Field(ge=1, le=400)] = None


class Extending(Schema):
    """Further working days for the applicant."""

    deadline_days: Annotated[int | None, Field(ge=1, le=400)] = None


class Supplying(Note):
    """Papers that answer the request."""

    papers: Annotated[list[Paper], Field(max_length=50)]


class Forwarding(Note):
    """Where to, by whom, with which documents."""

    to_step: Annotated[str, Field(max_length=60)] = ""
    assigned_to: UUID | None = None
    papers: Annotated[list[Paper], Field(max_length=50)] = []


class Proposing(Note):
    """The decision that is proposed or signed."""

    decision: Outcome
    papers: Annotated[list[Paper], Field(max_length=50)] = []


class Signing(Note):
    """The decision that the leader signs."""

    decision: Outcome


class Paying(Reason):
    """A financial duty in đồng."""

    amount: Annotated[int, Field(ge=1, le=10**12)]


class Withdrawal(Schema):
    """Why the applicant takes the dossier back; may be empty."""

    reason: Words = ""


@router.post("/dossiers/{code}/receive", auth=OFFICER, response=Done)
def receive(request: HttpRequest, code: str, body: Receiving, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Take the dossier in: the receipt is made and the clock starts."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.receive(
        code=code, actor=a, now=now, idempotency_key=key, assigned_to=body.assigned_to))  # fmt: skip


@router.post("/dossiers/{code}/refuse", auth=OFFICER, response=Done)
def refuse(request: HttpRequest, code: str, body: Refusal, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Do not take it in, with a reason that the applicant reads."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.refuse(
        code=code, reason=body.reason, reason_code=body.reason_code, actor=a, now=now, idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/request-supplement", auth=OFFICER, response=Done)
def request_supplement(request: HttpRequest, code: str, body: Asking, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Ask the applicant for papers: the clock stands still until they come."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.request_supplement(
        code=code, items=body.items, reason=body.reason, deadline_days=body.deadline_days, actor=a, now=now,
        idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/extend-supplement", auth=OFFICER, response=Done)
def extend_supplement(request: HttpRequest, code: str, body: Extending, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Give the applicant more time."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.extend_supplement(
        code=code, deadline_days=body.deadline_days, actor=a, now=now, idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/supply", auth=PERSON, response=Done)
def supply(request: HttpRequest, code: str, body: Supplying, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Supply papers that were asked for; reception may do it for the applicant."""
    a, now = actor_of(request), clock.now()
    papers = papers_of(body.papers, actor=a)
    return act(request, code, seen, lambda: casework.supply(
        code=code, papers=papers, actor=a, now=now, note=body.note, idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/request-payment", auth=OFFICER, response=Done)
def request_payment(request: HttpRequest, code: str, body: Paying, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Ask the applicant to meet a financial duty (status 6)."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.request_payment(
        code=code, amount=body.amount, reason=body.reason, actor=a, now=now, idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/forward", auth=OFFICER, response=Done)
def forward(request: HttpRequest, code: str, body: Forwarding, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Send it to the next step, or to `to_step` where several are offered."""
    a, now = actor_of(request), clock.now()
    papers = papers_of(body.papers, actor=a)
    return act(request, code, seen, lambda: casework.forward(
        code=code, actor=a, now=now, to_step=body.to_step, note=body.note, assigned_to=body.assigned_to, papers=papers,
        idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/propose-result", auth=OFFICER, response=Done)
def propose_result(request: HttpRequest, code: str, body: Proposing, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Propose the decision to the leader who signs."""
    a, now = actor_of(request), clock.now()
    papers = papers_of(body.papers, actor=a)
    return act(request, code, seen, lambda: casework.propose_result(
        code=code, decision=body.decision, actor=a, now=now, note=body.note, papers=papers, idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/send-back", auth=OFFICER, response=Done)
def send_back(request: HttpRequest, code: str, body: Reason, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Send it back a step, with a reason."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.send_back(
        code=code, reason=body.reason, actor=a, now=now, idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/sign-result", auth=OFFICER, response=Done)
def sign_result(request: HttpRequest, code: str, body: Signing, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Sign the decision: the result is made, signed and sealed."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.sign_result(
        code=code, decision=body.decision, actor=a, now=now, note=body.note, idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/hand-back", auth=OFFICER, response=Done)
def hand_back(request: HttpRequest, code: str, body: Note, key: Key, seen: Seen = "") -> dict[str, Any]:
    """The applicant has the result (status 10)."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.hand_back(
        code=code, actor=a, now=now, note=body.note, idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/withdraw", auth=PERSON, response=Done)
def withdraw(request: HttpRequest, code: str, body: Withdrawal, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Take the dossier back; reception may do it for the applicant."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.withdraw(
        code=code, actor=a, now=now, reason=body.reason, idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/stop", auth=OFFICER, response=Done)
def stop(request: HttpRequest, code: str, body: Reason, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Stop processing (status 8), with a reason."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.stop(code=code, reason=body.reason, actor=a, now=now, idempotency_key=key))



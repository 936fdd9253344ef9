"""Machine-readable linked steps: what a person follows, what the desk looks after and helps on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from motcua.foundation.outbox import api as outbox
from motcua.kit import clock
from motcua.kit.rest import Audience, Key, Limit
from motcua.kit.web import actor_of
from motcua.platform.casework import api as casework
from motcua.services.linked import api, policies
from motcua.services.linked.contracts import ChainPage, ChainState, ChainView, Ended

router = Router(tags=["linked"])
OWNER = Audience("citizen")
READER = Audience("citizen", also=("officer",), roles=policies.STEERS)
DESK = Audience("officer", roles=policies.STEERS)
Code = Annotated[str, Path(max_length=80, examples=["H24.11329-260309-0001"])]
After = Annotated[UUID | None, Query(description="`next` of the page before.")]
Short = Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z._-]*$")]
Reason = Annotated[str, Field(min_length=1, max_length=300)]


class LinkedStep(Schema):
    """A step at another agency. `ended` is how its last attempt went, null before the first; `message_id` names it in the signed log."""

    key: str
    vi: str
    en: str
    who_vi: str
    who_en: str
    ended: Ended | None
    done: bool
    at: datetime | None
    tries: int
    message_id: str


class LinkedFacts(Schema):
    """What the steps brought; empty texts for what is not there yet and for whoever may not see personal data."""

    register_no: str = ""
    child_number: str = ""
    residence_no: str = ""
    order_id: str = ""
    card_number: str = ""
    valid_until: str = ""


class LinkedChain(Schema):
    """The linked steps of a dossier. `step` is the open one; `problem_…` says why it is not done, or why the rest was stopped."""

    chain_id: UUID
    dossier_code: str
    procedure_code: str
    unit_code: str
    vi: str
    en: str
    state: ChainState
    step: str
    problem_vi: str
    problem_en: str
    next_try_at: datetime | None
    started_at: datetime
    done_at: datetime | None
    steps: list[LinkedStep]
    facts: LinkedFacts


class LinkedChains(Schema):
    """A page, those begun last first; `next` is null on the last one."""

    rows: list[LinkedChain]
    next: UUID | None


class LinkedFilter(Schema):
    """Which chains of the officer's units are wanted; what is empty does not narrow."""

    state: ChainState | None = None
    step: Annotated[Short, Field(examples=["card_order"])] = ""
    unit: Annotated[Short, Field(examples=["11329"])] = ""
    procedure: Annotated[Short, Field(examples=["2.000986"])] = ""


class LinkedStop(Schema):
    """Why no further step is taken; the applicant reads it."""

    reason: Annotated[Reason, Field(examples=["Gia đình xin rút đề nghị cấp thẻ"])]


class LinkedResident(Schema):
    """With whom the child will live, as the family answered, and who of the family did."""

    number: Annotated[str, Field(min_length=12, max_length=20, examples=["031191900000"])]
    asked: Annotated[Reason, Field(examples=["Mẹ trả lời qua điện thoại ngày 9/3/2026"])]


class LinkedQuestion(Schema):
    """Whom of the dossier the applicant may name as the one with whom the child will live: `mother`, `father`."""

    choices: list[str]


class LinkedAnswer(Schema):
    """With whom the child will live, one of the `choices`."""

    who: Literal["mother", "father"]


@router.get("/my/chains", auth=OWNER, response=LinkedChains)
def mine(request: HttpRequest, after: After = None, limit: Limit = 20) -> Any:
    """The linked steps of the caller's own dossiers, with what they brought."""
    return _shown_page(api.page_of_person(actor=actor_of(request), after=after, limit=limit))


@router.get("/my/chains/{code}/residence", auth=OWNER, response=LinkedQuestion)
def residence_question(request: HttpRequest, code: Code) -> Any:
    """The one question to the applicant whose form did not ask it. 409 unless it waits for her answer."""
    return {"choices": sorted(api.residence_choices(code=code, actor=actor_of(request)))}


@router.post("/my/chains/{code}/residence", auth=OWNER, response=LinkedChain)
def residence_answer(request: HttpRequest, code: Code, body: LinkedAnswer, key: Key) -> Any:
    """The applicant says with whom the child will live; the residence is registered there and the steps go on. 409 unless it is asked."""
    actor, now = actor_of(request), clock.now()
    return _act(
        request, "residence_answer", code, key, body.dict(),
        lambda: api.answer_residence(code=code, who=body.who, actor=actor, now=now),
    )  # fmt: skip


@router.get("/chains", auth=DESK, response=LinkedChains)
def of_units(request: HttpRequest, wanted: Query[LinkedFilter], after: After = None, limit: Limit = 50) -> Any:
    """Linked dossiers of the officer's units, without personal data."""
    return _shown_page(api.page_of_units(actor=actor_of(request), **wanted.dict(), after=after, limit=limit))


@router.get("/chains/{code}", auth=READER, response=LinkedChain)
def one(request: HttpRequest, code: Code) -> Any:
    """The linked steps of one dossier, to whoever may know it. That an officer read it stays on record."""
    actor = actor_of(request)
    found = api.of_dossier(code=code, actor=actor)
    casework.note_list(codes=[code], actor=actor, now=clock.now(), source="linked.rest", contact=False, at_work=True)
    return _shown(found)


@router.post("/chains/{code}/retry", auth=DESK, response=LinkedChain)
def retry(request: HttpRequest, code: Code, key: Key) -> Any:
    """Let the system ask the agency of the open step again, at once. 409 unless the chain waits for an officer."""
    actor, now = actor_of(request), clock.now()
    return _act(request, "retry", code, key, {}, lambda: api.retry(code=code, actor=actor, now=now))


@router.post("/chains/{code}/residence", auth=DESK, response=LinkedChain)
def residence(request: HttpRequest, code: Code, body: LinkedResident, key: Key) -> Any:
    """The family was asked with whom the child will live: the residence is registered there. 409 unless the residence waits."""
    actor, now = actor_of(request), clock.now()
    return _act(
        request, "residence", code, key, body.dict(),
        lambda: api.settle_residence(code=code, number=body.number, note=body.asked, actor=actor, now=now),
    )  # fmt: skip


@router.post("/chains/{code}/stop", auth=DESK, response=LinkedChain)
def stop(request: HttpRequest, code: Code, body: LinkedStop, key: Key) -> Any:
    """Take no further step. What other agencies did already stays done. 409 when the chain has ended."""
    actor, now = actor_of(request), clock.now()
    return _act(request, "stop", code, key, body.dict(), lambda: api.stop(code=code, note=body.reason, actor=actor, now=now))


def _act(
    request: HttpRequest, what: str, code: str, key: str, body: Mapping[str, Any], act: Callable[[], ChainView]
) -> dict[str, Any]:
    """Once for a key; then the steps go on, outside of the command's transaction since agencies may be slow; the chain as it is now."""
    actor, now = actor_of(request), clock.now()

    def kept() -> dict[str, Any]:
        return {"code": act().dossier_code}

    done = outbox.do_once(scope=f"linked.{what}:{actor.ref}", key=key, body={"code": code, **body}, now=now, act=kept)
    api.run_due(now=now, code=done["code"])
    return _shown(api.of_dossier(code=done["code"], actor=actor))


def _shown_page(found: ChainPage) -> dict[str, Any]:
    return {"rows": [_shown(row) for row in found.rows], "next": found.next}


def _shown(found: ChainView) -> dict[str, Any]:
    plain = {name: getattr(found, name) for name in LinkedChain.model_fields if name not in {"steps", "facts"}}
    return {**plain, "steps": list(found.steps), "facts": {k: v for k, v in found.facts.items() if k in LinkedFacts.model_fields}}

"""Papers of the national store for programs: the fetchings of a person or organisation, and the operator's queue."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from motcua.kit import clock
from motcua.kit.rest import Audience
from motcua.kit.web import actor_of, language_of
from motcua.services.vault import api as vault
from motcua.services.vault.policies import EXCHANGE

router = Router(tags=["vault"])
_BIGINT = 9_223_372_036_854_775_807
_PERSON, _OPERATOR = Audience("citizen", min_level=2), Audience("officer", roles=EXCHANGE)
_Word = Annotated[str, Query(max_length=60)]


class NationalFetching(Schema):
    """One fetching: `state` is waiting, done or failed; `counts` by what became of each paper."""

    uuid: UUID
    state: str
    daily: bool
    asked_at: str
    finished_at: str | None
    counts: dict[str, int]
    code: str
    why: str


class NationalStanding(Schema):
    """Whether the person agreed (for an organisation: it was confirmed), the text, the daily switch, and the fetchings."""

    consented: bool
    text_version: int
    text: str
    daily: bool
    fetchings: list[NationalFetching]


class NationalAgreement(Schema):
    """The version of the text that the person has read and agrees to."""

    version: Annotated[int, Field(ge=1, le=999_999)]


class NationalDaily(Schema):
    """Whether papers are brought every day."""

    on: bool


class NationalResultSent(Schema):
    """One of the city's results on its way to the national store."""

    id: int
    document_id: UUID
    dossier_code: str
    state: str
    revision: int
    attempts: int
    code: str
    answer: str


@router.get("/national", auth=Audience("citizen"), response=NationalStanding, summary="How the store stands to the national one")
def standing(request: HttpRequest) -> dict[str, Any]:
    """The text is the one in force, in the language of the request."""
    found = vault.national_state(actor=actor_of(request), language=language_of(request), now=clock.now())
    return {
        "consented": found.consented, "text_version": found.text_version, "text": found.text, "daily": found.daily,
        "fetchings": [_run(run, request) for run in found.runs],
    }  # fmt: skip


@router.post("/national/consent", auth=_PERSON, response={204: None}, summary="Agree that papers are brought")
def agree(request: HttpRequest, body: NationalAgreement) -> None:
    """To the text of that version; 409 when it is not the one in force."""
    vault.agree_to_national(version=body.version, language=language_of(request), actor=actor_of(request), now=clock.now())


@router.delete("/national/consent", auth=_PERSON, response={204: None}, summary="Take consent or confirmation back")
def withdraw(request: HttpRequest) -> None:
    """The person's consent; while acting for an organisation, its confirmation."""
    vault.withdraw_national(actor=actor_of(request), now=clock.now())


@router.post("/national/fetchings", auth=_PERSON, response=NationalFetching, summary="Bring the papers now")
def bring(request: HttpRequest) -> dict[str, Any]:
    """One waits at a time: asked again it is the same. 422 without consent, of an organisation without confirmation."""
    return _run(vault.bring_papers(actor=actor_of(request), now=clock.now()), request)


@router.put("/national/daily", auth=_PERSON, response=NationalDaily, summary="Bring them every day, or not any more")
def daily(request: HttpRequest, body: NationalDaily) -> dict[str, Any]:
    """Switching on asks for consent."""
    return {"on": vault.set_daily(on=body.on, actor=actor_of(request), now=clock.now())}


@router.get("/national/sendings", auth=_OPERATOR, response=list[NationalResultSent], summary="Results for the national store")
def sendings(
    request: HttpRequest, state: _Word = "", words: _Word = "", before: Annotated[int | None, Query(ge=1, le=_BIGINT)] = None
) -> list[dict[str, Any]]:
    """The newest first, by state and by dossier, paper or error code; `before` is the id of the last row of the page before."""
    found = vault.sendings(actor=actor_of(request), state=state, words=words.replace("\x00", ""), before=before)
    return [
        {
            "id": one.sending_id, "document_id": one.document_id, "dossier_code": one.dossier_code, "state": one.state.value,
            "revision": one.revision, "attempts": one.attempts, "code": one.code, "answer": one.answer,
        }
        for one in found
    ]  # fmt: skip


@router.post("/national/sendings/{int:sending_id}/again", auth=_OPERATOR, response={204: None}, summary="Send one again")
def again(request: HttpRequest, sending_id: int) -> None:
    """Under the same identifier, so that the store changes nothing that it has."""
    if sending_id > _BIGINT:
        raise vault.SendingUnknown
    vault.send_again(actor=actor_of(request), now=clock.now(), sending_id=sending_id)


def _run(run: vault.RunView, request: HttpRequest) -> dict[str, Any]:
    return {
        "uuid": run.uuid, "state": run.state.value, "daily": run.daily, "asked_at": run.asked_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None, "counts": dict(run.counts), "code": run.code,
        "why": run.why[language_of(request) == "en"],
    }  # fmt: skip

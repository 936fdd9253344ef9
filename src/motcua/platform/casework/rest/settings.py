"""The list of definitions, the templates, where procedures are handed in, and trials: for administrators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from motcua.foundation.files import api as files
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Invalid
from motcua.kit import clock
from motcua.kit.rest import Audience, Key
from motcua.kit.web import actor_of, file_response
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions.expecting import do_once
from motcua.platform.casework.adapters.templates import TemplateFacts
from motcua.platform.casework.contracts import Submission, SubmissionChannel, Verb
from motcua.platform.casework.contracts.definitions import StatusMaster
from motcua.platform.casework.contracts.lifecycle import CatalogueReport, DefinitionPage, SubmissionSetting, TrialMove, TrialState
from motcua.platform.casework.rest.definitions import ADMIN
from motcua.platform.casework.rest.edge import Day

router = Router(tags=["casework: definitions"])
_Asked = Annotated[str, Query(max_length=120)]


class Running(Schema):
    """The document that runs a procedure today; version 0 where it is derived and not written down."""

    version: int
    document: dict[str, Any]


class Setting(Schema):
    """From a day on, where a procedure is handed in and whose status counts; `source` is the decision that says so."""

    channel: Annotated[SubmissionChannel, Field(examples=["own"])]
    master: Annotated[StatusMaster, Field(examples=["city"])]
    effective_from: Day
    source: Annotated[str, Field(max_length=300, examples=["QĐ 12/QĐ-UBND ngày 01/03/2026"])]
    version: Annotated[int | None, Field(ge=1, le=100_000)] = None


class Move(Schema):
    """One move of a trial: a verb of the process, or what others do (an opinion, a payment, a sub-dossier opened or done)."""

    verb: Verb | None = None
    to_step: Annotated[str, Field(max_length=60)] = ""
    opinion: Literal["", "agreed", "disagreed"] = ""
    pay: Annotated[int, Field(ge=0, le=10**12)] = 0
    sub: Literal[-1, 0, 1] = 0


class Trial(Schema):
    """Moves and answers; without a document what runs the procedure today is tried."""

    moves: Annotated[list[Move], Field(max_length=60)] = []
    answers: dict[str, Any] = {}
    document: dict[str, Any] | None = None


@router.get("/definitions", auth=ADMIN, response=DefinitionPage)
def definitions(
    request: HttpRequest, q: _Asked = "", field: _Asked = "", template: _Asked = "", state: _Asked = "", findings: _Asked = "",
    after: Annotated[str, Query(max_length=20, description="`next_after` of the page before")] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
) -> Any:
    """Procedures with what runs them. `state`: own, generic, retired, draft, scheduled; `findings` of the linter: error, warning."""
    return casework.definition_page(
        now=clock.now(), query=q, field=field, template=template, state=state, findings=findings, after=after, limit=limit
    )


@router.get("/definitions/templates", auth=ADMIN, response=list[TemplateFacts])
def templates(request: HttpRequest) -> Any:
    """The templates that definitions begin from."""
    return list(casework.definition_templates())


@router.get("/definitions/workbook", auth=ADMIN)
def workbook(request: HttpRequest) -> HttpResponse:
    """The workbook for an import, to be filled in."""
    return file_response(name="mau-nhap-quy-trinh.xlsx", mime=files.XLSX, content=casework.definition_workbook())  # type: ignore[return-value]


@router.get("/definitions/report", auth=ADMIN, response=CatalogueReport)
def report(request: HttpRequest, detailed_only: bool = True) -> Any:
    """The linter over the whole catalogue; takes some seconds."""
    return casework.lint_catalogue(now=clock.now(), detailed_only=detailed_only)


@router.get("/definitions/{code}", auth=ADMIN, response=Running)
def running(request: HttpRequest, code: str) -> dict[str, Any]:
    """The document that runs a procedure today."""
    document, version = casework.running_document(code=code, on=local_date(clock.now()))
    return {"document": document, "version": version}


@router.get("/definitions/{code}/submission", auth=ADMIN, response=list[SubmissionSetting])
def submissions(request: HttpRequest, code: str) -> Any:
    """The dated settings of where the procedure is handed in, newest first."""
    return list(casework.submission_settings(code=code))


@router.post("/definitions/{code}/submission", auth=ADMIN, response=list[SubmissionSetting])
def set_submission(request: HttpRequest, code: str, body: Setting, key: Key) -> Any:
    """From a day on it is handed in there; the setting before ends on that day."""
    a, now = actor_of(request), clock.now()

    def go() -> None:
        casework.set_submission(
            code=code, submission=Submission(channel=body.channel, master=body.master), effective_from=body.effective_from,
            source=body.source, actor=a, now=now, version=body.version,
        )  # fmt: skip

    do_once(what="submission", key=key, body={"code": code, **body.dict()}, actor=a, now=now, act=go)
    return list(casework.submission_settings(code=code))


@router.get("/procedures/{code}/submission", auth=Audience("public"), response=Submission)
def submission(request: HttpRequest, code: str) -> Any:
    """Where the procedure is handed in today (`own` or `national` portal) and whose status counts."""
    return casework.submission_of(code=code, on=local_date(clock.now()))


@router.post("/definitions/{code}/trial", auth=ADMIN, response=list[TrialState])
def trial(request: HttpRequest, code: str, body: Trial) -> Any:
    """Walk a dossier that nobody writes through a definition: the states, the first being that of a submitted one. Nothing is kept."""
    document = body.document
    if document is None:
        document, _version = casework.running_document(code=code, on=local_date(clock.now()))
    _require_sound(document)
    moves = [TrialMove(**move.dict()) for move in body.moves]
    return list(casework.try_out(document=document, moves=moves, answers=body.answers))


def _require_sound(document: Mapping[str, Any]) -> None:
    found = casework.lint_definition(document=document, now=clock.now())
    wrong = {problem.path: (problem.vi, problem.en) for problem in found if problem.severity == "error"}
    if wrong:
        raise Invalid(fields=wrong)

"""How procedures run, for administrators: drafts, the linter, publication, versions, import and export, BPMN and DMN."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Body, File, Query, Router, Schema, UploadedFile

from motcua.foundation.files import api as files
from motcua.kernel import decisions
from motcua.kernel.actors import Role
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NotFound
from motcua.kit import clock
from motcua.kit.rest import Audience, Key
from motcua.kit.web import actor_of, file_response
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions import definitions as life
from motcua.platform.casework.actions.expecting import do_once
from motcua.platform.casework.contracts import DefinitionProblem
from motcua.platform.casework.contracts.lifecycle import DefinitionImportReport, DraftView, RowOutcome
from motcua.platform.casework.queries import versions as reads
from motcua.platform.casework.rest.edge import Code, Seen, Words, seen_seq
from motcua.platform.casework.rules import bpmn
from motcua.platform.casework.rules.lint import lint as lint_document

router = Router(tags=["casework: definitions"])
ADMIN = Audience("officer", roles=(Role.ADMIN,))
Document = Annotated[dict[str, Any], Body(description="A definition as `data/definition.schema.json` has it.")]


class Problem(Schema):
    """A finding of the linter; an `error` forbids publication."""

    path: str
    severity: str
    vi: str
    en: str


class VersionOut(Schema):
    """A published version with its days."""

    procedure_code: str
    version: int
    state: str
    template: str
    effective_from: date
    effective_to: date | None
    published_at: datetime
    note: str
    generic: bool
    open_online: bool
    content_hash: str


class DefinitionDraft(Schema):
    """The draft of a definition with what the linter finds; the ETag is `seq`."""

    procedure_code: str
    document: dict[str, Any]
    seq: int
    based_on: int
    saved_at: datetime
    saved_by: str
    problems: list[Problem]


class Template(Schema):
    """The template to begin from; empty: what is in force."""

    template: Code = ""


class Publishing(Schema):
    """From which day (today when null), and a remark."""

    effective_from: date | None = None
    note: Words = ""


class Retiring(Schema):
    """The last day and the decision behind it."""

    on: date
    reason: Words


class Published(Schema):
    """What was published, with the warnings."""

    procedure_code: str
    version: int
    effective_from: date
    problems: list[Problem]


class VersionChange(Schema):
    """A difference between two versions by stable key."""

    part: str
    key: str
    kind: str
    label_vi: str
    label_en: str
    before: str
    after: str


class ImportRow(Schema):
    """What became of one row."""

    line: int
    code: str
    outcome: str
    template: str
    version: int | None
    problems: list[Problem]


class ImportOut(Schema):
    """An import row by row."""

    dry_run: bool
    new: int
    changed: int
    same: int
    refused: int
    rows: list[ImportRow]


@router.get("/definitions/{code}/versions", auth=ADMIN, response=list[VersionOut])
def versions(request: HttpRequest, code: str) -> Any:
    """Every version with its state today, newest first."""
    return list(reads.versions(code=code, on=local_date(clock.now())))


@router.get("/definitions/{code}/versions/{int:version}", auth=ADMIN, response=dict[str, Any])
def document(request: HttpRequest, code: str, version: int) -> dict[str, Any]:
    """The complete document of a version."""
    return reads.version_document(code=code, version=min(version, 2**31 - 1))


@router.get("/definitions/{code}/differences", auth=ADMIN, response=list[VersionChange])
def differences(request: HttpRequest, code: str, a: Annotated[int, Query(ge=1, le=10**6)], b: Annotated[int, Query(ge=1, le=10**6)]) -> Any:
    """What changed from version `a` to version `b`."""
    return list(reads.diff_versions(code=code, a=a, b=b))


@router.get("/definitions/{code}/draft", auth=ADMIN, response=DefinitionDraft)
def draft(request: HttpRequest, response: HttpResponse, code: str) -> dict[str, Any]:
    """The draft with what the linter says of it."""
    return _draft(reads.draft_of(code=code, now=clock.now()), response)


@router.post("/definitions/{code}/draft", auth=ADMIN, response=DefinitionDraft)
def begin(request: HttpRequest, response: HttpResponse, code: str, body: Template, key: Key) -> dict[str, Any]:
    """Begin a draft from what is in force, or from a template; a draft that is there is given as it is."""
    try:
        return _draft(life.begin_draft(code=code, actor=actor_of(request), now=clock.now(), template=body.template), response)
    except KeyError:
        raise NotFound from None


@router.put("/definitions/{code}/draft", auth=ADMIN, response=DefinitionDraft)
def save(request: HttpRequest, response: HttpResponse, code: str, body: Document, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Keep a document as the draft, however wrong it is. `If-Match` refuses to overwrite what somebody else saved."""
    saved = life.save_draft(document={**body, "procedure": code}, actor=actor_of(request), now=clock.now(), expected=seen_seq(seen))
    return _draft(saved, response)


@router.delete("/definitions/{code}/draft", auth=ADMIN, response={204: None})
def discard(request: HttpRequest, code: str, key: Key) -> None:
    """Throw the draft away; what is published stays."""
    life.discard_draft(code=code, actor=actor_of(request), now=clock.now())


@router.post("/definitions/lint", auth=ADMIN, response=list[Problem])
def lint(request: HttpRequest, body: Document) -> Any:
    """What the linter says of a document; nothing is kept."""
    return lint_document(body, world=reads.world(on=local_date(clock.now())))


@router.post("/definitions/{code}/publish", auth=ADMIN, response=Published)
def publish(request: HttpRequest, code: str, body: Publishing, key: Key) -> dict[str, Any]:
    """Publish the draft from a day on. Errors of the linter refuse it; the draft stays then."""
    a, now = actor_of(request), clock.now()

    def go() -> dict[str, Any]:
        version, problems = life.publish_draft(code=code, actor=a, now=now, effective_from=body.effective_from, note=body.note)
        return {
            "procedure_code": code, "version": version.version, "effective_from": version.effective_from.isoformat(),
            "problems": [_problem(p) for p in problems],
        }

    return do_once(what="publish", key=key, body={"code": code, **body.dict()}, actor=a, now=now, act=go)


@router.post("/definitions/{code}/retire", auth=ADMIN, response={204: None})
def retire(request: HttpRequest, code: str, body: Retiring, key: Key) -> None:
    """End the procedure on a day; dossiers that run go on."""
    life.retire(code=code, on=body.on, actor=actor_of(request), now=clock.now(), reason=body.reason)


@router.post("/definitions/import", auth=ADMIN, response=ImportOut)
def import_rows(
    request: HttpRequest, body: Annotated[list[dict[str, Any]], Body()], key: Key, dry_run: bool = False,
    effective_from: date | None = None,
) -> dict[str, Any]:
    """Take definitions in, one row a procedure; every row is its own. `dry_run` finds out and writes nothing."""
    report = life.import_definitions(
        rows=body, fmt="json", actor=actor_of(request), now=clock.now(), dry_run=dry_run, effective_from=effective_from
    )
    return _report(report)


@router.post("/definitions/import-workbook", auth=ADMIN, response=ImportOut)
def import_workbook(
    request: HttpRequest, key: Key, file: UploadedFile = File(...), dry_run: bool = False,  # type: ignore[type-arg]  # noqa: B008
) -> dict[str, Any]:
    """The same from a workbook (XLSX)."""
    report = life.import_definitions(rows=file.read(), fmt="xlsx", actor=actor_of(request), now=clock.now(), dry_run=dry_run)
    return _report(report)


@router.get("/definitions/export", auth=ADMIN)
def export(
    request: HttpRequest, form: Annotated[Literal["json", "xlsx"], Query(alias="format")] = "json",
    codes: Annotated[str, Query(max_length=4000, description="Codes by commas; empty: all that have a definition")] = "",
) -> HttpResponse:
    """The definitions that rule today; what is exported comes in again unchanged."""
    wanted = [c.strip() for c in codes.split(",") if c.strip()] or None
    content = life.export_definitions(fmt=form, on=local_date(clock.now()), codes=wanted)
    mime = "application/json" if form == "json" else files.XLSX
    return file_response(name=f"quy-trinh.{form}", mime=mime, content=content)  # type: ignore[return-value]


@router.get("/definitions/{code}/bpmn", auth=Audience("public"))
def as_bpmn(request: HttpRequest, code: str) -> HttpResponse:
    """The process in force as BPMN 2.0 XML with its diagram."""
    found = casework.procedure(code=code)
    return file_response(name=f"{code}.bpmn", mime="application/xml", content=bpmn.to_bpmn(found.definition))  # type: ignore[return-value]


@router.post("/definitions/from-bpmn", auth=ADMIN, response=dict[str, Any])
def from_bpmn(request: HttpRequest, file: UploadedFile = File(...)) -> dict[str, Any]:  # type: ignore[type-arg]  # noqa: B008
    """Read a BPMN file of the same profile as a definition document; nothing is kept."""
    return bpmn.from_bpmn(file.read())


@router.get("/definitions/{code}/dmn/{table}", auth=Audience("public"))
def as_dmn(request: HttpRequest, code: str, table: Literal["fees", "eligibility"]) -> HttpResponse:
    """The fee or eligibility table in force as DMN; 404 when the procedure has none."""
    definition = casework.procedure(code=code).definition
    found = definition.fee_table if table == "fees" else definition.eligibility
    if found is None:
        raise NotFound
    content = decisions.to_dmn_xml(found)
    return file_response(name=f"{code}-{table}.dmn", mime="application/xml", content=content)  # type: ignore[return-value]


@router.post("/definitions/from-dmn", auth=ADMIN, response=dict[str, Any])
def from_dmn(request: HttpRequest, file: UploadedFile = File(...)) -> dict[str, Any]:  # type: ignore[type-arg]  # noqa: B008
    """Read the table of a DMN file as a definition carries it; nothing is kept."""
    return dict(decisions.to_document(decisions.from_dmn_xml(file.read())))


def _draft(found: DraftView, response: HttpResponse) -> dict[str, Any]:
    response["ETag"] = f'"{found.seq}"'
    return {
        "procedure_code": found.procedure_code, "document": dict(found.document), "seq": found.seq, "based_on": found.based_on,
        "saved_at": found.saved_at, "saved_by": found.saved_by, "problems": [_problem(p) for p in found.problems],
    }


def _problem(p: DefinitionProblem) -> dict[str, str]:
    return {"path": p.path, "severity": p.severity, "vi": p.vi, "en": p.en}


def _report(report: DefinitionImportReport) -> dict[str, Any]:
    rows = [
        {
            "line": r.line, "code": r.code, "outcome": r.outcome.value, "template": r.template, "version": r.version,
            "problems": [_problem(p) for p in r.problems],
        }
        for r in report.rows
    ]
    return {"dry_run": report.dry_run, **{o.value: report.count(o) for o in RowOutcome}, "rows": rows}



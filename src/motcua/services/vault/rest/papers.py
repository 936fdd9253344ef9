"""Papers of a store: found, put in, corrected, replaced, removed and taken back; of one's own store or, for officers, of a unit's."""

from __future__ import annotations

from typing import Annotated, Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema, UploadedFile
from pydantic import Field

from motcua.kit import clock
from motcua.kit.rest import Audience, Key
from motcua.kit.web import actor_of, file_response
from motcua.services.vault import api as vault
from motcua.services.vault.policies import own_store
from motcua.services.vault.rest.edge import (
    CITIZEN,
    HOLDER,
    PaperForm,
    PaperTold,
    StoredPaper,
    Unit,
    Word,
    once,
    paper_out,
    require_fresh,
    told,
    upload,
)

router = Router(tags=["vault: papers"])
PROVEN = Audience("citizen", min_level=1)
_FILE: Any = File(  # type: ignore[type-arg]
    ..., description="PDF, JPG or PNG. What a camera wrote into a photograph (place, device) is not kept."
)


class PaperFieldOut(Schema):
    """A field of a kind; `options` are the values of a choice."""

    name: str
    label_vi: str
    label_en: str
    type: str
    required: bool
    sensitive: bool
    options: list[str]


class PaperKindOut(Schema):
    """A kind of paper that may be put into the store."""

    key: str
    name_vi: str
    name_en: str
    sensitive: bool
    fields: list[PaperFieldOut]


class StoreUseOut(Schema):
    """How full a store is, in bytes."""

    used: int
    most: int
    papers: int


class PaperToKeep(PaperForm):
    """A paper to be put in; an officer names the unit whose store it is for."""

    kind: Annotated[str, Field(max_length=40, examples=["driving_licence"])]
    unit_code: Annotated[str, Field(max_length=20)] = ""


class PapersToTakeOver(Schema):
    """Ids of papers of the caller's own earlier dossiers."""

    papers: Annotated[list[Annotated[int, Field(ge=1, le=2**62)]], Field(max_length=200)]


class ArchivedPaperOut(Schema):
    """What became of one paper of an archive: new, newer, same or refused."""

    title: str
    fate: str
    document_id: UUID | None
    reason_vi: str
    reason_en: str


class StoreImport(Schema):
    """What came of an import, and whose seal the archive bore."""

    sealed_by: str
    trusted: bool
    papers: list[ArchivedPaperOut]


@router.get("/kinds", auth=HOLDER, response=list[PaperKindOut], summary="Kinds of papers that may be put in, with their fields")
def kinds(request: HttpRequest, unit_code: Unit = "") -> list[dict[str, Any]]:
    """For the store that the caller acts in; with `unit_code` for a unit's."""
    store = "unit" if unit_code else own_store(actor_of(request)).partition(":")[0]
    return [
        {
            "key": k.key, "name_vi": k.name_vi, "name_en": k.name_en, "sensitive": k.sensitivity is vault.Sensitivity.SENSITIVE,
            "fields": [
                {
                    "name": f.name, "label_vi": f.label_vi, "label_en": f.label_en, "type": f.kind.value, "required": f.required,
                    "sensitive": f.sensitive, "options": [value for value, _, _ in f.options],
                }
                for f in k.fields
            ],
        }
        for k in vault.offered(store=store, on=clock.today())
    ]  # fmt: skip


@router.get("/store", auth=HOLDER, response=StoreUseOut, summary="How full it is")
def use(request: HttpRequest, unit_code: Unit = "") -> Any:
    """What was put in counts, also while it can be taken back."""
    return vault.use_of_store(actor=actor_of(request), unit_code=unit_code)


@router.get("/papers", auth=HOLDER, response=list[StoredPaper], summary="Papers of the store")
def papers(request: HttpRequest, words: Word = "", kind: Word = "", standing: Word = "", unit_code: Unit = "") -> list[dict[str, Any]]:
    """Found by words with or without accents; removed ones are left out. An officer gets nothing of a unit where he holds no post."""
    wanted = vault.PaperFilter(words=words, kind=kind, standing=standing, unit_code=unit_code)
    return [paper_out(p) for p in vault.search(actor=actor_of(request), wanted=wanted, now=clock.now())]


@router.post("/papers", auth=HOLDER, response=StoredPaper, summary="Put a paper in")
def add(request: HttpRequest, key: Key, given: Form[PaperToKeep], file: UploadedFile = _FILE) -> dict[str, Any]:  # type: ignore[type-arg]
    """A scan or photograph with its fields. The same key with the same content gives the paper that was made."""
    content, name, digest = upload(file)
    typed = told(vault.kind_of(key=given.kind), given)

    def keep(now: Any) -> UUID:
        made = vault.add_paper(
            kind=given.kind, typed=typed, content=content, name=name, actor=actor_of(request), now=now, unit_code=given.unit_code
        )
        return made.uuid

    return _one(request, once(request, "add", key, {**given.dict(), "sha256": digest}, keep))


@router.get("/removed", auth=HOLDER, response=list[StoredPaper], summary="Removed papers that can still be taken back")
def removed(request: HttpRequest, unit_code: Unit = "") -> list[dict[str, Any]]:
    """The latest removed first."""
    found = vault.removed(actor=actor_of(request), now=clock.now(), unit_code=unit_code)
    return [paper_out(p) for p in found if p.title]


@router.post("/take-over", auth=CITIZEN, response=list[StoredPaper], summary="Take papers of earlier dossiers into the store")
def take_over(request: HttpRequest, body: PapersToTakeOver, key: Key) -> list[dict[str, Any]]:
    """Of the caller's own dossiers; taken before: left as it is. Their fields wait to be confirmed."""
    return [paper_out(p) for p in vault.take_over(papers=set(body.papers), actor=actor_of(request), now=clock.now())]


@router.get("/papers/{uuid:document_id}", auth=HOLDER, response=StoredPaper, summary="One paper")
def paper(request: HttpRequest, document_id: UUID) -> dict[str, Any]:
    """404 also for a paper of somebody else. An officer's reading of a unit's copy is noted for the person whom it concerns."""
    return paper_out(vault.see_document(document_id=document_id, actor=actor_of(request), now=clock.now()))


@router.put("/papers/{uuid:document_id}", auth=HOLDER, response=StoredPaper, summary="Correct and confirm what it says")
def correct(request: HttpRequest, document_id: UUID, body: PaperTold, key: Key) -> dict[str, Any]:
    """Fields, note and tags as given; of what an agency issued the note and tags alone. A field that is typed anew is a statement again."""
    actor = actor_of(request)
    held = vault.document(document_id=document_id, actor=actor, now=clock.now())
    typed = told(vault.kind_of(key=held.kind), body)
    return paper_out(vault.correct_paper(document_id=document_id, typed=typed, actor=actor, now=clock.now()))


@router.get("/papers/{uuid:document_id}/versions", auth=HOLDER, response=list[StoredPaper], summary="Its versions, the newest first")
def versions(request: HttpRequest, document_id: UUID) -> list[dict[str, Any]]:
    """Itself, what it replaced and what replaced it."""
    return [paper_out(p) for p in vault.versions(document_id=document_id, actor=actor_of(request), now=clock.now())]


@router.post("/papers/{uuid:document_id}/versions", auth=HOLDER, response=StoredPaper, summary="Replace it by a newer one")
def replace(request: HttpRequest, document_id: UUID, key: Key, given: Form[PaperForm], file: UploadedFile = _FILE) -> dict[str, Any]:  # type: ignore[type-arg]
    """A newer paper of the same kind; the older stays as its former version."""
    actor = actor_of(request)
    typed = told(vault.kind_of(key=vault.document(document_id=document_id, actor=actor, now=clock.now()).kind), given)
    content, name, digest = upload(file)

    def keep(now: Any) -> UUID:
        return vault.replace_paper(document_id=document_id, typed=typed, content=content, name=name, actor=actor, now=now).uuid

    said = {**given.dict(), "sha256": digest, "paper": str(document_id)}
    return _one(request, once(request, "replace", key, said, keep))


@router.get("/papers/{uuid:document_id}/file", auth=HOLDER, summary="Its file")
def file(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The content; the opening is recorded."""
    held, content, name = vault.open_document(document_id=document_id, actor=actor_of(request), now=clock.now())
    return cast("HttpResponse", file_response(name=name, mime=held.mime, content=content))


@router.delete("/papers/{uuid:document_id}", auth=HOLDER, response=StoredPaper, summary="Remove it; it can be taken back for 30 days")
def remove(request: HttpRequest, document_id: UUID, key: Key) -> dict[str, Any]:
    """Twice changes nothing."""
    return paper_out(vault.remove_paper(document_id=document_id, actor=actor_of(request), now=clock.now()))


@router.post("/papers/{uuid:document_id}/restore", auth=HOLDER, response=StoredPaper, summary="Take a removed paper back")
def restore(request: HttpRequest, document_id: UUID, key: Key) -> dict[str, Any]:
    """Within 30 days."""
    return paper_out(vault.restore_paper(document_id=document_id, actor=actor_of(request), now=clock.now()))


@router.post("/papers/{uuid:document_id}/recheck", auth=HOLDER, response=StoredPaper, summary="Check its signatures again")
def recheck(request: HttpRequest, document_id: UUID, key: Key) -> dict[str, Any]:
    """As of now; nothing for a picture."""
    return paper_out(vault.recheck(document_id=document_id, actor=actor_of(request), now=clock.now()))


@router.post("/archive", auth=PROVEN, summary="Take the whole store out as one sealed archive")
def export(request: HttpRequest, key: Key) -> HttpResponse:
    """A ZIP that goes out part by part; recorded. Only of one's own store, after a fresh sign-in."""
    require_fresh(request)
    made = vault.export_archive(actor=actor_of(request), now=clock.now())
    answer = file_response(name=made.name, mime="application/zip", content=made.parts)
    answer["Content-Length"] = str(made.size)
    return cast("HttpResponse", answer)


@router.post("/archive/import", auth=PROVEN, response=StoreImport, summary="Take an archive in")
def take_in(request: HttpRequest, key: Key, file: UploadedFile = File(...)) -> dict[str, Any]:  # type: ignore[type-arg]  # noqa: B008
    """The seal and every digest are checked before anything is kept; the same paper comes once, however often it is sent."""
    if (file.size or 0) > vault.import_limit():
        raise vault.QuotaFull(most_mb=vault.import_limit() // 1_000_000)
    report = vault.import_archive(file=upload(file)[0], actor=actor_of(request), now=clock.now())
    return {
        "sealed_by": report.sealed_by, "trusted": report.trusted,
        "papers": [
            {"title": p.title, "fate": p.fate.value, "document_id": p.document_id, "reason_vi": p.reason_vi, "reason_en": p.reason_en}
            for p in report.papers
        ],
    }  # fmt: skip


def _one(request: HttpRequest, document_id: UUID) -> dict[str, Any]:
    return paper_out(vault.document(document_id=document_id, actor=actor_of(request), now=clock.now()))

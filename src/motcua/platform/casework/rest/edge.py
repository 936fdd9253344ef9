"""What every operation shares: who calls, the key of a write, the version that the caller saw, files by reference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, BinaryIO
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header, Schema
from pydantic import Field

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.rest import Audience
from motcua.kit.web import actor_of, file_response
from motcua.platform.casework.actions.expecting import expecting
from motcua.platform.casework.actions.reading import note_file
from motcua.platform.casework.contracts import Change, PaperGiven

Seen = Annotated[
    str,
    Header(alias="If-Match", max_length=24, description="The ETag that the caller saw; 412 when somebody changed the thing since."),
]
Words = Annotated[str, Field(max_length=4000)]
Code = Annotated[str, Field(max_length=80)]
EARLIEST, LATEST = date(1990, 1, 1), date(2200, 1, 1)
Day = Annotated[date, Field(ge=EARLIEST, le=LATEST)]

PERSON = Audience("citizen", also=("officer",))
READER = Audience("officer", also=("citizen", "machine"), scope="dossiers:read")
OFFICER = Audience("officer")
CITIZEN = Audience("citizen")
HANDLING = Audience("officer", roles=(Role.RECEPTION, Role.APPRAISER, Role.LEADER))


class EtagWrong(NamedError):
    """If-Match carries something that is not an ETag of this API."""

    code = "rest.etag_wrong"
    vi = "Tiêu đề If-Match không phải ETag đã nhận từ hệ thống này."
    en = "The header If-Match is no ETag that this system gave."
    status = 400


class Paper(Schema):
    """A stored file that answers a requirement: a paper of the procedure, or an item asked for (`bo-sung-1`)."""

    requirement: Annotated[str, Field(max_length=80, examples=["bo-sung-1"])]
    file_id: UUID
    name: Annotated[str, Field(max_length=200)] = ""


class Done(Schema):
    """What an action made of a dossier."""

    uuid: UUID
    code: str
    seq: int
    status: int
    status_vi: str
    status_en: str
    step: str
    due_at: str | None


class StoredUpload:
    """A stored file as forms take uploads."""

    def __init__(self, file_id: UUID, name: str) -> None:
        self.name: str | None = name
        self._content: BinaryIO = files.open(file_id=file_id)

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        return self._content.read(size)


def papers_of(given: Sequence[Paper], *, actor: Actor) -> tuple[PaperGiven, ...]:
    """The caller's own stored files; another's is as unknown as one that never was."""
    return tuple(PaperGiven(requirement=p.requirement, file_id=own_file(p.file_id, actor=actor).uuid, name=p.name) for p in given)


def own_file(file_id: UUID, *, actor: Actor) -> files.StoredFile:
    """A file that the caller uploaded. ``FileMissing``."""
    found = files.get(file_id=file_id)
    if found.owner_ref != actor.ref:
        raise files.FileMissing
    return found


def seen_seq(etag: str) -> int | None:
    """The number of the last fact that the caller saw; None without If-Match. ``EtagWrong``."""
    text = etag.strip().removeprefix("W/").strip('"')
    if not text or text == "*":
        return None
    if not (text.isascii() and text.isdigit()):
        raise EtagWrong
    return int(text)


def sent_file(request: HttpRequest, *, code: str, file_id: UUID) -> HttpResponse:
    """A stored file as the answer; that an officer opened it stays on record."""
    kept = files.get(file_id=file_id)
    opened(request, code=code, what=f"files.file:{file_id}")
    return file_response(name=kept.name, mime=kept.mime, content=files.open(file_id=file_id))  # type: ignore[return-value]


def opened(request: HttpRequest, *, code: str, what: str) -> None:
    """Keep on record that an officer opened something of a dossier."""
    a = actor_of(request)
    if a.kind is ActorKind.OFFICER:
        details = {"dossier": code, "what": what}
        audit.record(action="casework.open_file", object_ref=f"casework:{code}", actor=a, now=clock.now(), ground=code, details=details)
        note_file(code=code, actor=a, now=clock.now())


def act(request: HttpRequest, code: str, seen: str, do: Callable[[], Change]) -> dict[str, Any]:
    """Do one action of the door, on the version that the caller saw when it names one."""
    seq = seen_seq(seen)
    return done(do() if seq is None else expecting(code=code, seq=seq, actor=actor_of(request), act=do))


def done(change: Change) -> dict[str, Any]:
    """The answer of an action."""
    return {
        "uuid": change.uuid, "code": change.code, "seq": change.seq, "status": int(change.status), "status_vi": change.status.vi,
        "status_en": change.status.en, "step": change.step, "due_at": change.due_at.isoformat() if change.due_at else None,
    }

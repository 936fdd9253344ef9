"""What every operation of the store shares: who calls, the shapes that go out, files that come in, writes done once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Schema, UploadedFile
from pydantic import Field

from motcua.foundation.identity import api as identity
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import ActorKind
from motcua.kernel.errors import Invalid
from motcua.kit import clock
from motcua.kit.rest import Audience
from motcua.kit.web import actor_of
from motcua.services.vault import api as vault
from motcua.services.vault.policies import HANDLING, own_store

CITIZEN = Audience("citizen")
HOLDER = Audience("citizen", also=("officer",), roles=HANDLING)
OFFICER = Audience("officer", roles=HANDLING)
ASKER = Audience("officer", roles=HANDLING, also=("machine",), scope="papers:ask")
Word = Annotated[str, Query(max_length=80)]
Unit = Annotated[str, Query(max_length=20, description="An officer's: in the store of which of his units. Empty: one's own store.")]
_MOST_FIELDS, _LONGEST, _PART = 60, 500, 65_536
_Text = Annotated[str, Field(max_length=_LONGEST)]


class StoredPaper(Schema):
    """A paper of the store; `fields` with who stands for each value (issued, checked, stated)."""

    uuid: UUID
    kind: str
    title: str
    issuer: str
    origin: str
    standing: str
    version: int
    expires_on: str | None
    dossier_code: str
    sha256: str
    fields: dict[str, dict[str, str]]
    note: str = ""
    tags: list[str] = []


class PaperTold(Schema):
    """What is told of a paper beside its file: all of it each time, a field that is left out is emptied."""

    fields: Annotated[dict[str, _Text], Field(max_length=_MOST_FIELDS, examples=[{"number": "310123456789", "class": "B"}])] = {}
    card_text: Annotated[str, Field(max_length=500, description="Of an identity card's QR code; it goes before typed fields.")] = ""
    note: Annotated[str, Field(max_length=500)] = ""
    tags: Annotated[str, Field(max_length=500, description="By commas.")] = ""
    confirmed: Annotated[bool, Field(description="The fields were compared with the paper; until then no form is offered it.")] = False


class PaperForm(Schema):
    """The same beside a file: `fields` as the text of a JSON object."""

    fields: Annotated[str, Field(max_length=20_000, examples=['{"name": "Giấy ra viện"}'])] = "{}"
    card_text: Annotated[str, Field(max_length=500)] = ""
    note: Annotated[str, Field(max_length=500)] = ""
    tags: Annotated[str, Field(max_length=500)] = ""
    confirmed: bool = False


class PaperShare(Schema):
    """A share; `token` is the secret of its link, in the answer that makes it and never again."""

    uuid: UUID
    document_id: UUID
    title: str
    unit_code: str
    purpose: str
    state: str
    fields: list[str]
    with_file: bool
    may_download: bool
    views: int
    most_views: int
    expires_at: str
    token: str = ""


class RequestedPaper(Schema):
    """What a unit asks for."""

    uuid: UUID
    unit_code: str
    dossier_code: str
    kind: str
    purpose: str
    state: str
    asked_at: str
    ends_at: str
    answered_at: str | None
    reason: str
    share_id: UUID | None


def told(kind: vault.PaperKind | None, given: PaperTold | PaperForm) -> vault.PaperTyped:
    """What the caller told, as the door takes it; a field that the kind does not have is refused by its name. ``Invalid``."""
    fields = given.fields if isinstance(given, PaperTold) else _read(given.fields)
    known = {field.name for field in kind.fields} if kind else set()
    unknown = ("Loại giấy tờ này không có thông tin đó.", "This kind of paper has no such field.")
    wrong = {f"fields.{name[:60]}": unknown for name in fields if name not in known}
    if wrong:
        raise Invalid(fields=wrong)
    return vault.PaperTyped(fields=fields, card_text=given.card_text, note=given.note, tags=given.tags, confirmed=given.confirmed)


def _read(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    texts = isinstance(found, dict) and all(isinstance(value, str) and len(value) <= _LONGEST for value in found.values())
    if not isinstance(found, dict) or not texts or len(found) > _MOST_FIELDS:
        shape = ("Gửi một đối tượng JSON gồm các cặp tên và chữ.", "Send a JSON object of names and texts.")
        raise Invalid(fields={"fields": shape})
    return found


def upload(file: UploadedFile) -> tuple[BinaryIO, str, str]:
    """The content as a stream at its start, its name, and its digest, read part by part."""
    content, digest = cast("BinaryIO", file.file), hashlib.sha256()
    while part := content.read(_PART):
        digest.update(part)
    content.seek(0)
    return content, file.name or "tep", digest.hexdigest()


def require_fresh(request: HttpRequest) -> None:
    """A person authenticated a moment ago, as the pages ask before what lets others see a paper; ``ConfirmationNeeded``."""
    if actor_of(request).kind is ActorKind.CITIZEN:
        identity.confirm(request=request, act="")


def once(request: HttpRequest, what: str, key: str, said: Mapping[str, Any], act: Callable[[datetime], UUID]) -> UUID:
    """Do it once for each key of this caller in this store; a repetition names what the first made. ``outbox.KeyReused``."""
    actor, now = actor_of(request), clock.now()
    scope = f"vault.{what}:{actor.ref}:{own_store(actor)}"
    return UUID(outbox.do_once(scope=scope, key=key, body=said, now=now, act=lambda: {"uuid": str(act(now))})["uuid"])


def paper_out(paper: vault.HeldDocument) -> dict[str, Any]:
    """A paper as it goes out."""
    return {
        "uuid": paper.uuid, "kind": paper.kind_key or paper.kind, "title": paper.title, "issuer": paper.issuer,
        "origin": paper.origin.value, "standing": paper.standing.value, "version": paper.version, "dossier_code": paper.dossier_code,
        "sha256": paper.sha256, "expires_on": paper.expires_on.isoformat() if paper.expires_on else None,
        "fields": {name: {"value": f.value, "trust": f.trust.value} for name, f in paper.facts.items()},
        "note": paper.note, "tags": list(paper.tags),
    }  # fmt: skip


def share_out(share: vault.Share) -> dict[str, Any]:
    """A share as it goes out, without the secret of its link."""
    return {
        "uuid": share.uuid, "document_id": share.document_id, "title": share.title, "unit_code": share.unit_code,
        "purpose": share.purpose, "state": share.state.value, "fields": list(share.fields), "with_file": share.with_file,
        "may_download": share.may_download, "views": share.views, "most_views": share.most_views,
        "expires_at": share.expires_at.isoformat(),
    }  # fmt: skip


def request_out(asked: vault.PaperRequest) -> dict[str, Any]:
    """A request as it goes out."""
    return {
        "uuid": asked.uuid, "unit_code": asked.unit_code, "dossier_code": asked.dossier_code, "kind": asked.kind,
        "purpose": asked.purpose, "state": asked.state.value, "asked_at": asked.asked_at.isoformat(),
        "ends_at": asked.ends_at.isoformat(), "answered_at": asked.answered_at.isoformat() if asked.answered_at else None,
        "reason": asked.reason, "share_id": asked.share_id,
    }  # fmt: skip

"""Scans of documents that come with a form: kept at once, so that a form with something wrong in it does not ask for them again."""

from __future__ import annotations

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase

from motcua.foundation.files import api as files
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, file_response

FIELD = "van_ban"


def keep(request: HttpRequest, *, kept: str, purpose: str, allowed: frozenset[str] = files.HANDED_IN) -> str:
    """The id of the scan: the new one if one came, else the one kept before, which must be this officer's. The errors of ``files.put``."""
    actor, sent = actor_of(request), request.FILES.get(FIELD)
    if isinstance(sent, UploadedFile):
        name = str(sent.name or "van-ban.pdf")
        stored = files.put(
            content=sent.read(), name=name, purpose=purpose, actor=actor, now=clock.now(), owner_ref=actor.ref, allowed=allowed
        )
        return str(stored.uuid)
    try:
        stored = files.get(file_id=UUID(kept))
    except (ValueError, NamedError):
        return ""
    return kept if stored.purpose == purpose and stored.owner_ref == actor.ref else ""


def named(kept: str) -> str:
    """The name of a scan that ``keep`` answered for; empty for none."""
    return files.get(file_id=UUID(kept)).name if kept else ""


def shown(file_id: UUID) -> HttpResponseBase:
    """A scan, opened in the browser; who may see it was asked before."""
    stored = files.get(file_id=file_id)
    return file_response(name=stored.name, mime=stored.mime, content=files.open(file_id=stored.uuid), download=False)

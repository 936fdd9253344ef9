"""Where the national portal pushes messages and fetches files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from motcua.channels.national import api, conf
from motcua.foundation.files import api as files
from motcua.kernel.errors import NotFound
from motcua.kit import clock
from motcua.kit.rest import Audience
from motcua.kit.web import file_response

router = Router(tags=["national"])


@router.post("/messages", auth=Audience("machine"), summary="Messages pushed by the national portal (signed)")
def messages(request: HttpRequest) -> dict[str, Any]:
    """Authenticated by HMAC-SHA256 over the time stamp and the body. ``error_code`` 0 means kept; repetitions are harmless."""
    kept = api.receive_push(raw=request.body, headers=dict(request.headers), now=clock.now())
    return {"error_code": "0", "message": "OK", "new": kept.new, "known": kept.known, "changed": kept.changed}


@router.get("/files/{token}/{name}", auth=Audience("machine"), summary="A file of a dossier, by a link made for the portal")
def file(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Authenticated by the link itself, which is signed and ends after some days."""
    file_id = api.linked_file(token=token, max_age_days=conf.LINK_DAYS)
    if file_id is None:
        raise NotFound
    kept = files.get(file_id=file_id)
    return file_response(name=kept.name, mime=kept.mime, content=files.open(file_id=file_id))  # type: ignore[return-value]

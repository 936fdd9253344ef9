"""Files of a dossier for its officers; opening a paper of a person is recorded."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as stored
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response
from motcua.platform.casework import api as casework

_ROLES = (Role.RECEPTION, Role.APPRAISER, Role.LEADER)
Answer = HttpResponse | StreamingHttpResponse


@audience("officer", roles=_ROLES)
@require_GET
def receipt(request: HttpRequest, code: str) -> Answer:
    """The receipt (Mẫu 01)."""
    return _send(request, code, casework.receipt_file(code=code, actor=actor_of(request)))


@audience("officer", roles=_ROLES)
@require_GET
def result(request: HttpRequest, code: str) -> Answer:
    """The signed result."""
    return _send(request, code, casework.result_file(code=code, actor=actor_of(request)))


@audience("officer", roles=_ROLES)
@require_GET
def sheet(request: HttpRequest, code: str, seq: int) -> Answer:
    """A sheet of the history."""
    return _send(request, code, casework.sheet_file(code=code, seq=seq, actor=actor_of(request)))


@audience("officer", roles=_ROLES)
@require_GET
def paper(request: HttpRequest, code: str, paper_id: int) -> Answer:
    """A paper that the citizen gave."""
    return _send(request, code, casework.paper_file(code=code, paper_id=paper_id, actor=actor_of(request)))


def _send(request: HttpRequest, code: str, file_id: UUID) -> Answer:
    kept = stored.get(file_id=file_id)
    audit.record(
        action="casework.open_file", object_ref=f"files.file:{file_id}", actor=actor_of(request), now=clock.now(),
        ground=code, details={"dossier": code},
    )
    casework.note_file(code=code, actor=actor_of(request), now=clock.now())
    return file_response(name=kept.name, mime=kept.mime, content=stored.open(file_id=file_id), download=False)

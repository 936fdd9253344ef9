"""Files that the owner of a dossier may read: receipt, sheets, own papers, the result."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from motcua.foundation.files import api as files
from motcua.kit.web import actor_of, audience, file_response
from motcua.platform.casework import api as casework

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@audience("citizen")
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt with the appointment (Mẫu 01)."""
    return _send(request, casework.receipt_file(code=code, actor=actor_of(request)))


@audience("citizen")
@require_safe
def result(request: HttpRequest, code: str) -> HttpResponse:
    """The signed result."""
    return _send(request, casework.result_file(code=code, actor=actor_of(request)))


@audience("citizen")
@require_safe
def paper(request: HttpRequest, code: str, paper_id: int) -> HttpResponse:
    """A paper of the dossier."""
    return _send(request, casework.paper_file(code=code, paper_id=paper_id, actor=actor_of(request)))


@audience("citizen")
@require_safe
def sheet(request: HttpRequest, code: str, seq: int) -> HttpResponse:
    """A sheet that was made with a fact of the history: request for papers, refusal, stop."""
    return _send(request, casework.sheet_file(code=code, seq=seq, actor=actor_of(request)))


@audience("citizen")
@require_safe
def sheet_docx(request: HttpRequest, code: str, seq: int) -> HttpResponse:
    """The same sheet to go on working with."""
    content = casework.sheet_docx(code=code, seq=seq, actor=actor_of(request))
    return file_response(name=f"{code}-{seq}.docx", mime=_DOCX, content=content, download=True)  # type: ignore[return-value]


@audience("citizen")
@require_safe
def form(request: HttpRequest, code: str) -> HttpResponse:
    """The answers as they were sent, as PDF."""
    content = casework.form_pdf(code=code, actor=actor_of(request))
    return file_response(  # type: ignore[return-value]
        name=f"to-khai-{code}.pdf", mime="application/pdf", content=content, download="tai" in request.GET
    )


@audience("citizen")
@require_safe
def issued(request: HttpRequest, code: str, check_code: str) -> HttpResponse:
    """An issued result or copy of the dossier; a revoked one is not handed out."""
    return _send(request, casework.issued_file(check_code=check_code, actor=actor_of(request)).file_id)


def _send(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """``?tai=1`` saves the file; otherwise PDFs and pictures open in the browser."""
    stored = files.get(file_id=file_id)
    content = files.open(file_id=file_id)
    return file_response(name=stored.name, mime=stored.mime, content=content, download="tai" in request.GET)  # type: ignore[return-value]

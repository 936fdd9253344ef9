"""Answers that carry a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from django.http import FileResponse, HttpResponse, StreamingHttpResponse

_INLINE = {"application/pdf", "image/png", "image/jpeg"}


def file_response(
    *, name: str, mime: str, content: bytes | BinaryIO | Iterable[bytes], download: bool = True
) -> HttpResponse | StreamingHttpResponse:
    """Serve content under its name. Only PDFs and pictures may open in the browser; the type is never sniffed."""
    attach = download or mime not in _INLINE
    response: HttpResponse | StreamingHttpResponse
    if isinstance(content, bytes):
        response = HttpResponse(content, content_type=mime)
        response["Content-Length"] = str(len(content))
        response["Content-Disposition"] = _disposition(name=name, attach=attach)
    elif hasattr(content, "read"):
        response = FileResponse(content, as_attachment=attach, filename=name, content_type=mime)
    else:
        response = StreamingHttpResponse(content, content_type=mime)
        response["Content-Disposition"] = _disposition(name=name, attach=attach)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _disposition(*, name: str, attach: bool) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(attach, name) or "attachment"

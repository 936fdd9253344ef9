"""The city's sandbox: answers for every described service with examples, so that a caller can be built before a right is granted."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from motcua.kit.web import audience
from motcua.platform.exchange import api

_PARTS = 5
_NO_BODY = frozenset({204, 304})


@csrf_exempt
@audience("public")
def answer(request: HttpRequest, address: str) -> HttpResponse:
    """``<service>/<path>``: checked against the description, answered with its example. Nothing here is about anybody."""
    parts = address.split("/", _PARTS)
    service = "/".join(parts[:_PARTS])
    path = f"/{parts[_PARTS]}" if len(parts) > _PARTS else ""
    told = api.answer_in_sandbox(
        service=service, method=request.method or "GET", path=path, query=request.META.get("QUERY_STRING", ""),
        headers={name.lower(): value for name, value in request.headers.items()}, body=request.body,
    )  # fmt: skip
    bodyless = told.status in _NO_BODY or told.body is None
    text = told.body if isinstance(told.body, str) and "json" not in told.media else json.dumps(told.body, ensure_ascii=False)
    response = HttpResponse(b"" if bodyless else text, status=told.status, content_type=told.media)
    response["X-Sandbox"] = "example"
    return response

"""Answers of the protocol: JSON that nobody keeps, refusals with their code, and the way back to the application."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import unquote_plus, urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from motcua.platform.signon import rules
from motcua.platform.signon.contracts import InvalidRequest, MachineRefused, ProtocolError

Answering = Callable[[HttpRequest], HttpResponse]


def issuer() -> str:
    """The provider's name: the site's public address, as configured."""
    return str(settings.MOTCUA_BASE_URL)


def told(body: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """JSON that no cache may keep."""
    answer = JsonResponse(dict(body), status=status)
    answer["Cache-Control"], answer["Pragma"] = "no-store", "no-cache"
    return answer


def refused(error: ProtocolError) -> HttpResponse:
    """A refusal as RFC 6749 §5.2 and RFC 6750 §3 write it."""
    answer = told({"error": error.error, "error_description": error.why}, status=error.status)
    if error.status == 401:  # noqa: PLR2004 - the status that needs the header
        bearer = error.error == "invalid_token"
        answer["WWW-Authenticate"] = 'Bearer error="invalid_token"' if bearer else 'Basic realm="mot-cua"'
    wait = error.params.get("retry_after")
    if wait:
        answer["Retry-After"] = str(wait)
    return answer


def endpoint(view: Answering) -> Answering:
    """A machine's address: refusals become JSON."""

    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except ProtocolError as error:
            answer = refused(error)
            if error.error == "invalid_client" and "Authorization" not in request.headers:
                del answer["WWW-Authenticate"]  # RFC 6749 §5.2: the challenge answers those who came with the header
            return answer
        except MachineRefused as error:
            answer = told({"error": error.error, "error_description": error.why}, status=_status(error))
            if error.retry_after:
                answer["Retry-After"] = str(error.retry_after)
            return answer

    return answered


def form_of(request: HttpRequest) -> dict[str, str]:
    """The form's fields, each once; nothing is read from the address (RFC 6749 §3.2)."""
    return rules.singles(dict(request.POST.lists()))


def basic_of(request: HttpRequest) -> tuple[str, str] | None:
    """Name and secret of HTTP Basic, decoded as RFC 6749 §2.3.1 says; None when none was sent."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, secret = base64.b64decode(given.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise InvalidRequest(why="the Authorization header cannot be read") from None
    if not colon or "\x00" in name + secret:
        raise InvalidRequest(why="the Authorization header cannot be read")
    return unquote_plus(name), unquote_plus(secret)


def back(*, redirect_uri: str, state: str, answer: Mapping[str, str]) -> HttpResponse:
    """To the application's registered address, with the state it sent, untouched, and who answers (RFC 9207)."""
    query = urlencode({**answer, **({"state": state} if state else {}), "iss": issuer()})
    response = HttpResponse(status=302)
    response["Location"] = f"{redirect_uri}{'&' if urlsplit(redirect_uri).query else '?'}{query}"
    response["Cache-Control"] = "no-store"
    return response


def _status(error: MachineRefused) -> int:
    return {"invalid_client": 401, "temporarily_unavailable": 429}.get(error.error, 400)

"""Errors of the exchange: fault codes in two spellings, their status and their bodies (PR-REST §4.6, X-Road 7.8 ErrorCodes)."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from xml.sax.saxutils import escape

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class ErrorStyle(StrEnum):
    """Spelling of fault codes: that of the specification, or that of X-Road since 7.8."""

    PASCAL = "pascal"
    SNAKE = "snake"


BAD_REQUEST = "Client.BadRequest"
UNKNOWN_CLIENT = "Server.ClientProxy.UnknownMember"
CLIENT_SUSPENDED = "Server.ClientProxy.AccessDenied"
AUTHENTICATION = "Server.ClientProxy.SslAuthenticationFailed"
MAINTENANCE = "Server.ClientProxy.MaintenanceMode"
LOGGING_FAILED = "Server.ClientProxy.LoggingFailed"
INTERNAL = "Server.ClientProxy.InternalError"
PROVIDER_INTERNAL = "Server.ServerProxy.InternalError"
INCONSISTENT = "Server.ClientProxy.InconsistentResponse"
PEER_REFUSED = "Server.ServerProxy.InvalidSignatureValue"
UNKNOWN_PROVIDER = "Server.ServerProxy.UnknownMember"
UNKNOWN_SERVICE = "Server.ServerProxy.UnknownService"
SERVICE_TYPE = "Server.ServerProxy.ServiceType"
INVALID_REQUEST = "Server.ServerProxy.InvalidRequest"
ACCESS_DENIED = "Server.ServerProxy.AccessDenied"
SERVICE_DISABLED = "Server.ServerProxy.ServiceDisabled"
NETWORK_ERROR = "Server.ServerProxy.NetworkError"
FAILED_NETWORK = "Server.ServerProxy.ServiceFailed.NetworkError"
FAILED_TIMEOUT = "Server.ServerProxy.ServiceFailed.Timeout"
FAILED_HTTP = "Server.ServerProxy.ServiceFailed.HttpError"
FAILED_ANSWER = "Server.ServerProxy.ServiceFailed.InvalidAnswer"
FAILED_SIZE = "Server.ServerProxy.ServiceFailed.BodyTooLarge"
# X-Road bounds no client and breaks no circuit: these codes are ours, in its two spellings, with the status that HTTP has for them.
TOO_MANY_REQUESTS = "Server.ServerProxy.TooManyRequests"
SERVICE_BUSY = "Server.ServerProxy.ServiceBusy"
FAILED_CIRCUIT = "Server.ServerProxy.ServiceFailed.CircuitOpen"
FAILED_FIELDS = "Server.ServerProxy.ServiceFailed.FieldsUnreadable"
_STATUSES = {TOO_MANY_REQUESTS: 429, SERVICE_BUSY: 503, FAILED_CIRCUIT: 503}


def spell(code: str, style: ErrorStyle) -> str:
    """The code as the chosen style writes it: ``Server.ServerProxy.AccessDenied`` or ``server.serverproxy.access_denied``."""
    if style is ErrorStyle.PASCAL:
        return code
    parts = code.split(".")
    return ".".join(p.lower() if p in {"ClientProxy", "ServerProxy"} else _WORD.sub("_", p).lower() for p in parts)


def status_of(code: str) -> int:
    """500 when the fault lies with a server, 400 when with the caller; our own codes have a status of their own."""
    own = _STATUSES.get(code)
    if own is not None:
        return own
    return 500 if code.lower().startswith("server.") else 400


class Fault(Exception):
    """An error that arose in the exchange; the message is safe to show and names no address. ``headers`` go out with the refusal."""

    def __init__(self, code: str, message: str, *, headers: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.headers = headers


def wants_xml(accept: str | None) -> bool:
    """Whether an answer made by the exchange is XML; JSON unless the caller prefers XML or ``text/*``."""
    ranked: list[tuple[float, int, str]] = []
    for place, item in enumerate((accept or "").split(",")):
        media, _, rest = item.strip().lower().partition(";")
        quality = re.search(r"q\s*=\s*([01](?:\.\d*)?)", rest)
        ranked.append((-(float(quality[1]) if quality else 1.0), place, media.strip()))
    for _, _, media in sorted(ranked):
        if media in {"text/xml", "application/xml", "text/*"}:
            return True
        if media in {"application/json", "application/*", "*/*"}:
            return False
    return False


def fault_body(*, code: str, message: str, detail: str, xml: bool) -> tuple[str, bytes]:
    """Content type and body of an error of the exchange; ``detail`` is the id to look for in the message log."""
    if xml:
        inner = "".join(f"<{k}>{escape(v)}</{k}>" for k, v in (("type", code), ("message", message), ("detail", detail)))
        return "text/xml; charset=utf-8", f'<?xml version="1.0" encoding="UTF-8"?><error>{inner}</error>'.encode()
    return "application/json; charset=utf-8", json.dumps({"type": code, "message": message, "detail": detail}, ensure_ascii=False).encode()

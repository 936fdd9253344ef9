"""The dialect of Vietnamese integration platforms (LGSP on WSO2): a token for an ``lgspaccesstoken``, then calls at ``/context/version/…``.

``POST /token`` with ``grant_type=client_credentials`` gives an access token (RFC 6749 §4.4); calls show it as ``Authorization: Bearer`` or
``X-Authentication-Token``, or show the ``lgspaccesstoken`` itself. All three are credentials toward the gateway: they end here, so they
are in no message, no log and no request to a provider. Who is known by one needs no network and no certificate.
"""

from __future__ import annotations

from urllib.parse import parse_qs

from motcua.gateway.app.dialects.lgsp_errors import Refused, TokenRefused, answer
from motcua.gateway.app.dialects.xroad import XRoad
from motcua.gateway.app.http import Request, Response, json_response
from motcua.gateway.core.credentials import PREFIX, Credentials, NotAccepted, Presented, Refusal, read_basic, read_lgsp_header
from motcua.gateway.core.directory import Directory
from motcua.gateway.core.message import Message, Named, complete, require_verb, split_target
from motcua.gateway.core.paths import normalise
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.identifiers import ClientId

NAME = "lgsp"
TOKEN_PATHS = frozenset({"/token", "/oauth2/token"})
_CARRIED = "x-authentication-token"
_FORM_BYTES = 8192
_IDENTITIES = frozenset(f"{prefix}Client".lower() for prefix in ("X-Road-", *messages.GOVSTACK))


class Lgsp:
    """Calls to ``/{context}/{version}/{resource}`` and ``POST /token``."""

    def __init__(self) -> None:
        self._xroad = XRoad()

    def speaks(self, request: Request, directory: Directory) -> bool:
        """By the first segment of the path, or by the header that only these callers send."""
        target = request.target
        if target.startswith("/r1/"):
            return False
        if directory.contexts.begins(target) or target.partition("?")[0] in TOKEN_PATHS:
            return True
        return messages.find(request.headers, messages.LGSP_HEADER) is not None

    def answer_itself(self, request: Request, directory: Directory) -> Response | None:
        """The answer of ``/token``; raises Fault in the words of RFC 6749 §5.2."""
        if request.target.partition("?")[0] not in TOKEN_PATHS:
            return None
        if request.method != "POST":
            raise TokenRefused("invalid_request", status=405)
        if not directory.credentials.gives_tokens:
            raise TokenRefused("temporarily_unavailable", status=503)
        now = request.received_ms // 1000
        form = _form(request)
        presented = _shown(request, form)
        if not presented:
            raise TokenRefused("invalid_client", status=401)
        if form.get("grant_type") != "client_credentials":
            raise TokenRefused("unsupported_grant_type" if form.get("grant_type") else "invalid_request", status=400)
        try:
            if len({directory.credentials.client_of(p, now=now) for p in presented}) != 1:
                raise TokenRefused("invalid_request", status=400)
        except NotAccepted:
            raise TokenRefused("invalid_client", status=401) from None
        token, life = directory.credentials.issue(presented[0].access_key, now=now)
        given = json_response(
            {"access_token": token, "token_type": "Bearer", "expires_in": life, "scope": form.get("scope") or "default"},
        )
        given.headers += [("Cache-Control", "no-store"), ("Pragma", "no-cache")]
        return given

    def understand(self, request: Request, directory: Directory) -> Message:
        """The message of the client that the token or the header proves; Refused (401) without one, Fault for an unknown context."""
        require_verb(request.method)
        raw_path, query = split_target(request.target)
        client, consumed = _proven(request, directory.credentials, now=request.received_ms // 1000)
        found = directory.contexts.find(normalise(raw_path))
        if found is None:
            raise Fault(faults.UNKNOWN_SERVICE, "No service is offered at this address")
        kept = [h for h in messages.kept_request_headers(request.headers) if h[0].lower() not in consumed]
        kept.append((messages.CLIENT, str(client)))
        return complete(
            method=request.method,
            target=request.target,
            named=Named(service=found[0], path=found[1], query=query),
            kept=kept,
            body=request.body,
            config=directory.config,
            dialect=NAME,
            proven=True,
        )

    def own_headers(self, message: Message) -> list[messages.Header]:
        """X-Road's five: who asks about a call names its ids."""
        return self._xroad.own_headers(message)

    def refuse(self, request: Request, directory: Directory, fault: Fault, message: Message | None) -> Response:
        """The error in the shape that clients of OAuth 2 and WSO2 read."""
        own = self._xroad.own_headers(message) if message else []
        return answer(request, fault, code=faults.spell(fault.code, directory.config.error_style), own=own)


def _form(request: Request) -> dict[str, str]:
    """The form of a token request; TokenRefused when it is none or names something twice (RFC 6749 §3.2)."""
    kind = (messages.find(request.headers, "Content-Type") or "").partition(";")[0].strip().lower()
    if kind not in {"", "application/x-www-form-urlencoded"} or len(request.body) > _FORM_BYTES:
        raise TokenRefused("invalid_request", status=400)
    try:
        fields = parse_qs(bytes(request.body).decode(), keep_blank_values=True, max_num_fields=16)
    except ValueError:
        raise TokenRefused("invalid_request", status=400) from None
    if any(len(values) != 1 for values in fields.values()):
        raise TokenRefused("invalid_request", status=400)
    return {name: values[0] for name, values in fields.items()}


def _shown(request: Request, form: dict[str, str]) -> list[Presented]:
    """Every credential that a token request shows; TokenRefused when one cannot be read."""
    shown: list[Presented] = []
    scheme, _, text = (messages.find(request.headers, "Authorization") or "").partition(" ")
    header = messages.find(request.headers, messages.LGSP_HEADER)
    try:
        if header is not None:
            shown.append(read_lgsp_header(header))
        if scheme.lower() == "basic":
            shown.append(read_basic(text))
    except NotAccepted:
        raise TokenRefused("invalid_client", status=401) from None
    if form.get("client_id"):
        shown.append(Presented(form["client_id"], form.get("client_secret", "")))
    return shown


def _proven(request: Request, credentials: Credentials, *, now: int) -> tuple[ClientId, frozenset[str]]:
    """Who calls, and the names of the headers that proved it or could be taken for who calls; Refused when nothing proves it.

    What is shown must all be right and speak for one client. An ``X-Authentication-Token`` that is none of ours is the provider's.
    """
    consumed = _IDENTITIES | {"authorization"}
    found: set[ClientId] = set()
    scheme, _, bearer = (messages.find(request.headers, "Authorization") or "").partition(" ")
    token = messages.find(request.headers, _CARRIED)
    header = messages.find(request.headers, messages.LGSP_HEADER)
    try:
        if scheme.lower() == "bearer":
            found.add(credentials.holder_of(bearer.strip(), now=now))
        if header is not None:
            found.add(credentials.client_of(read_lgsp_header(header), now=now))
        if token is not None and (token.startswith(PREFIX) or not found):
            found.add(credentials.holder_of(token, now=now))
            consumed |= {_CARRIED}
    except NotAccepted as error:
        raise Refused(error.why) from None
    if not found:
        raise Refused(Refusal.MISSING)
    if len(found) > 1:
        raise Refused(Refusal.INVALID)
    return found.pop(), consumed

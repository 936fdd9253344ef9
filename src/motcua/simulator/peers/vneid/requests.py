"""Reading what clients ask: authorisation requests and client authentication. Pure checks, no state."""

from __future__ import annotations

import hmac
import re
from base64 import b64decode
from collections.abc import Mapping
from urllib.parse import unquote_plus, urlencode, urlsplit, urlunsplit

from motcua.simulator.peers.conf import Registered
from motcua.simulator.peers.vneid.contracts import OAuthError, UnknownClient
from motcua.simulator.peers.vneid.grants import Ask

SCOPES = ("openid", "profile", "phone", "email", "address", "organisation")
PLAIN_LEVELS = {"1": 1, "2": 2}
_CHALLENGE = re.compile(r"^[A-Za-z0-9_-]{43}$")
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def address_registered(address: str, registered: tuple[str, ...]) -> bool:
    """Exact match; on loopback any port is the same program (RFC 8252 §7.3)."""
    if address in registered:
        return True
    parts = urlsplit(address)
    if parts.hostname not in _LOOPBACK or parts.scheme != "http" or parts.username is not None:
        return False
    bare = urlunsplit((parts.scheme, parts.hostname, parts.path, parts.query, parts.fragment))
    return bare in {without_port(uri) for uri in registered}


def without_port(uri: str) -> str:
    """The address with its port removed."""
    parts = urlsplit(uri)
    return urlunsplit((parts.scheme, parts.hostname or "", parts.path, parts.query, parts.fragment))


def origin(uri: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"


def with_query(uri: str, **params: str) -> str:
    """The address with parameters added; empty ones are left out."""
    query = urlencode({key: value for key, value in params.items() if value})
    return f"{uri}{'&' if '?' in uri else '?'}{query}" if query else uri


def read_ask(params: Mapping[str, str], *, service: Registered, levels: Mapping[str, int] = PLAIN_LEVELS) -> Ask:
    """Check an authorisation request. ``UnknownClient`` before the return address is trusted, ``OAuthError`` after."""
    client, address = params.get("client_id", ""), params.get("redirect_uri", "")
    if client != service.client_id or not address_registered(address, service.redirect_uris):
        raise UnknownClient
    if params.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", "only the code flow is offered")
    scopes = params.get("scope", "").split()
    if "openid" not in scopes or not set(scopes) <= set(SCOPES):
        raise OAuthError("invalid_scope", f"scopes are {' '.join(SCOPES)}, openid among them")
    challenge = params.get("code_challenge", "")
    if params.get("code_challenge_method") != "S256" or not _CHALLENGE.match(challenge):
        raise OAuthError("invalid_request", "PKCE with S256 is required")
    wanted = [levels[value] for value in params.get("acr_values", "").split() if value in levels]
    return Ask(
        client_id=client, redirect_uri=address, scope=" ".join(scopes), state=params.get("state", ""), nonce=params.get("nonce", ""),
        challenge=challenge, wanted_level=max(wanted, default=0),
    )  # fmt: skip


def authenticate_client(header: str, form: Mapping[str, str], *, service: Registered) -> str:
    """Client id after ``client_secret_basic`` or ``client_secret_post``; ``OAuthError`` invalid_client otherwise."""
    client, secret = form.get("client_id", ""), form.get("client_secret", "")
    if header.lower().startswith("basic "):
        try:
            client, _, secret = b64decode(header[6:], validate=True).decode().partition(":")
        except ValueError:
            client = secret = ""
        client, secret = unquote_plus(client), unquote_plus(secret)
    known = hmac.compare_digest(client.encode(), service.client_id.encode())
    if not (hmac.compare_digest(secret.encode(), service.client_secret.encode()) and known):
        raise OAuthError("invalid_client", "client authentication failed", status=401)
    return client

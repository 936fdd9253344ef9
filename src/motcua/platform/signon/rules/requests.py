"""Reading an authorisation request (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1); what is not understood exactly is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from motcua.platform.signon.contracts import (
    Application,
    Asked,
    InvalidRequest,
    InvalidScope,
    PageRefused,
    RequestNotSupported,
    ResponseTypeWrong,
)

LEVELS = {"urn:motcua:loa:0": 0, "urn:motcua:loa:1": 1, "urn:motcua:loa:2": 2}
PROMPTS = frozenset({"none", "login", "consent", "select_account"})
_LONGEST, _OLDEST = 2000, 10**9
_CHALLENGE = re.compile(r"[A-Za-z0-9\-_]{43}")


def singles(params: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Each parameter with its one value; ``InvalidRequest`` for one that comes twice or is too long (RFC 6749 §3.1)."""
    found: dict[str, str] = {}
    for name, values in params.items():
        if len(values) != 1:
            raise InvalidRequest(why=f"{name} comes more than once")
        if len(values[0]) > _LONGEST or "\x00" in values[0]:
            raise InvalidRequest(why=f"{name} is too long or has a NUL character")
        found[name] = values[0]
    return found


def returned_to(params: Mapping[str, Sequence[str]], *, application: Application) -> str:
    """Where the answer goes: an address that is registered, letter by letter. ``PageRefused`` otherwise: nobody is sent anywhere else."""
    told = params.get("redirect_uri", ())
    if len(told) != 1 or told[0] not in application.redirect_uris:
        raise PageRefused(why="địa chỉ quay về chưa được đăng ký (redirect_uri is not registered)")
    return told[0]


def level_of(acr_values: str) -> int:
    """The lowest of the assurance levels that the application would take; 0 when it names none that is known here."""
    known = [LEVELS[one] for one in acr_values.split() if one in LEVELS]
    return min(known, default=0)


def asked(params: Mapping[str, str], *, application: Application, redirect_uri: str, pushed: str = "") -> Asked:
    """The checked request. Named refusals of the protocol."""
    if "request" in params or ("request_uri" in params and not pushed):
        raise RequestNotSupported
    if params.get("response_type") != "code":
        raise ResponseTypeWrong
    if params.get("response_mode", "query") != "query":
        raise InvalidRequest(why="only response_mode=query is offered")
    if params.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(params.get("code_challenge", "")):
        raise InvalidRequest(why="a code_challenge with code_challenge_method=S256 is required (RFC 7636)")
    prompts = frozenset(params.get("prompt", "").split())
    if prompts - PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise InvalidRequest(why="prompt is not understood")
    return Asked(
        client_id=application.client_id, redirect_uri=redirect_uri, scopes=_scopes(params, application), state=params.get("state", ""),
        nonce=_nonce(params), challenge=params["code_challenge"], prompts=prompts, max_age=_age(params),
        level=max(application.min_level, level_of(params.get("acr_values", ""))), login_hint=params.get("login_hint", "")[:120],
        ui_locales=params.get("ui_locales", "")[:60], pushed=pushed,
    )  # fmt: skip


def _scopes(params: Mapping[str, str], application: Application) -> tuple[str, ...]:
    told = list(dict.fromkeys(params.get("scope", "").split()))
    if "openid" not in told:
        raise InvalidScope(why="the scope openid is required")
    foreign = [one for one in told if one not in application.scopes]
    if foreign:
        raise InvalidScope(why=f"the application was not given the scope {foreign[0][:40]}")
    return tuple(told)


def _nonce(params: Mapping[str, str]) -> str:
    nonce = params.get("nonce", "")
    if len(nonce) > 300:  # noqa: PLR2004 - the column
        raise InvalidRequest(why="nonce is too long")
    return nonce


def _age(params: Mapping[str, str]) -> int | None:
    told = params.get("max_age")
    if told is None:
        return None
    if not told.isdecimal() or not told.isascii() or int(told[:12]) > _OLDEST:
        raise InvalidRequest(why="max_age must be a number of seconds")
    return int(told)

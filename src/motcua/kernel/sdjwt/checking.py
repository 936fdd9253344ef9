"""The whole check of a presentation, from bytes to verdict. Nothing is fetched: keys and status list are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from motcua.kernel.sdjwt.binding import LEEWAY, Binding, check_binding, instant
from motcua.kernel.sdjwt.compact import Jws, Malformed, Presented, read_jws, read_presentation
from motcua.kernel.sdjwt.disclosing import Opening
from motcua.kernel.sdjwt.keys import ALGORITHM, fits, issuers_key, withdrawn_at
from motcua.kernel.sdjwt.statuslist import INVALID, SUSPENDED, VALID, key_set, read_status_token
from motcua.kernel.sdjwt.verdicts import Standing, Verdict, problem

TYPES = frozenset({"dc+sd-jwt", "vc+sd-jwt"})  # the second is that of drafts before 2024-11
_FRAME = frozenset({"iss", "iat", "nbf", "exp", "cnf", "vct", "vct#integrity", "status", "issuing_unit", "issuing_authority", "custody"})


def check(
    *, presentation: str, keys: Mapping[str, Any], now: datetime, status: str | None = None, audience: str | None = None,
    nonce: str | None = None, binding_needed: bool = True,
) -> Verdict:  # fmt: skip
    """Check ``presentation`` with the issuer's metadata ``keys`` and the status list token ``status`` as of ``now``.

    ``audience`` and ``nonce``: what the holder was asked to prove, compared when given. ``binding_needed=False`` also takes a credential
    that is bound to a key without its holder's proof: it then says what was issued, not who shows it.
    """
    withdrawn = _withdrawn(presentation, keys)
    if withdrawn is not None:
        return withdrawn
    try:
        presented = read_presentation(presentation)
        jws = _issued(presented, keys)
        opening = Opening(presented.disclosures)
        claims = opening.claims(jws.payload)
        told = _told(jws, claims, opening)
    except Malformed as wrong:
        return Verdict(problems=(problem(wrong.code),))
    wrongs = [] if told.valid_from is None or now + LEEWAY >= told.valid_from else ["not_yet"]
    wrongs += ["not_yet"] if not wrongs and told.issued_at and told.issued_at > now + LEEWAY else []
    wrongs += ["expired"] if told.valid_to is not None and now - LEEWAY >= told.valid_to else []
    bound, unbound = _bound(presented, jws, now=now, audience=audience, nonce=nonce, needed=binding_needed)
    standing, status_wrong, doubt = _standing(jws, told, status, keys, now)
    wrongs += [code for code in (unbound, status_wrong) if code]
    told = replace(
        standing, bound=bound is not None, audience=bound.audience if bound else "", presented_at=bound.made_at if bound else None,
        presented_until=bound.until_at if bound else None,
    )  # fmt: skip
    return replace(told, problems=tuple(problem(code) for code in wrongs), doubts=(problem(doubt),) if doubt else ())


def _withdrawn(presentation: str, keys: Mapping[str, Any]) -> Verdict | None:
    """The verdict about what is signed with a key that the issuer took out of use: whoever has it may have written anything."""
    try:
        jws = read_jws(read_presentation(presentation).token)
    except Malformed:
        return None
    at = withdrawn_at(header=jws.header, keys=keys) if jws.payload.get("iss") == keys.get("issuer") else None
    if at is None:
        return None
    return Verdict(problems=(problem("key_withdrawn"),), key_id=str(jws.header["kid"]), key_withdrawn_at=at)


def _issued(presented: Presented, keys: Mapping[str, Any]) -> Jws:
    """The issuer's token, its signature checked."""
    jws = read_jws(presented.token)
    if jws.header.get("alg") != ALGORITHM:
        raise Malformed("alg")
    typ = jws.header.get("typ")
    if not isinstance(typ, str) or typ not in TYPES:
        raise Malformed("typ")
    if "crit" in jws.header:
        raise Malformed("crit")
    if jws.payload.get("iss") != keys.get("issuer"):
        raise Malformed("issuer")
    if not fits(jws, issuers_key(header=jws.header, keys=key_set(keys))):
        raise Malformed("signature")
    return jws


def _told(jws: Jws, claims: Mapping[str, Any], opening: Opening) -> Verdict:
    payload = jws.payload
    if not isinstance(payload.get("vct"), str) or not payload["vct"]:
        raise Malformed("payload")
    instants = {name: instant(payload[name]) if name in payload else None for name in ("iat", "nbf", "exp")}
    texts = {name: str(claims.get(name, "")) for name in ("issuing_authority", "issuing_unit", "custody")}
    return Verdict(
        issuer=str(payload["iss"]), authority=texts["issuing_authority"], unit=texts["issuing_unit"], kind=payload["vct"],
        key_id=str(jws.header.get("kid", "")), claims={name: value for name, value in claims.items() if name not in _FRAME},
        hidden=opening.hidden, issued_at=instants["iat"], valid_from=instants["nbf"], valid_to=instants["exp"], custody=texts["custody"],
    )  # fmt: skip


def _bound(
    presented: Presented, jws: Jws, *, now: datetime, audience: str | None, nonce: str | None, needed: bool
) -> tuple[Binding | None, str]:
    confirmation = jws.payload.get("cnf")
    if not presented.binding:
        asked = audience is not None or nonce is not None
        return None, "binding_missing" if (confirmation is not None and needed) or asked else ""
    if confirmation is None:
        return None, "binding_unasked"
    try:
        return check_binding(presented=presented, confirmation=confirmation, now=now, audience=audience, nonce=nonce), ""
    except Malformed as wrong:
        return None, wrong.code


def _standing(jws: Jws, told: Verdict, token: str | None, keys: Mapping[str, Any], now: datetime) -> tuple[Verdict, str, str]:
    """The verdict with the list's word, and the code of what is wrong or in doubt about it."""
    if "status" not in jws.payload:
        return replace(told, standing=Standing.UNLISTED), "", ""
    try:
        address, index = _place(jws.payload["status"])
        told = replace(told, status_address=address)
        if token is None:
            return told, "", "status_missing"
        found, fresh = read_status_token(token=token.strip(), keys=keys, now=now)
        if found.address != address:
            return told, "status_foreign", ""
        value = found.value(index)
    except Malformed as wrong:
        return told, wrong.code, ""
    told = replace(told, status_at=found.made_at)
    if value in {INVALID, SUSPENDED}:  # an old list may miss a revocation, it never invents one
        standing = Standing.REVOKED if value == INVALID else Standing.SUSPENDED
        return replace(told, standing=standing), standing.value, ""
    if value != VALID:
        return told, "status_value", ""
    return (replace(told, standing=Standing.VALID), "", "") if fresh else (told, "", "status_old")


def _place(status: Any) -> tuple[str, int]:
    reference = status.get("status_list") if isinstance(status, Mapping) else None
    if not isinstance(reference, Mapping):
        raise Malformed("payload")
    address, index = reference.get("uri"), reference.get("idx")
    if not isinstance(address, str) or isinstance(index, bool) or not isinstance(index, int):
        raise Malformed("payload")
    return address, index

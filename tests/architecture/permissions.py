"""Who reaches which address: everybody who may knock, what came back, and what the declared audience says should come back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import claims_of, make_citizen, make_officer, release, sign_in
from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kit import clock, rest
from motcua.kit.web import audiences
from tests.architecture import house

# Addresses that tell of a gateway and answer 503 where none runs.
NO_GATEWAY = frozenset({
    "api/v1/exchange/subscriptions", "api/govstack/information-mediator/api/v1/status",
})  # fmt: skip

ORGANISATION_ACTOR, EVERY_SCOPE, NO_SCOPE = "organisation", "machine-all", "machine"
OFFICERS = tuple(Role)
WHO = ("visitor", "citizen-1", "citizen-2", ORGANISATION_ACTOR, *(r.value for r in OFFICERS), "no-factor", "released", NO_SCOPE, EVERY_SCOPE)
PAGE = "PAGE"  # asked with GET, and with POST where a page takes no GET: its audience is one
ANSWERS = {400: "400", 401: "401", 403: "403", 404: "404", 405: "405", 406: "400", 409: "400", 410: "404", 411: "400", 413: "400", 415: "400",
           422: "422", 428: "400", 429: "429"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Door:
    """One address and method with what it declares; ``rule`` is None for a library's own."""

    method: str
    route: str
    rest: bool
    rule: Any = None
    kinds: tuple[str, ...] = ()
    scope: str = ""

    @property
    def path(self) -> str:
        """An address of the route with something in its holes."""
        filled = re.sub(r"<uuid(?:str)?:\w+>", "01900000-0000-7000-8000-000000000000", self.route)
        filled = re.sub(r"<(?:int|seq):\w+>", "1", filled)
        filled = re.sub(r"<(?:\w+:)?\w+>", "x", filled)
        return "/" + re.sub(r"\\|\^|\$|\(\?P.*?\)", "", filled)

    @property
    def declared(self) -> str:
        """The audience in one word or two."""
        if self.rule is None:
            return "library"
        more = [r.value for r in OFFICERS if r in self.rule.roles]
        more += [f"or officer {r.value}" for r in OFFICERS if r in getattr(self.rule, "officers", ())]
        more += [f"level {self.rule.min_level}"] if self.rule.min_level else []
        more += [f"scope {self.scope}"] if self.scope else []
        return "+".join(self.kinds) + (f" ({', '.join(more)})" if more else "")


def doors() -> list[Door]:
    """Every address of the site with every method that it declares an audience for."""
    found = [door for route, pattern in house.addresses(get_resolver().url_patterns) for door in _doors(route, pattern)]
    return sorted(set(found), key=lambda d: (d.route, d.method))


def _doors(route: str, pattern: URLPattern) -> Iterator[Door]:
    view = pattern.callback
    path_view = getattr(getattr(view, "__func__", view), "__self__", None) or getattr(view, "path_view", None)
    operations = getattr(path_view, "operations", None) or house._closure_operations(view)
    for operation in operations or ():
        gate = next((a for a in operation.auth_callbacks if isinstance(a, rest.Audience)), None)
        for method in operation.methods:
            if gate is not None:
                yield Door(method, route, rest=True, rule=gate.rule, kinds=gate.kinds, scope=gate.scope)
    if not operations:
        rule = audiences.declared_audience(view)
        yield Door(PAGE, route, rest=False, rule=rule, kinds=(rule.kind,) if rule else ())


class _Machines:
    """Two machines: one whose token carries nothing, one whose token carries every scope that an address asks for."""

    key = "test.permissions"

    def __init__(self, scopes: frozenset[str]) -> None:
        self.tokens = {NO_SCOPE: frozenset[str](), EVERY_SCOPE: scopes}

    def actor_of(self, *, token: str, now: datetime) -> Actor | None:
        scopes = self.tokens.get(token)
        return None if scopes is None else Actor(kind=ActorKind.MACHINE, subject_id=UUID(int=7), name=token, scopes=scopes)


def knockers(asked: list[Door]) -> dict[str, Client]:
    """A client for everybody in ``WHO``."""
    now = clock.now()
    if _Machines.key not in rest.bearers:
        rest.bearers.add(_Machines(frozenset(d.scope for d in asked if d.scope)))
    made: dict[str, Client] = {"visitor": _client()}
    for level in (1, 2):
        made[f"citizen-{level}"] = sign_in(_client(), make_citizen(level, level=level))
    made[ORGANISATION_ACTOR] = _for_an_organisation(now)
    made |= {role.value: sign_in(_client(), make_officer(role)) for role in OFFICERS}
    made["no-factor"] = sign_in(_client(), make_officer(Role.LEADER, code="half.signed"))
    _forget_factor(made["no-factor"])
    left = make_officer(Role.LEADER, code="left.office")
    assert left.subject_id is not None
    release(officer_id=left.subject_id, unit_code=left.positions[0].unit_code, role=Role.LEADER, now=now - timedelta(seconds=1))
    made["released"] = sign_in(_client(), left)
    made |= {who: _client(HTTP_AUTHORIZATION=f"Bearer {who}") for who in (NO_SCOPE, EVERY_SCOPE)}
    return made


def answer(client: Client, door: Door) -> str:
    """What came back, as a class: a status, ``2xx``, ``sign-in``, ``elsewhere`` for any other redirect, or the name of an error."""
    cookies, undo = client.cookies.copy(), transaction.savepoint()
    found = client.generic("GET" if door.method == PAGE else door.method, door.path)
    if door.method == PAGE and found.status_code == 405:
        found = client.post(door.path)
    transaction.savepoint_rollback(undo)  # who signs out by knocking is signed in again
    client.cookies = cookies
    if found.status_code in (301, 302, 303, 307, 308):
        place = urlsplit(found.headers["Location"]).path
        return "sign-in" if place == str(settings.LOGIN_URL) else "elsewhere"
    if found.status_code < 300:
        return "2xx"
    return ANSWERS.get(found.status_code, str(found.status_code))


def expected(door: Door, who: str) -> str:
    """What the declaration alone says: ``in`` (the view answers, whatever it says), ``sign-in``, ``401`` or ``403``. An oracle of its own."""
    kinds, rule = door.kinds, door.rule
    if rule is None or "public" in kinds or (kinds[0] == "machine" and not door.scope):
        return "in"
    if who in (NO_SCOPE, EVERY_SCOPE) and door.rest:
        return "in" if "machine" in kinds and who == EVERY_SCOPE else "403"
    if who in ("visitor", "no-factor", NO_SCOPE, EVERY_SCOPE):
        return "401" if door.rest or door.route.startswith("api/") else "sign-in"
    if who in ("citizen-1", "citizen-2", ORGANISATION_ACTOR):
        high_enough = who != "citizen-1" or rule.min_level < 2
        return "in" if "citizen" in kinds and high_enough else "403"
    roles = {r.value for r in rule.roles}
    lent = {r.value for r in getattr(rule, "officers", ())}
    if who == "released":
        return "in" if "officer" in kinds and not getattr(rule, "serving", True) else "403"
    if who in lent:
        return "in"
    return "in" if "officer" in kinds and (not roles or who in roles) else "403"


def _client(**more: Any) -> Client:
    return Client(SERVER_NAME="localhost", raise_request_exception=False, **more)


def _for_an_organisation(now: datetime) -> Client:
    from motcua.foundation.identity.queries.sessions import LEVEL  # noqa: F401 - the session is opened by sign_in
    from motcua.foundation.identity.web.session import ORGANISATION

    made = identity.sign_in_citizen(claims=claims_of(31, level=2, MaSoThue="0100109106", TenDoanhNghiep="Công ty Thử", LoaiTaiKhoan=2), now=now)
    client = sign_in(_client(), identity.actor_of(account_id=made.account_id, now=now))
    mine = identity.represented_by(person_id=made.person.uuid, now=now)
    if mine:
        session = client.session
        session[ORGANISATION] = str(mine[0].uuid)
        session.save()
    return client


def _forget_factor(client: Client) -> None:
    """The session of somebody who gave the password only."""
    from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY

    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": 0}]
    session.save()

"""Every form that the pages show, with what a person would send, and every write of the API with a body of its own document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.urls import Resolver404, get_resolver, resolve
from lxml import html

from motcua.kit import rest
from motcua.kit.web import audiences
from tests.architecture import house
from tests.architecture.test_addresses import audience_of
from tests.security.doors import HOLE, Door, Things, filled, operations_of, owners, room_of

_TYPED = {"email": "a@example.vn", "tel": "0100900012", "number": "1", "date": "2026-03-10", "search": "thu", "url": "https://example.vn/"}
_PARTS = {"day": "10", "month": "3", "year": "2026"}
_NOT_FILLED = {"submit", "button", "file", "image", "reset"}


@dataclass(frozen=True)
class Write:
    """What somebody may send: to which address, who, with which fields; ``route`` and ``room`` say whose it is."""

    who: str
    method: str
    path: str
    route: str
    room: str
    body: Any


def _people(door: Door) -> tuple[str, ...]:
    """Who is asked first for an address."""
    return ("visitor", "citizen") if "public" in door.audience else owners(door)


def _pages() -> Iterator[Door]:
    """Addresses of pages, with and without things in them."""
    for route, pattern in house.addresses(get_resolver().url_patterns):
        audience = audience_of(route, pattern)
        if audience is None or operations_of(pattern.callback) or re.search(r"[\\^(]", route) or route.startswith("api/"):
            continue
        rule = audiences.declared_audience(pattern.callback)
        roles = frozenset(role.value for role in {*rule.roles, *getattr(rule, "officers", ())}) if rule is not None else frozenset()
        yield Door(route, audience, room_of(pattern.callback.__module__), ("GET",), roles=roles)


def shown(clients: dict[str, Any], known: Things) -> Iterator[Write]:
    """The forms of all pages that somebody sees, each once, with each of its buttons."""
    seen = set()
    for door in _pages():
        for who, path, content in _looks(door, clients, known):
            for form in html.document_fromstring(content, ensure_head_body=True).forms:
                address = urlsplit(urljoin(path, form.action or path))
                found = _resolved(address.path) if (form.method or "").upper() == "POST" else None
                pressed = _pressed(form)
                for body in _bodies(form, pressed) if found else ():
                    key = (found.route, frozenset((name, value[0] if name in pressed else "") for name, value in body.items()))
                    if key not in seen:
                        seen.add(key)
                        place = f"{address.path}?{address.query}" if address.query else address.path
                        yield Write(who, "POST", place, found.route, room_of(found.func.__module__), body)


def _resolved(path: str) -> Any:
    try:
        return resolve(path)
    except Resolver404:
        return None


def _looks(door: Door, clients: dict[str, Any], known: Things) -> Iterator[tuple[str, str, bytes]]:
    """The page as the first that sees it, of the first thing that is there."""
    for filling in known.fillings(door) if HOLE.search(door.route) else [()]:
        path = filled(door.route, filling)
        for who in _people(door):
            content = _page(clients[who], path)
            if content:
                yield who, path, content
                return


def _page(client: Any, path: str) -> bytes:
    """What a page shows, or nothing; looking leaves no trace."""
    cookies, undo = client.cookies.copy(), transaction.savepoint()
    answer = client.get(path)
    transaction.savepoint_rollback(undo)
    client.cookies = cookies
    seen = answer.status_code == 200 and not answer.streaming and "html" in answer.headers["Content-Type"]
    return answer.content.strip() if seen else b""


def _pressed(form: Any) -> dict[str, list[str]]:
    """Names of the form's buttons with their values."""
    found: dict[str, list[str]] = {}
    for one in form.iter("button"):
        if one.get("name") and one.get("type") != "button":
            found.setdefault(one.get("name"), []).append(one.get("value") or "")
    return found


def _bodies(form: Any, pressed: dict[str, list[str]]) -> Iterator[dict[str, list[str]]]:
    """What the form would send when everything in it is filled in plainly: with each of its buttons."""
    sent: dict[str, list[str]] = {}
    for one in form.inputs:
        if one.name and one.get("disabled") is None and one.get("type") not in _NOT_FILLED:
            _fill(sent, one)
    yield from ({**sent, name: [value]} for name, values in pressed.items() for value in values)
    if not pressed:
        yield sent


def _fill(sent: dict[str, list[str]], one: Any) -> None:
    if one.tag == "select":
        options = [value for value in one.value_options if value]
        chosen = next(iter(one.value), None) if one.multiple else one.value
        sent[one.name] = [chosen or (options[0] if options else "")]
    elif one.get("type") in {"radio", "checkbox"}:
        sent.setdefault(one.name, [one.get("value") or "on"])
    else:
        part = one.name.rpartition("-")[2]
        sent[one.name] = [one.value or _PARTS.get(part) or _TYPED.get(one.get("type", ""), "Nội dung thử")]


def written(known: Things, api: Any) -> Iterator[Write]:
    """Writes of the API with the plainest body, by the likeliest whose things may stand there."""
    for route, pattern in house.addresses(get_resolver().url_patterns):
        for operation in operations_of(pattern.callback):
            gates = [gate for gate in operation.auth_callbacks if isinstance(gate, rest.Audience)]
            roles = frozenset(role.value for gate in gates for role in gate.rule.roles)
            machines = any("machine" in gate.kinds for gate in gates)
            for method in sorted(set(operation.methods) & {"POST", "PUT", "PATCH"}):
                door = Door(route, audience_of(route, pattern) or "", room_of(operation.view_func.__module__), (method,), roles=roles)
                for filling in list(known.fillings(door))[:2] if HOLE.search(route) else [()]:
                    for who in ("machine",) if machines else _people(door)[:2]:
                        yield Write(who, method, filled(route, filling), route, door.room, api.body(method, route))

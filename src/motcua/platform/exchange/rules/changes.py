"""What differs between two configurations, in words that a person compares: thing by thing, field by field, secrets left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from motcua.gateway import protocol
from motcua.gateway.protocol import secrets
from motcua.platform.exchange.contracts.control import Difference

Things = dict[tuple[str, str], dict[str, Any]]
_LONGEST = 400
_MASK = "•••"


def differences(old: protocol.Config | None, new: protocol.Config) -> tuple[Difference, ...]:
    """From ``old`` (None: nothing) to ``new``, in the order exchange, members, clients, services, rights, groups, servers, rooms."""
    before, after = _things(old) if old else {}, _things(new)
    found: list[Difference] = []
    for key in [*before, *(k for k in after if k not in before)]:
        kind, name = key
        if key not in after:
            found.append(Difference(verb="removed", kind=kind, name=name))
        elif key not in before:
            found.append(Difference(verb="added", kind=kind, name=name))
        else:
            found += _fields(kind, name, before[key], after[key])
    return tuple(found)


def _fields(kind: str, name: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    for field in [*before, *(f for f in after if f not in before)]:
        was, now = before.get(field), after.get(field)
        if was != now:
            before_text, after_text = _text(was), _text(now)
            if before_text == after_text:  # only a secret, or what was cut off, differs
                after_text = f"{after_text} (đã đổi · changed)"
            yield Difference(verb="changed", kind=kind, name=name, field=field, before=before_text, after=after_text)


def _text(value: Any) -> str:
    if value is None or value in ((), [], ""):
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=lambda _: _MASK)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _things(config: protocol.Config) -> Things:
    plain: dict[str, Any] = msgspec.to_builtins(config)
    things: Things = {}
    parts = {name: plain.pop(name) for name in ("members", "services", "groups", "servers")}
    pubsub = plain.pop("pubsub") or {}
    rooms = pubsub.pop("rooms", ())
    plain = {name: value for name, value in plain.items() if name not in {"log_token", "token_key"}}
    things["exchange", plain["instance"]] = {**plain, **{f"events.{name}": value for name, value in pubsub.items()}}
    for member in parts["members"]:
        owner = f"{plain['instance']}/{member['member_class']}/{member['member_code']}"
        things["member", owner] = {"name": member["name"], "suspended": member.get("suspended", False)}
        for client in member["subsystems"]:
            client["credentials"] = [_credential(c) for c in client["credentials"]]
            things["client", f"{owner}/{client.pop('code')}"] = client
    for service in parts["services"]:
        rights, identifier = service.pop("rights"), service.pop("id")
        service["provider_headers"] = {name: _Secret(value) for name, value in service["provider_headers"]}
        if service.get("adapter"):
            service["adapter"] = _masked(**service["adapter"])
        things["service", identifier] = service
        for right in rights:
            of = " ".join(filter(None, [right.pop("subject"), right.pop("method"), right.pop("path"), right.pop("agreement")]))
            things["right", f"{identifier} ← {of}"] = right
    things |= {("group", group.pop("name")): group for group in parts["groups"]}
    things |= {("server", server.pop("id")): server for server in parts["servers"]}
    for room in rooms:
        kinds, identifier = room.pop("event_types"), room.pop("id")
        things["event room", identifier] = room
        things |= {("event type", f"{identifier} {kind.pop('name')}"): kind for kind in kinds}
    return things


def _credential(one: dict[str, Any]) -> str:
    return f"{one['access_key']} (→ {one['not_after']})" if one["not_after"] else str(one["access_key"])


class _Secret:
    """A secret: that it differs from another one shows, and nothing else of it does, not even a digest that could be guessed at."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)


def _masked(*, kind: str, settings: dict[str, Any]) -> dict[str, Any]:
    """An adapter whose secrets do not show."""
    bare, found = secrets.taken_out(kind, settings)
    return {"kind": kind, "secrets": {place: _Secret(value) for place, value in found.items()}, "settings": bare}

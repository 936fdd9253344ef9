"""Every address that names a thing, and what may stand in its holes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import get_resolver

from motcua.kit import rest
from motcua.kit.web import audiences
from tests.architecture import house
from tests.architecture.test_addresses import audience_of

HOLE = re.compile(r"<(?:(\w+):)?(\w+)>")
# What stands in holes that name no thing of a person.
WORDS: dict[str, list[Any]] = {
    "page": ["quan-he"], "verb": ["forward", "receive", "tra-loi", "thuc-hien"], "requirement": ["bo-sung-1"], "purpose": ["reminders"], "slug": ["x"], "year": [2026],
    "kind": ["docx", "xlsx", "csv", "driving_licence", "papers"], "what": ["nop-ho"], "step": ["ngan-chan"], "part": ["general"],
    "name": ["quy-trinh.json"], "version": [1], "table": ["fees"], "seq": [1, 2, 3], "check": ["x"], "on": ["2026-03-09"], "catalogue": ["fields"],
    "by": ["unit"], "unit_code": ["11329"], "number": [1], "place": [1],
}  # fmt: skip
OFFICERS = {
    "reception": "reception", "appraiser": "appraiser", "leader": "leader", "admin": "admin", "operator": "operator", "dpo": "appraiser", "chief": "admin",
}  # fmt: skip
_MOST = 12  # fillings of an address that are tried


@dataclass(frozen=True)
class Door:
    """An address with holes, the audience it declares, and the room whose code answers."""

    route: str
    audience: str
    room: str
    methods: tuple[str, ...]
    machines: bool = False
    roles: frozenset[str] = frozenset()  # of officers; none named: any


def doors() -> list[Door]:
    """Every address for people and machines that names a thing."""
    found = {}
    for route, pattern in house.addresses(get_resolver().url_patterns):
        audience = audience_of(route, pattern)
        if audience in {None, "public", "machine"} or not {name for _, name in HOLE.findall(route)} - set(WORDS):
            continue
        view, methods, machines = pattern.callback, ("GET", "POST"), False
        operations = operations_of(view)
        if operations:
            methods = tuple(sorted({method for operation in operations for method in operation.methods}))
            gates = [gate for operation in operations for gate in operation.auth_callbacks if isinstance(gate, rest.Audience)]
            machines = any("machine" in gate.kinds for gate in gates)
            rules = [gate.rule for gate in gates]
        else:
            rules = [audiences.declared_audience(view)]
        roles = frozenset(role.value for rule in rules if rule is not None for role in {*rule.roles, *getattr(rule, "officers", ())})
        module = operations[0].view_func.__module__ if operations else view.__module__
        found[route] = Door(route, audience, room_of(module), methods, machines, roles)
    return list(found.values())


def owners(door: Door) -> tuple[str, ...]:
    """Whose things stand behind an address, the likeliest first."""
    if door.audience == "citizen":
        return ("citizen", "invited", "clerk")
    return tuple(who for who, role in OFFICERS.items() if not door.roles or role in door.roles)


def room_of(module: str) -> str:
    """``motcua.platform.casework.web.citizen`` is of ``platform.casework``."""
    return ".".join(module.split(".")[1:3])


def operations_of(view: Any) -> list[Any]:
    """What the API's own classes hide behind one address; nothing for a page."""
    path_view = getattr(getattr(view, "__func__", view), "__self__", None) or getattr(view, "path_view", None)
    return getattr(path_view, "operations", None) or house._closure_operations(view)


class Things:
    """By what the tables know their things, newest first; read once, for the town stands still."""

    def __init__(self, known: dict[str, Any]) -> None:
        self.codes = [known[name] for name in ("asked_of_third", "dossier", "received", "resolved")]
        self.own = {  # rooms whose things have codes of their own
            "services.privacy": [known[name] for name in ("to_correct", "copied")], "services.linked": [known["linked"]],
            "platform.exchange": [known["sharing"]],
        }  # fmt: skip
        self.rows: list[tuple[str, str, str, list[Any]]] = []
        for model in apps.get_models():
            if not model.__module__.startswith("motcua."):
                continue
            for field in {"uuid", "code", "id", "file_id"} & {f.name for f in model._meta.concrete_fields}:
                values = [v for v in model.objects.order_by("-pk").values_list(field, flat=True)[:6] if v is not None]
                self.rows.append((room_of(model.__module__), model.__name__.lower(), field, values))

    def of(self, room: str | None, field: str, word: str = "") -> list[Any]:
        """The values of a field of the room's tables that are called like the word."""
        word = word.replace("_", "")
        return [v for place, name, known, values in self.rows for v in values if known == field and room in {None, place} and word in name]

    def candidates(self, room: str, kind: str, name: str) -> list[Any]:
        """What may stand in a hole, the likeliest first."""
        if name in WORDS:
            return WORDS[name]
        word = name.removesuffix("_id")
        if name == "file_id":
            return self.of(room, "file_id")[:8] or self.of("foundation.files", "uuid")
        if kind in {"uuid", "uuidstr"} or (not kind and name.endswith("_id")):
            return self.of(room, "uuid", word) or self.of(None, "uuid", word) or self.of(room, "uuid")[:6]
        if kind == "int":
            return self.of(room, "id", word) or self.of(room, "id")[:4]
        if name == "check_code":
            return self.of(room, "code", "issued")
        return [*self.own.get(room, self.codes), *self.of(room, "code")[:8]]

    def fillings(self, door: Door) -> Iterator[tuple[Any, ...]]:
        """What may stand in all holes of a door."""
        each = (self.candidates(door.room, kind, name) for kind, name in HOLE.findall(door.route))
        return itertools.islice(itertools.product(*each), _MOST)


def filled(route: str, filling: tuple[Any, ...]) -> str:
    """The address with this in its holes."""
    values = iter(filling)
    return "/" + HOLE.sub(lambda _: str(next(values)), route)


def unknown(route: str, filling: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same with things that nobody has: of the same shape, so that only being there makes the difference."""
    names = (name for _, name in HOLE.findall(route))
    return tuple(value if name in WORDS else _nobodys(value) for name, value in zip(names, filling, strict=True))


def _nobodys(value: Any) -> Any:
    text = str(value)
    if re.fullmatch(r"[0-9a-f-]{36}", text):
        return "01900000-0000-7000-8000-00000000dead"
    if isinstance(value, int):
        return 987_654
    ended = re.sub(r"\d(?=\d{0,3}$)", "9", text)
    return ended if ended != text else text[:-2] + ("zq" if text.islower() else "ZQ")

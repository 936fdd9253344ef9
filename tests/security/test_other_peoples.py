"""Every address that names a thing, asked for by everybody whose thing it is not: nothing is told and nothing changes.

Addresses come from the URL resolver, things from the tables of the room that answers at the address. The owner is asked first: an address at
which the owner finds nothing proves nothing about others, so those are a reviewed list that may only get shorter.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import get_resolver

from motcua.kit import rest
from tests.architecture import house
from tests.architecture.test_addresses import audience_of

pytestmark = pytest.mark.django_db
HOLE = re.compile(r"<(?:(\w+):)?(\w+)>")
OWNERS = ("citizen", "reception", "appraiser", "leader", "admin", "dpo")
SHUT = frozenset({400, 401, 403, 404, 405, 406, 409, 410, 415, 422, 428})
# Tables that may get a row although somebody was refused: the refusal itself, the session that asked, what was counted.
MAY_CHANGE = re.compile(r"audit_|identity_session|identity_attempt|django_session|identity_cache|identity_account$|developers_usage")


@dataclass(frozen=True)
class Door:
    """An address with holes, the audience it declares, and the room whose code answers."""

    route: str
    audience: str
    room: str
    methods: tuple[str, ...]
    machines: bool


def doors():
    """Every address for people and machines that names a thing."""
    found = {}
    for route, pattern in house.addresses(get_resolver().url_patterns):
        audience = audience_of(route, pattern)
        if audience in {None, "public", "machine"} or not set(holes(route)) - set(WORDS):
            continue
        view, told, machines = pattern.callback, ("GET", "POST"), False
        if operations := operations_of(view):
            told = tuple(sorted({method for operation in operations for method in operation.methods}))
            gates = [gate for operation in operations for gate in operation.auth_callbacks if isinstance(gate, rest.Audience)]
            machines = any("machine" in gate.kinds for gate in gates)
        module = operations[0].view_func.__module__ if operations else view.__module__
        found[route] = Door(route, audience, ".".join(module.split(".")[1:3]), told, machines)
    return list(found.values())


def holes(route):
    return [name for _, name in HOLE.findall(route)]


def operations_of(view):
    """What the API's own classes hide behind one address; nothing for a page."""
    path_view = getattr(getattr(view, "__func__", view), "__self__", None) or getattr(view, "path_view", None)
    return getattr(path_view, "operations", None) or house._closure_operations(view)


def things(room):
    """By kind of hole, what the tables of a room know things by: uuids, codes and numbers."""
    found = {"uuid": [], "code": [], "int": []}
    for model in apps.get_models():
        if ".".join(model.__module__.split(".")[1:3]) != room:
            continue
        names = {f.name for f in model._meta.concrete_fields}
        for name, kind in (("uuid", "uuid"), ("code", "code"), ("id", "int")):
            if name in names:
                found[kind] += list(model.objects.order_by("-pk").values_list(name, flat=True)[:6])
    return found


# What stands in holes that name no thing of a person.
WORDS = {
    "page": ["quan-he"], "verb": ["forward", "receive", "tra-loi"], "requirement": ["bo-sung-1"], "purpose": ["reminders"], "slug": ["x"], "year": [2026],
    "kind": ["xlsx", "csv", "driving_licence", "papers"], "what": ["nop-ho"], "step": ["ngan-chan"], "part": ["general"], "name": ["quy-trinh.json"],
    "version": [1], "table": ["fees"], "seq": [1, 2, 3], "check": ["x"], "check_code": ["x"], "on": ["2026-03-09"], "catalogue": ["fields"], "by": ["unit"],
}  # fmt: skip


def candidates(door, kind, name, known):
    """What may stand in a hole, the likeliest first."""
    if name in WORDS:
        return WORDS[name]
    found = things(door.room)
    if kind in {"uuid", "uuidstr"} or (kind is None and name.endswith("_id")):
        return named(name.removesuffix("_id"), door.room) or named(name.removesuffix("_id"), None) or found["uuid"][:6]
    if kind == "int":
        return named(name.removesuffix("_id"), door.room, field="id") or found["int"][:4]
    if name == "unit_code":
        return ["11329"]
    return [known["dossier"], known["received"], known["asked"], *found["code"][:8]]


def named(word, room, *, field="uuid"):
    """Things of the room's tables that are called like the hole."""
    found = []
    for model in apps.get_models():
        mine = room is None or ".".join(model.__module__.split(".")[1:3]) == room
        if mine and model.__module__.startswith("motcua.") and word.replace("_", "") in model.__name__.lower() and field in {f.name for f in model._meta.concrete_fields}:
            found += list(model.objects.order_by("-pk").values_list(field, flat=True)[:5])
    return found


def addresses(door, known):
    """The door's address with things in its holes, most likely ones first."""
    holes = HOLE.findall(door.route)
    for filling in itertools.islice(itertools.product(*(candidates(door, kind or None, name, known) for kind, name in holes)), 16):
        values = iter(filling)
        yield "/" + HOLE.sub(lambda _, v=values: str(next(v)), door.route)


def ask(client, method, path, *, look=lambda: None):
    """The answer, and what ``look`` sees before whatever it did is undone."""
    with transaction.atomic():
        cookies = client.cookies.copy()
        if path.startswith("/api/"):
            answer = client.generic(method, path, b"{}", content_type="application/json", headers={"Idempotency-Key": "attack-0001"})
        else:
            answer = client.generic(method, path)
        seen = look()
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer, seen


def reached(answer):
    """Whether the view found the thing, whatever it then said of what was asked."""
    return answer.status_code not in {401, 403, 404, 405} and not to_sign_in(answer)


def to_sign_in(answer):
    return answer.status_code in {301, 302} and "/dang-nhap" in answer.headers["Location"]


def writes():
    """Rows that this transaction wrote, by table; counted by the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0")
        return dict(cursor.fetchall())


def owned(door, town):
    """Method and address at which an owner finds the thing."""
    owners = ["citizen"] if door.audience == "citizen" else [o for o in OWNERS if o != "citizen"]
    for path in addresses(door, town.known):
        for owner in owners:
            for method in door.methods:
                if reached(ask(town.clients[owner], method, path)[0]):
                    return path, owner
    return None




# Addresses at which others find something too, looked at one by one; why.
SHARED = {
    "thu-tuc/<str:code>/nop/": "a procedure is everybody's; what is begun is one's own",
}
# Addresses whose thing the town does not have: to be shortened, never lengthened without a reason.
NOT_MADE = frozenset[str]()
UNKNOWN = "01900000-0000-7000-8000-00000000dead"


def others(door):
    """Who asks for what is not theirs."""
    if door.audience == "citizen":
        return ("visitor", "other_citizen")
    return ("stranger", "strange_leader", *(["strange_machine"] if door.machines else []))


def as_unknown(client, method, door, path):
    """The answer at the same address for a thing that nobody has."""
    parts = path.split("/")
    unknown = [UNKNOWN if re.fullmatch(r"[0-9a-f-]{36}", part) else "H24.0-000000-0000" if part.startswith("H24") else part for part in parts]
    return ask(client, method, "/".join(unknown))[0]


def told(answer):
    """What an answer says, without what differs at every call."""
    return answer.status_code, answer.headers.get("Location", ""), re.sub(rb"csrfmiddlewaretoken[^>]*>|nonce-[^\"']+", b"", answer.content if not answer.streaming else b"")


def contents(tables):
    """Digest of all rows of these tables."""
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t")
            yield table, cursor.fetchone()[0]


def changed(client, method, path, before):
    """Tables that differ after a refusal; attempts that were taken back inside count for nothing."""
    _, after = ask(client, method, path, look=writes)
    touched = {table for table, count in after.items() if count != before.get(table, 0) and not MAY_CHANGE.match(table)}
    if not touched:
        return touched
    was = dict(contents(touched))
    _, now = ask(client, method, path, look=lambda: dict(contents(touched)))
    return {table for table in touched if was[table] != now[table]}


def faults(door, path, town):
    """Who of the others gets in, or changes something by knocking."""
    for other in others(door):
        for method in door.methods:
            client, before = town.clients[other], writes()
            answer = ask(client, method, path)[0]
            if answer.status_code not in SHUT and not to_sign_in(answer) and told(answer) != told(as_unknown(client, method, door, path)):
                yield f"{other} {method} {door.route}: {answer.status_code}"
            elif changed(client, method, path, before):
                yield f"{other} {method} {door.route}: {answer.status_code}, but {sorted(changed(client, method, path, before))} changed"


@pytest.mark.parametrize("audience", ["citizen", "officer"])
def test_nobody_finds_or_changes_what_is_anothers(town, audience):
    wrong, missing = [], set()
    asked = [door for door in doors() if (door.audience == "citizen") is (audience == "citizen")]
    for door in asked:
        found = owned(door, town)
        if found is None:
            missing.add(door.route)
        elif door.route not in SHARED:
            wrong += faults(door, found[0], town)
    assert not wrong
    assert missing == {route for route in NOT_MADE if route in {door.route for door in asked}}
    assert len(asked) > 60

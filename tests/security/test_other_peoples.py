"""Every address that names a thing, asked for by everybody whose thing it is not: nothing is told and nothing changes.

Addresses come from the URL resolver, things from the tables of the room that answers at the address. The owner is asked first: an address at
which the owner finds nothing proves nothing about others, so those are a reviewed list that may only get shorter. Others get the answer that
they would get for a thing that nobody has.
"""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from django.db import connection

from motcua.kernel.policy import Allowed
from motcua.platform.casework.models import Dossier
from tests.security.asking import ask, writes
from tests.security.doors import doors, filled, owners, unknown
from tests.security.reviewed import NOT_MADE, OPENLY, SHARED

pytestmark = pytest.mark.django_db
SHUT = frozenset({400, 401, 403, 404, 405, 406, 409, 410, 415, 422, 428})
# Tables that may get a row although somebody was refused: the refusal itself, the session that asked, what was counted.
MAY_CHANGE = re.compile(r"audit_|identity_session|identity_attempt|django_session|identity_cache|identity_account$|developers_usage")
NOBODYS = re.compile(rb"csrfmiddlewaretoken[^>]*>|nonce-[^\"']+|[0-9a-f]{8}-[0-9a-f-]{27}")


def reached(answer):
    """Whether the view found the thing, whatever it then said of what was asked."""
    return answer.status_code not in {401, 403, 404, 405} and not to_sign_in(answer)


def to_sign_in(answer):
    return answer.status_code in {301, 302} and "/dang-nhap" in answer.headers["Location"]


def undrawn():
    """Whether a thing is found is asked, not how it looks: drawing is most of the time."""
    return patch("django.template.backends.django.Template.render", lambda *_, **__: "")


def owned(door, town):
    """With what in its holes an owner finds the thing."""
    world, known, api = town
    for filling in known.fillings(door):
        for owner in owners(door):
            for method in door.methods:
                if reached(ask(world.clients[owner], method, filled(door.route, filling), api.body(method, door.route))[0]):
                    return filling
    return None


def others(door):
    """Who asks for what is not theirs."""
    if door.audience == "citizen":
        return ("visitor", "other_citizen")
    return ("stranger", "strange_leader", *(["strange_machine"] if door.machines else []))


def told(answer, filling):
    """What an answer says, without what was asked for and what differs at every call."""
    said = b"" if answer.streaming else NOBODYS.sub(b"", answer.content)
    place = answer.headers.get("Location", "")
    for value in filling:
        said, place = said.replace(str(value).encode(), b"?"), place.replace(str(value), "?")
    return answer.status_code, place, said


def contents(tables):
    """Digest of all rows of these tables."""
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t")
            yield table, cursor.fetchone()[0]


def changed(knock, before, after):
    """Tables that differ after a refusal; attempts that were taken back inside count for nothing."""
    touched = {table for table, count in after.items() if count != before.get(table, 0) and not MAY_CHANGE.match(table)}
    if not touched:
        return touched
    was = dict(contents(touched))
    _, now = knock(look=lambda: dict(contents(touched)))
    return {table for table in touched if was[table] != now[table]}


def faults(door, filling, town):
    """Who of the others gets in, learns that there is something, or changes something by knocking."""
    world, _, api = town
    nobodys = unknown(door.route, filling)
    for other in others(door):
        for method in door.methods:
            body = api.body(method, door.route)

            def knock(what=filling, *, look=lambda: None, _other=other, _method=method, _body=body):
                return ask(world.clients[_other], _method, filled(door.route, what), _body, look=look)

            before = writes()
            with undrawn():
                answer, after = knock(look=writes)
                if answer.status_code == 405 or to_sign_in(answer):
                    continue
                nothing = knock(nobodys)[0]
            if answer.status_code == nothing.status_code == 200:  # both see a page: is it the same one?
                answer, nothing = knock()[0], knock(nobodys)[0]
            openly = door.route in OPENLY and (answer.status_code == 403 or answer.headers.get("Location") == OPENLY[door.route])
            if not openly and told(answer, filling) != told(nothing, nobodys):
                yield f"{other} {method} {door.route}: {answer.status_code}, for what is not there {nothing.status_code}"
            elif (openly or answer.status_code in SHUT) and (tables := changed(knock, before, after)):
                yield f"{other} {method} {door.route}: {answer.status_code}, but {sorted(tables)} changed"


def of(audience):
    return [door for door in doors() if (door.audience == "citizen") is (audience == "citizen")]


@pytest.mark.timeout(1500)  # about a minute of one processor; more when others work beside it
@pytest.mark.parametrize("audience", ["citizen", "officer"])
def test_nobody_finds_or_changes_what_is_anothers(further, town, audience):
    wrong, missing = [], set()
    asked = [door for door in of(audience) if door.route not in NOT_MADE]
    for door in asked:
        with undrawn():
            found = owned(door, further)
        if found is None:
            missing.add(door.route)
        elif door.route not in SHARED:
            wrong += faults(door, found, further)
    assert not wrong, "\n".join(wrong)
    assert not missing, "the town lacks what stands at\n" + "\n".join(sorted(missing))
    assert len(asked) > 60


def test_what_is_left_out_exists():
    assert {*SHARED, *OPENLY, *NOT_MADE} <= {door.route for door in doors()}


@pytest.mark.parametrize(
    ("route", "guard", "open_to_all"),
    [("lam-viec/ho-so/<str:code>/", "motcua.platform.casework.policies.visible_to", lambda **_: Dossier.objects.all()),
     ("api/v1/casework/dossiers/<code>/receive", "motcua.platform.casework.policies.may_know", lambda **_: True),
     ("kho-giay-to/<uuid:document_id>/", "motcua.services.vault.policies.can_open", lambda **_: Allowed())],
    ids=["dossiers", "acts", "papers"],
)  # fmt: skip
def test_a_guard_that_was_removed_is_found(further, town, route, guard, open_to_all):
    door = next(door for door in doors() if door.route == route)
    with undrawn():
        found = owned(door, further)
    assert not list(faults(door, found, further))
    with patch(guard, open_to_all):
        assert list(faults(door, found, further))

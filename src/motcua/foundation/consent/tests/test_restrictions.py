"""A person restricts the processing of her data: what stops, what the law lets go on, and that only she ends it."""

from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from motcua.foundation.consent import api, policies
from motcua.foundation.consent.contracts import HeldWish, MatterStanding, ProcessingRestricted, Restriction, Wish, own_matters
from motcua.foundation.consent.testing import NOW, load_purposes, noted_of
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_citizen, make_officer
from motcua.foundation.units.testing import make_unit
from motcua.kernel.actors import SYSTEM, Role
from motcua.kernel.errors import Forbidden

pytestmark = pytest.mark.django_db
DUTIES = {"data-rights", "oversight", "vital-interest"}
OF_DOSSIERS = {"casework", "opinion", "population-check", "register-check", "national-sync"}


class Dossiers:
    """One room of dossiers, where everything is as the test says."""

    key = "of-the-test"

    def __init__(self, standing):
        self.of = standing

    def standing(self, *, person_id, dossier):
        return self.of if dossier == "H1" else MatterStanding.NONE


@pytest.fixture
def lan():
    load_purposes()
    return make_citizen(1)


@pytest.fixture
def knows():
    def tell(standing):
        own_matters._things[Dossiers.key] = Dossiers(standing)

    yield tell
    own_matters._things.pop(Dossiers.key, None)


def restrict(lan, kind=Wish.RESTRICT, now=NOW):
    return api.restrict(
        person_id=lan.subject_id, kind=kind, ground="Luật 91/2025/QH15 Điều 4", dossier="H0", actor=SYSTEM, now=now
    )


def going_on(lan, dossier=""):
    ruled = api.uses_under_restriction(held=api.restricted(person_id=lan.subject_id), dossier=dossier, now=NOW)
    return {one.purpose.code for one in ruled if one.decision}


def test_what_goes_on_outside_any_dossier(lan):
    assert api.uses_under_restriction(held=api.restricted(person_id=lan.subject_id), dossier="", now=NOW) == ()
    restrict(lan)
    assert going_on(lan) == DUTIES


@pytest.mark.parametrize(
    ("standing", "more"),
    [(MatterStanding.RUNNING, OF_DOSSIERS), (MatterStanding.ENDED, {"casework", "national-sync"}), (MatterStanding.NONE, set())],
    ids=lambda v: v.value if isinstance(v, MatterStanding) else "",
)
def test_what_goes_on_in_a_dossier(lan, knows, standing, more):
    knows(standing)
    restrict(lan)
    assert going_on(lan, "H1") == DUTIES | more
    assert going_on(lan, "H2") == DUTIES  # one that is not hers opens nothing


def test_every_ground_that_goes_on_cites_a_law_and_every_refusal_has_words(lan):
    held = Restriction(person_id=lan.subject_id, wishes=(HeldWish(kind=Wish.OBJECT, ground="x", dossier="H0", since=NOW),))
    for one in api.purposes(on=NOW.date()):
        decision = policies.under_restriction(held, purpose=one, code=one.code, standing=MatterStanding.RUNNING)
        assert ("Luật" in decision.ground or "NĐ" in decision.ground) if decision else (one.name_en in decision.reason_en)


def test_lists_ask_it(lan):
    asked = {"purpose": "population-check", "person_ids": [lan.subject_id], "controller": "H24", "at": NOW}
    assert api.allowed_among(**asked) == {lan.subject_id}
    restrict(lan)
    assert api.allowed_among(**asked) == set()


def test_many_restricted_people_take_no_more_statements_than_one(lan, django_assert_num_queries):
    many = [lan, *(make_citizen(n) for n in range(2, 8))]
    for one in many:
        restrict(one)
    reader = make_officer(Role.ADMIN, code="a")
    duty = {"reader": reader, "purpose": "data-rights", "ground": "Luật 91/2025/QH15 Điều 4", "now": NOW}
    for some in (many[:1], many):
        people = [one.subject_id for one in some]
        with django_assert_num_queries(2):
            assert api.stopped_among(person_ids=people, purpose="population-check", at=NOW) == set(people)
        with django_assert_num_queries(3):
            assert not api.allowed_among(person_ids=people, purpose="population-check", controller="H24", at=NOW)
        with django_assert_num_queries(3):  # the restrictions, the purpose, the note
            api.note_access(subject_id=people[0], also=[(one, "") for one in people], **duty)


def test_decide_asks_it(lan, knows):
    knows(MatterStanding.RUNNING)
    asked = {"purpose": "population-check", "subject_id": lan.subject_id, "controller": "H24", "at": NOW}
    assert api.decide(**asked)
    restrict(lan)
    refused = api.decide(**asked)
    assert "20/11/2026" in refused.reason_vi
    assert api.decide(**asked, dossier="H1")
    number = identity.person(person_id=lan.subject_id).personal_number
    assert not api.decide(**(asked | {"subject_id": None}), subject_number=number)


def test_a_reading_that_stops_is_neither_noted_nor_made(lan):
    make_unit(code="11329")
    officer = make_officer(Role.APPRAISER, unit_code="11329")
    reading = {"reader": officer, "purpose": "machine-read", "ground": "NĐ 278/2025/NĐ-CP", "now": NOW}
    api.note_access(subject_id=lan.subject_id, **reading)
    restrict(lan)
    number = identity.person(person_id=lan.subject_id).personal_number
    later = reading | {"now": NOW + timedelta(hours=1)}
    for subject in ({"subject_id": lan.subject_id}, {"subject_id": None, "subject_number": number}):
        with pytest.raises(ProcessingRestricted):
            api.note_access(**subject, **later)
    with pytest.raises(ProcessingRestricted):
        api.note_access(subject_id=make_citizen(2).subject_id, also=[(lan.subject_id, "")], **later)
    assert len(noted_of(lan.subject_id)) == 1
    api.note_access(subject_id=lan.subject_id, **(later | {"reader": lan}))  # her own reading is her right


def test_both_wishes_hold_by_themselves(lan):
    restrict(lan)
    restrict(lan, Wish.OBJECT, NOW + timedelta(days=1))
    restrict(lan, Wish.OBJECT, NOW + timedelta(days=2))  # carried out again: nothing new
    held = api.restricted(person_id=lan.subject_id)
    assert (held.kinds, held.since) == (frozenset(Wish), NOW)
    assert api.lift(person_id=lan.subject_id, kind=Wish.RESTRICT, actor=lan, now=NOW + timedelta(days=3))
    assert api.restricted(person_id=lan.subject_id).kinds == {Wish.OBJECT}
    assert not api.lift(person_id=lan.subject_id, kind=Wish.RESTRICT, actor=lan, now=NOW + timedelta(days=3))
    assert api.lift(person_id=lan.subject_id, kind=Wish.OBJECT, actor=lan, now=NOW + timedelta(days=4))
    assert api.restricted(person_id=lan.subject_id) is None
    history = api.restrictions_of(person_id=lan.subject_id)
    assert [w.kind for w in history] == [Wish.OBJECT, Wish.RESTRICT]
    assert all(w.ended_at for w in history)


def test_nobody_else_restricts_or_lifts(lan):
    officer, other = make_officer(Role.ADMIN, code="a"), make_citizen(2)
    for stranger in (officer, other):
        with pytest.raises(Forbidden):
            api.restrict(person_id=lan.subject_id, kind=Wish.RESTRICT, ground="x", dossier="", actor=stranger, now=NOW)
    restrict(lan)
    for stranger in (officer, other, SYSTEM):
        with pytest.raises(Forbidden):
            api.lift(person_id=lan.subject_id, kind=Wish.RESTRICT, actor=stranger, now=NOW)


@pytest.mark.parametrize("words", ["UPDATE consent_restriction SET dossier = 'khác'", "DELETE FROM consent_restriction"], ids=["change", "remove"])
def test_history_is_never_rewritten(lan, words):
    restrict(lan)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words)


def test_her_own_copy_tells_of_it(lan):
    restrict(lan)
    told = api.personal_sources["consent"].export(person_id=lan.subject_id, now=NOW)
    assert [w["dossier"] for w in told["restrictions"]] == ["H0"]

"""Actors: own powers before delegated ones, and what a scope covers."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.actors import Actor, ActorKind, PositionHeld, Role, Scope

OWN = PositionHeld(position_id=1, unit_code="11329", unit_id=9, role=Role.APPRAISER)
CHIEF = "officer:00000000-0000-7000-8000-000000000001"


def lent(role: Role = Role.LEADER, scope: Scope | None = None, unit: str = "11329") -> PositionHeld:
    """A power held in the place of the chief."""
    return PositionHeld(2, unit, 9, role, "Chủ tịch", CHIEF, "12/QĐ-UBND", "KT.", scope or Scope(may_sign=True), UUID(int=7))


def actor(*positions: PositionHeld) -> Actor:
    """An officer with these positions."""
    return Actor(kind=ActorKind.OFFICER, subject_id=UUID(int=3), positions=positions)


def test_delegated_positions_count_and_say_in_whose_place() -> None:
    deputy = actor(OWN, lent())
    assert deputy.has(role=Role.LEADER, unit_code="11329")
    held = deputy.acting_position(role=Role.LEADER, unit_code="11329", verb="sign_result")
    assert held is not None
    assert (held.on_behalf_of, held.basis, held.form) == (CHIEF, "12/QĐ-UBND", "KT.")
    assert deputy.own_positions == (OWN,)


def test_an_own_position_is_chosen_before_a_delegated_one() -> None:
    both = actor(lent(Role.APPRAISER), OWN)
    assert both.acting_position(role=Role.APPRAISER) is OWN


def test_a_scope_that_does_not_cover_the_act_gives_no_position() -> None:
    narrow = actor(lent(scope=Scope(procedures=frozenset({"1.000656"}), may_sign=False)))
    ask = {"role": Role.LEADER, "procedure": "1.000656"}
    assert narrow.acting_position(**ask, verb="forward") is not None
    assert narrow.acting_position(**ask, verb="sign_result") is None
    assert narrow.acting_position(role=Role.LEADER, procedure="1.001193", verb="forward") is None
    assert narrow.acting_position(role=Role.LEADER, unit_code="11359") is None


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(), True),
        (Scope(procedures=frozenset({"a"})), True),
        (Scope(fields=frozenset({"F"})), True),
        (Scope(procedures=frozenset({"b"}), fields=frozenset({"F"})), True),
        (Scope(procedures=frozenset({"b"}), fields=frozenset({"G"})), False),
        (Scope(verbs=frozenset({"receive"})), False),
    ],
)
def test_procedures_and_fields_name_the_matters_together(scope: Scope, *, covered: bool) -> None:
    assert scope.allows(procedure="a", field="F", verb="forward") is covered


sets = st.frozensets(st.sampled_from("abc"), max_size=2)
scopes = st.builds(Scope, procedures=sets, fields=sets, verbs=sets, may_sign=st.booleans())


@given(scopes, scopes, st.sampled_from("abc"), st.sampled_from("abc"), st.sampled_from("abc"))
def test_scopes_that_cover_one_act_overlap(one: Scope, two: Scope, procedure: str, field: str, verb: str) -> None:
    act = {"procedure": procedure, "field": field, "verb": verb}
    assert one.overlaps(two) == two.overlaps(one)
    if one.allows(**act) and two.allows(**act):
        assert one.overlaps(two)

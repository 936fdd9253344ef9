"""Powers given to another officer: what is refused, what it carries, and when it ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.foundation.identity import api, rules
from motcua.foundation.identity.testing import NOW, UNIT, make_citizen, make_officer, make_unit, release
from motcua.foundation.outbox.contracts import KeyReused
from motcua.foundation.outbox.testing import recorded
from motcua.foundation.registers.testing import load_registers
from motcua.foundation.units import testing as units_testing
from motcua.kernel.actors import Actor, Role, Scope
from motcua.kernel.errors import Forbidden, NamedError

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BASIS = api.Basis(number="12/QĐ-UBND", on=date(2026, 3, 1))
KT = api.DelegationKind.SIGNS_FOR


@pytest.fixture
def chief() -> Actor:
    return make_officer(Role.LEADER, code="chief")


@pytest.fixture
def deputy() -> Actor:
    return make_officer(Role.APPRAISER, code="deputy")


def give(chief: Actor, deputy: Actor, **change: Any) -> api.Delegation:
    facts: dict[str, Any] = {
        "position_id": chief.positions[0].position_id, "to_officer_id": deputy.subject_id, "kind": KT, "basis": BASIS,
        "valid_from": NOW, "valid_to": NOW + 10 * DAY, "scope": Scope(may_sign=True), "actor": chief, "now": NOW,
    }  # fmt: skip
    return api.delegate(**(facts | change))


def appointed(officer: Actor, unit_code: str) -> Actor:
    api.appoint(officer_id=officer.subject_id, unit_code=unit_code, role=Role.RECEPTION, title="x", now=NOW)
    return officer


def acts(code: str, at: datetime, *, verb: str = "sign_result") -> bool:
    return api.officer_actor(code=code, now=at).acting_position(role=Role.LEADER, unit_code=UNIT, verb=verb) is not None


def test_the_deputy_acts_in_the_chiefs_place_and_the_record_says_so(chief: Actor, deputy: Actor) -> None:
    given_ = give(chief, deputy)
    lent = api.officer_actor(code="deputy", now=NOW).acting_position(role=Role.LEADER, unit_code=UNIT, verb="sign_result")
    assert lent is not None
    assert (lent.on_behalf_of, lent.basis, lent.form, lent.delegation_id) == (chief.ref, "12/QĐ-UBND", "KT.", given_.uuid)
    assert acts("chief", NOW)  # the giver keeps the power
    assert recorded("identity.delegation.granted.v1")[0].payload["basis"] == "12/QĐ-UBND"


def test_it_holds_from_its_first_instant_to_before_its_last(chief: Actor, deputy: Actor) -> None:
    give(chief, deputy, valid_from=NOW + DAY)
    tick = timedelta(microseconds=1)
    held = [acts("deputy", at) for at in (NOW, NOW + DAY - tick, NOW + DAY, NOW + 10 * DAY - tick, NOW + 10 * DAY)]
    assert held == [False, False, True, True, False]


def test_a_session_has_it_at_once_and_loses_it_at_once(chief: Actor, deputy: Actor) -> None:
    from motcua.foundation.identity.models import Account

    account = Account.objects.get(username="deputy")
    given_ = give(chief, deputy)
    assert api.actor_of(account_id=account.pk, now=NOW).has(role=Role.LEADER)
    api.revoke_delegation(delegation_id=given_.uuid, reason="Hết cần", actor=chief, now=NOW + DAY)
    assert not api.actor_of(account_id=account.pk, now=NOW + DAY).has(role=Role.LEADER)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"valid_from": NOW - DAY}, api.DelegationPeriodWrong),
        ({"valid_to": NOW}, api.DelegationPeriodWrong),
        ({"valid_to": NOW + 400 * DAY}, api.DelegationPeriodWrong),
        ({"kind": api.DelegationKind.AUTHORISED, "valid_to": None}, api.DelegationPeriodWrong),
        ({"kind": api.DelegationKind.SUBSTITUTE}, api.DelegationIncomplete),
        ({"basis": api.Basis(number=" ", on=date(2026, 3, 1))}, api.DelegationIncomplete),
        ({"basis": api.Basis(number="1/QĐ", on=date(2026, 4, 1))}, api.DelegationIncomplete),
        ({"position_id": 0}, api.PositionNotHeld),
    ],
)
def test_what_a_document_must_say(chief: Actor, deputy: Actor, change: dict[str, Any], error: type[NamedError]) -> None:
    with pytest.raises(error) as refusal:
        give(chief, deputy, **change)
    assert refusal.value.sentence("vi") != refusal.value.sentence("en")
    assert not api.delegations_of(officer_id=chief.subject_id, now=NOW, ended=True)


def test_nobody_delegates_to_himself_or_passes_on_what_he_was_given(chief: Actor, deputy: Actor) -> None:
    with pytest.raises(api.DelegationToSelf):
        give(chief, chief)
    give(chief, deputy)
    third = make_officer(Role.RECEPTION, code="third")
    with pytest.raises(api.DelegationChained):
        give(chief, third, actor=api.officer_actor(code="deputy", now=NOW))


def test_only_holder_leader_and_administrator_give_and_nobody_helps_himself(chief: Actor, deputy: Actor) -> None:
    admin = make_officer(Role.ADMIN, code="admin")
    for stranger in (make_officer(Role.RECEPTION, code="desk"), make_citizen(), make_officer(Role.LEADER, code="far", unit_code="11311")):
        with pytest.raises(Forbidden):
            give(chief, deputy, actor=stranger)
    with pytest.raises(Forbidden):
        give(chief, admin, actor=admin)
    assert give(chief, deputy, actor=admin).created_by == admin.ref
    stand_in = make_officer(Role.RECEPTION, code="stand-in")
    lent = give(deputy, stand_in, actor=chief, kind=api.DelegationKind.SUBSTITUTE, scope=Scope())
    assert lent.role is Role.APPRAISER


def test_power_is_not_carried_out_of_the_agency(chief: Actor) -> None:
    with pytest.raises(api.ReceiverNotServing):
        give(chief, make_officer(Role.LEADER, code="far", unit_code="11311"))


def test_the_same_power_is_not_given_twice_but_a_substitute_may_stand_beside(chief: Actor, deputy: Actor) -> None:
    give(chief, deputy, scope=Scope(procedures=frozenset({"1.001193"})))
    with pytest.raises(api.DelegationOverlaps):
        give(chief, deputy, valid_from=NOW + 5 * DAY, valid_to=NOW + 20 * DAY)
    give(chief, deputy, scope=Scope(procedures=frozenset({"2.000635"})))
    give(chief, deputy, valid_from=NOW + 10 * DAY, valid_to=NOW + 20 * DAY)
    give(chief, deputy, kind=api.DelegationKind.SUBSTITUTE, scope=Scope())
    assert len(api.delegations_to(officer_id=deputy.subject_id, now=NOW)) == 4


def test_a_repeated_command_gives_once(chief: Actor, deputy: Actor) -> None:
    assert give(chief, deputy, idempotency_key="k").uuid == give(chief, deputy, idempotency_key="k").uuid
    assert len(recorded("identity.delegation.granted.v1")) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"valid_to": NOW + 9 * DAY}, {"valid_to": None}, {"scope": Scope()}, {"reason": "nghỉ phép"},
        {"scope": Scope(procedures=frozenset({"1.000001"}), may_sign=True)}, {"basis": api.Basis(number="12/QĐ-UBND", on=date(2026, 2, 1))},
    ],
)  # fmt: skip
def test_a_key_stands_for_one_power_only(chief: Actor, deputy: Actor, other: dict[str, Any]) -> None:
    give(chief, deputy, idempotency_key="k")
    with pytest.raises(KeyReused):
        give(chief, deputy, idempotency_key="k", **other)
    assert len(recorded("identity.delegation.granted.v1")) == 1


def test_whoever_acts_for_a_leader_is_found_beside_him(chief: Actor, deputy: Actor) -> None:
    give(chief, deputy)
    ask = {"unit_code": UNIT, "role": Role.LEADER}
    found = [{o.code for o in api.officers_in(**ask, now=NOW + n * DAY, with_delegates=True)} for n in (0, 10)]
    assert found == [{"chief", "deputy"}, {"chief"}]
    assert [o.code for o in api.officers_in(**ask, now=NOW)] == ["chief"]


def test_leaving_the_post_ends_what_was_given_from_it(chief: Actor, deputy: Actor) -> None:
    given_ = give(chief, deputy)
    release(officer_id=chief.subject_id, unit_code=UNIT, role=Role.LEADER, now=NOW + DAY)
    api.appoint(officer_id=chief.subject_id, unit_code=UNIT, role=Role.LEADER, title="Chủ tịch", now=NOW + 2 * DAY)
    assert [acts("deputy", NOW + n * DAY) for n in (0, 1, 2, 3)] == [True, False, False, False]
    ended = api.delegation(delegation_id=given_.uuid, actor=chief, now=NOW + 3 * DAY)
    assert (ended.state, ended.ended_cause) == (api.DelegationState.ENDED, api.EndCause.POST_LEFT)


def test_whoever_leaves_the_service_takes_no_power_along_and_gets_none_back(chief: Actor, deputy: Actor) -> None:
    give(chief, deputy)
    release(officer_id=deputy.subject_id, unit_code=UNIT, role=Role.APPRAISER, now=NOW + DAY)
    api.appoint(officer_id=deputy.subject_id, unit_code=UNIT, role=Role.RECEPTION, title="x", now=NOW + 2 * DAY)
    assert [acts("deputy", NOW + n * DAY) for n in (0, 1, 2)] == [True, False, False]
    assert recorded("identity.delegation.revoked.v1")[-1].payload["cause"] == "service_left"


def test_a_power_does_not_go_along_to_another_agency(chief: Actor, deputy: Actor) -> None:
    give(chief, deputy)
    far = make_officer(Role.LEADER, code="far", unit_code="11311")
    give(far, appointed(deputy, "11311"), scope=Scope())
    release(officer_id=deputy.subject_id, unit_code=UNIT, role=Role.APPRAISER, now=NOW + DAY)
    assert [acts("deputy", NOW + n * DAY) for n in (0, 1)] == [True, False]
    left = api.delegations_to(officer_id=deputy.subject_id, now=NOW + DAY)
    assert [d.unit_code for d in left] == ["11311"]
    assert [e.payload["cause"] for e in recorded("identity.delegation.revoked.v1")] == ["service_left"]


def test_a_post_in_a_unit_below_keeps_what_was_given_above(chief: Actor, deputy: Actor) -> None:
    give(chief, deputy)
    units_testing.make_unit(code="11329-1", kind="agency", parent_id=make_unit(UNIT))
    appointed(deputy, "11329-1")
    release(officer_id=deputy.subject_id, unit_code=UNIT, role=Role.APPRAISER, now=NOW + DAY)
    assert acts("deputy", NOW + DAY)


def test_revoking_needs_a_reason_and_a_party_and_is_done_once(chief: Actor, deputy: Actor) -> None:
    given_ = give(chief, deputy)
    ask = {"delegation_id": given_.uuid, "now": NOW + DAY}
    with pytest.raises(api.DelegationUnknown):
        api.revoke_delegation(**ask, reason="x", actor=make_officer(Role.RECEPTION, code="desk"))
    with pytest.raises(api.DelegationIncomplete):
        api.revoke_delegation(**ask, reason="  ", actor=chief)
    back = api.revoke_delegation(**ask, reason="Xin trả lại", actor=deputy)
    assert back.ended_cause is api.EndCause.RETURNED
    assert api.revoke_delegation(**ask, reason="lại", actor=chief) == back
    assert len(recorded("identity.delegation.revoked.v1")) == 1


def test_four_eyes_an_administrators_power_waits_for_a_second_person(deputy: Actor) -> None:
    load_registers()
    admin, second = make_officer(Role.ADMIN, code="admin"), make_officer(Role.LEADER, code="chief")
    waiting = give(admin, deputy, kind=api.DelegationKind.AUTHORISED, scope=Scope())
    assert waiting.state is api.DelegationState.WAITING
    assert not api.officer_actor(code="deputy", now=NOW + DAY).has(role=Role.ADMIN)
    with pytest.raises(Forbidden):
        api.confirm_delegation(delegation_id=waiting.uuid, actor=admin, now=NOW)
    assert [d.uuid for d in api.delegations_waiting(actor=second, now=NOW)] == [waiting.uuid]
    api.confirm_delegation(delegation_id=waiting.uuid, actor=second, now=NOW + DAY)
    assert [api.officer_actor(code="deputy", now=NOW + n * DAY).has(role=Role.ADMIN) for n in (0, 1)] == [False, True]
    with pytest.raises(api.DelegationSettled):
        api.confirm_delegation(delegation_id=waiting.uuid, actor=second, now=NOW + DAY)
    assert [e.name for e in recorded("identity.delegation.proposed.v1")] == ["identity.delegation.proposed.v1"]


def test_strangers_do_not_learn_of_a_delegation(chief: Actor, deputy: Actor) -> None:
    given_ = give(chief, deputy)
    with pytest.raises(api.DelegationUnknown):
        api.delegation(delegation_id=given_.uuid, actor=make_officer(Role.RECEPTION, code="desk"), now=NOW)


def test_the_database_itself_refuses_what_no_code_may_write(chief: Actor, deputy: Actor) -> None:
    from django.db import IntegrityError, transaction

    from motcua.foundation.identity.models import Delegation

    row = Delegation.objects.get(uuid=give(chief, deputy).uuid)
    for wrong in ({"to_officer": row.from_officer}, {"valid_to": row.valid_from}, {"basis_number": ""}, {"ended_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delegation.objects.filter(pk=row.pk).update(**wrong)


# Property ---------------------------------------------------------------------------------------------------------------

hours = st.integers(1, 24)
steps = st.lists(
    st.tuples(
        st.sampled_from(["give", "give", "give", "revoke", "release", "appoint"]), st.integers(0, 2), st.integers(0, 2), hours, hours
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=35, deadline=None)
@given(steps=steps, instants=st.lists(st.integers(0, 200), min_size=3, max_size=6))
def test_at_any_instant_the_powers_are_those_of_the_oracle(steps: list[Any], instants: list[int]) -> None:
    """Three officers give, revoke, leave and return; a plain list of intervals says who may lead at which hour."""
    from django.db import transaction

    with transaction.atomic():
        oracle = _Oracle()
        oracle.do("give", 0, 0, 1, 48)
        for step in steps:
            oracle.do(*step)
        for hour in sorted({*instants, *oracle.turns()}):
            at = NOW + timedelta(hours=hour)
            for n in range(3):
                found = {(p.on_behalf_of, p.basis) for p in api.officer_actor(code=f"o{n}", now=at).positions}
                assert found == oracle.powers(n, hour)
        transaction.set_rollback(True)


class _Oracle:
    """Keeps (giver, receiver, from, to, number) and posts as intervals of hours, and decides by reading them all."""

    def __init__(self) -> None:
        self.hour = 0
        self.who = [make_officer(Role.LEADER, code=f"o{n}") for n in range(3)]
        self.posts = [[[-10_000, None, self.who[n].positions[0].position_id]] for n in range(3)]
        self.given: list[list[Any]] = []

    def do(self, verb: str, a: int, b: int, wait: int, length: int) -> None:
        self.hour += wait
        now = NOW + timedelta(hours=self.hour)
        getattr(self, verb)(a, b, length, now)

    def give(self, a: int, b: int, length: int, now: datetime) -> None:
        b = (a + 1 + b % 2) % 3
        number, post = f"{len(self.given)}/QĐ", self._post(a)
        try:
            api.delegate(
                position_id=post[2] if post else 0, to_officer_id=self.who[b].subject_id, kind=KT, valid_from=now + timedelta(hours=1),
                basis=api.Basis(number=number, on=NOW.date()), valid_to=now + timedelta(hours=1 + length), actor=self.who[a], now=now,
            )  # fmt: skip
        except NamedError:
            clash = any(g[:2] == [post and post[2], b] and g[2] < self.hour + 1 + length and g[3] > self.hour + 1 for g in self.given)
            assert a == b or post is None or self._post(b) is None or clash
        else:
            self.given.append([post[2], b, self.hour + 1, self.hour + 1 + length, number, a, self.hour + 1 + length])

    def revoke(self, a: int, b: int, length: int, now: datetime) -> None:
        for d in api.delegations_of(officer_id=self.who[a].subject_id, now=now):
            api.revoke_delegation(delegation_id=d.uuid, reason="x", actor=self.who[a], now=now)
        self._cut(lambda g: g[5] == a)

    def release(self, a: int, b: int, length: int, now: datetime) -> None:
        release(officer_id=self.who[a].subject_id, unit_code=UNIT, role=Role.LEADER, now=now)
        if post := self._post(a):
            post[1] = self.hour
            self._cut(lambda g: g[5] == a or g[1] == a)

    def appoint(self, a: int, b: int, length: int, now: datetime) -> None:
        api.appoint(officer_id=self.who[a].subject_id, unit_code=UNIT, role=Role.LEADER, title="x", now=now)
        if self._post(a) is None:
            held = api.officer(officer_id=self.who[a].subject_id, now=now).positions[0]
            self.posts[a].append([self.hour, None, held.position_id])

    def turns(self) -> set[int]:
        """Every hour at which something begins or ends or was meant to, and the hour before it."""
        found = {self.hour, *(h for g in self.given for h in (*g[2:4], g[6])), *(p[1] for n in self.posts for p in n if p[1] is not None)}
        return {h + d for h in found for d in (-1, 0)}

    def powers(self, n: int, hour: int) -> set[tuple[str, str]]:
        own = {("", "") for starts, ends, _ in self.posts[n] if starts <= hour and (ends is None or hour < ends)}
        lent = {(self.who[g[5]].ref, g[4]) for g in self.given if g[1] == n and g[2] <= hour < g[3]}
        return own | lent if own else set()

    def _post(self, n: int) -> list[Any] | None:
        return next((p for p in self.posts[n] if p[1] is None), None)

    def _cut(self, meant: Any) -> None:
        for g in self.given:
            if meant(g):
                g[3] = min(g[3], max(self.hour, g[2]) if g[2] > self.hour else self.hour)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "at", "left"),
    [(1, 9, 4, (4, 9)), (5, 9, 4, (5, 9)), (1, 4, 4, None), (1, None, 4, (4, None))],
)
def test_what_is_left_of_a_period(valid_from: int, valid_to: int | None, at: int, left: Any) -> None:
    day = lambda n: None if n is None else NOW + n * DAY  # noqa: E731
    found = rules.remaining(valid_from=NOW + valid_from * DAY, valid_to=day(valid_to), at=NOW + at * DAY)
    assert found == (None if left is None else (day(left[0]), day(left[1])))

"""Posts over time: what each command does from which instant on, and what is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.foundation.identity import api, models, queries
from motcua.foundation.identity.contracts import BESIDE, Manner, PostState
from motcua.foundation.identity.testing import NOW, UNIT, make_delegation, make_officer, make_unit
from motcua.foundation.outbox.contracts import KeyReused
from motcua.foundation.outbox.testing import recorded
from motcua.kernel import powers as core
from motcua.kernel.actors import Actor, Role
from motcua.kernel.errors import Forbidden

pytestmark = pytest.mark.django_db
DAY, TICK, OTHER = timedelta(days=1), timedelta(microseconds=1), "11359"
BASIS = api.Basis("15/QĐ-UBND", date(2026, 3, 1))


@pytest.fixture(autouse=True)
def _units() -> None:
    make_unit(OTHER)


@pytest.fixture
def officer() -> Actor:
    return make_officer(Role.APPRAISER, code="an")


@pytest.fixture
def admin() -> Actor:
    return make_officer(Role.ADMIN, code="boss")


def give(officer: Actor, **change: Any) -> api.PostChange:
    facts: dict[str, Any] = {
        "officer_id": officer.subject_id, "unit_code": OTHER, "role": Role.LEADER, "title": "Phó Chủ tịch", "now": NOW, "basis": BASIS,
        "manner": Manner.JOINT,
    }  # fmt: skip
    return api.appoint(**(facts | change))


def units_of(officer: Actor, at: datetime) -> list[str]:
    return sorted(p.unit_code for p in api.officer(officer_id=officer.subject_id, now=at).positions)


def decided() -> list[dict[str, Any]]:
    return [one.payload for one in recorded("identity.post.decided.v1")]


def main_of(officer: Actor) -> int:
    return officer.own_positions[0].position_id


def test_a_joint_post_stands_beside_the_main_one_and_says_by_which_document(officer: Actor, admin: Actor) -> None:
    made = give(officer, actor=admin, valid_from=NOW + DAY).appointment
    assert (made.manner, made.main_id, made.basis) == (Manner.JOINT, main_of(officer), BASIS)
    assert [units_of(officer, at) for at in (NOW + DAY - TICK, NOW + DAY)] == [[UNIT], [UNIT, OTHER]]
    fact = decided()[-1]
    assert (fact["what"], fact["manner"], fact["basis"]) == ("appointed", "joint", "15/QĐ-UBND")


def test_what_comes_beside_the_first_post_is_a_joint_one(officer: Actor) -> None:
    assert give(officer, manner=None).appointment.manner is Manner.JOINT
    api.end_post(position_id=main_of(officer), actor=api.system_actor(), now=NOW + DAY)
    assert units_of(officer, NOW + DAY) == [OTHER]  # it goes on until it is ended itself


@pytest.mark.parametrize("manner", [Manner.REGULAR, Manner.ACTING, Manner.IN_CHARGE])
def test_two_main_posts_at_one_time_are_refused(officer: Actor, manner: Manner) -> None:
    with pytest.raises(api.MainPostOverlaps):
        give(officer, manner=manner, valid_from=NOW + DAY)
    api.end_post(position_id=main_of(officer), at=NOW + DAY, actor=api.system_actor(), now=NOW)
    with pytest.raises(api.MainPostOverlaps):
        give(officer, manner=manner, valid_from=NOW + DAY - TICK)
    assert give(officer, manner=manner, valid_from=NOW + DAY).appointment.main_id is None


@pytest.mark.parametrize(("change", "error"), [
    ({"valid_from": NOW - TICK}, api.AppointmentWrong),
    ({"valid_from": NOW + DAY, "valid_to": NOW + DAY}, api.AppointmentWrong),
    ({"manner": Manner.SECONDED}, api.AppointmentWrong),
    ({"manner": Manner.SECONDED, "valid_to": NOW + 1100 * DAY}, api.AppointmentWrong),
    ({"basis": api.Basis(" ", date(2026, 3, 1))}, api.AppointmentWrong),
    ({"basis": api.Basis("1/QĐ", date(2026, 4, 1))}, api.AppointmentWrong),
    ({"role": Role.APPRAISER, "unit_code": UNIT, "valid_from": NOW + DAY, "valid_to": NOW + 2 * DAY}, api.AppointmentWrong),
], ids=["past", "empty", "endless secondment", "long secondment", "no number", "document of the future", "held already"])  # fmt: skip
def test_what_cannot_be_right_is_refused(officer: Actor, change: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        give(officer, **change)


def test_beside_what_nobody_holds_nothing_can_stand(officer: Actor) -> None:
    api.end_post(position_id=main_of(officer), at=NOW + DAY, actor=api.system_actor(), now=NOW)
    with pytest.raises(api.JointWrong):
        give(officer, valid_from=NOW + DAY)


def test_an_ending_that_lies_ahead_takes_the_power_at_its_instant_and_is_told_then(officer: Actor, admin: Actor) -> None:
    api.end_post(position_id=main_of(officer), at=NOW + DAY, basis=BASIS, actor=admin, now=NOW)
    assert [units_of(officer, at) for at in (NOW + DAY - TICK, NOW + DAY)] == [[UNIT], []]
    assert (decided()[-1]["what"], decided()[-1]["basis"]) == ("ended", "15/QĐ-UBND")
    assert (api.tell_ended_posts(now=NOW + DAY - TICK), recorded("identity.officer.released.v1")) == (0, [])
    assert [api.tell_ended_posts(now=NOW + DAY) for _ in range(2)] == [1, 0]
    assert len(recorded("identity.officer.released.v1")) == 1


def test_a_power_received_goes_with_the_post_at_the_planned_instant_and_comes_back_with_it(officer: Actor, admin: Actor) -> None:
    chief = make_officer(Role.LEADER, code="chief")
    make_delegation(chief, officer)
    give(officer, manner=None, role=Role.RECEPTION)  # he serves elsewhere too
    api.end_post(position_id=main_of(officer), at=NOW + DAY, actor=admin, now=NOW)
    held = [api.officer_actor(code="an", now=at).has(role=Role.LEADER) for at in (NOW, NOW + DAY - TICK, NOW + DAY)]
    assert held == [True, True, False]
    api.correct_post(position_id=main_of(officer), reason="Nhầm", without_end=True, actor=admin, now=NOW + TICK)
    assert api.officer_actor(code="an", now=NOW + 2 * DAY).has(role=Role.LEADER)


def test_a_power_given_to_somebody_who_leaves_ends_when_he_leaves(officer: Actor, admin: Actor) -> None:
    give(officer, manner=None, role=Role.RECEPTION)
    api.end_post(position_id=main_of(officer), at=NOW + DAY, actor=admin, now=NOW)
    make_delegation(make_officer(Role.LEADER, code="chief"), officer, days=5)
    assert [api.officer_actor(code="an", now=at).has(role=Role.LEADER) for at in (NOW, NOW + DAY)] == [True, False]


def test_an_appointment_is_cancelled_before_its_day_and_not_after(officer: Actor, admin: Actor) -> None:
    made = give(officer, valid_from=NOW + DAY).appointment
    late = give(officer, valid_from=NOW + DAY, role=Role.RECEPTION).appointment
    done = api.cancel_post(position_id=made.position_id, actor=admin, now=NOW)
    assert done.appointment.state(NOW) is PostState.CANCELLED
    assert [p.role for p in done.lost] == [Role.LEADER]
    assert [p.role for p in api.officer(officer_id=officer.subject_id, now=NOW + DAY).positions] == [Role.APPRAISER, Role.RECEPTION]
    api.cancel_post(position_id=made.position_id, actor=admin, now=NOW)
    assert [fact["what"] for fact in decided()].count("cancelled") == 1
    with pytest.raises(api.AppointmentWrong):
        api.cancel_post(position_id=late.position_id, actor=admin, now=NOW + DAY)


def test_another_post_follows_without_an_instant_between_and_keeps_what_stands_beside(officer: Actor, admin: Actor) -> None:
    beside = give(officer).appointment
    done = api.change_post(
        position_id=main_of(officer), at=NOW + DAY, unit_code=UNIT, role=Role.LEADER, title="Chủ tịch", manner=Manner.ACTING, basis=BASIS,
        actor=admin, now=NOW,
    )  # fmt: skip
    assert [len(units_of(officer, at)) for at in (NOW + DAY - TICK, NOW + DAY)] == [2, 2]
    assert api.appointment(position_id=beside.position_id).main_id == done.appointment.position_id
    assert {p.form for p in api.officer_actor(code="an", now=NOW + DAY).positions} == {"Q.", ""}
    assert ([p.role for p in done.lost], [p.role for p in done.gained]) == ([Role.APPRAISER], [Role.LEADER])


def test_whoever_changes_post_is_not_signed_out(officer: Actor, admin: Actor) -> None:
    from django.test import Client

    from motcua.foundation.identity.testing import sign_in
    from motcua.kit import clock

    client, now = sign_in(Client(), officer), clock.now()
    api.change_post(
        position_id=main_of(officer), at=now, unit_code=OTHER, role=Role.RECEPTION, title="x", basis=BASIS, actor=admin, now=now
    )
    assert client.get("/lam-viec/quyen-cua-toi/").status_code == 200
    api.end_post(position_id=queries.appointments(officer_id=officer.subject_id)[0].position_id, actor=admin, now=now + TICK)
    assert client.get("/lam-viec/quyen-cua-toi/").status_code == 302


def test_leaving_the_service_ends_everything_beside_too(officer: Actor, admin: Actor) -> None:
    give(officer)
    api.end_post(position_id=main_of(officer), with_beside=True, actor=admin, now=NOW + DAY)
    assert units_of(officer, NOW + DAY) == []


def test_what_has_been_is_not_changed(officer: Actor, admin: Actor) -> None:
    def correct(**change: Any) -> api.PostChange:
        return api.correct_post(**({"position_id": main_of(officer), "reason": "Ghi nhầm", "actor": admin, "now": NOW} | change))

    assert correct(title="Chuyên viên", basis=BASIS).appointment.title == "Chuyên viên"
    fact = recorded("identity.post.corrected.v1")[-1].payload
    assert (fact["changed"], fact["reason"]) == (["basis_number", "basis_on", "title"], "Ghi nhầm")
    assert (fact["title_before"], fact["title"], fact["basis_before"], fact["basis"]) == ("appraiser", "Chuyên viên", "", "15/QĐ-UBND")
    for change in ({"valid_from": NOW + DAY}, {"valid_to": NOW}, {"valid_to": NOW - DAY}, {"title": "Khác", "reason": " "}):
        with pytest.raises(api.AppointmentWrong):
            correct(**change)
    api.end_post(position_id=main_of(officer), actor=admin, now=NOW)
    with pytest.raises(api.AppointmentWrong):
        correct(without_end=True, now=NOW + DAY)


def test_nobody_appoints_changes_or_prolongs_himself(admin: Actor) -> None:
    post = {"position_id": main_of(admin), "actor": admin, "now": NOW}
    for act in (
        lambda: give(admin, actor=admin),
        lambda: api.change_post(**post, at=NOW, unit_code=UNIT, role=Role.LEADER, title="x"),
        lambda: api.correct_post(**post, reason="Nhầm", without_end=True),
        lambda: api.cancel_post(**post),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_repeated_press_appoints_and_ends_once(officer: Actor, admin: Actor) -> None:
    first, again = (give(officer, valid_to=NOW + DAY, actor=admin, idempotency_key="k") for _ in range(2))
    assert first.appointment == again.appointment
    with pytest.raises(KeyReused):
        give(officer, title="x", valid_to=NOW + DAY, actor=admin, idempotency_key="k")
    for _ in range(2):
        api.end_post(position_id=main_of(officer), actor=admin, now=NOW + TICK, idempotency_key="e")
    assert len(recorded("identity.officer.released.v1")) == 1


def test_a_dry_run_tells_before_and_after_and_writes_nothing(officer: Actor, admin: Actor) -> None:
    make_delegation(make_officer(Role.LEADER, code="chief"), officer, days=9)
    told = api.end_post(position_id=main_of(officer), at=NOW + DAY, actor=admin, now=NOW, dry_run=True)
    assert (sorted(p.role for p in told.lost), told.gained) == ([Role.APPRAISER, Role.LEADER], ())
    assert units_of(officer, NOW + DAY) == [UNIT]
    assert "ended" not in [fact["what"] for fact in decided()]


def test_a_power_of_one_post_is_not_used_in_the_unit_of_another(officer: Actor) -> None:
    give(officer)
    actor = api.officer_actor(code="an", now=NOW)
    assert actor.acting_position(role=Role.LEADER, unit_code=UNIT) is None
    assert actor.acting_position(role=Role.APPRAISER, unit_code=OTHER) is None
    asked = {"officer_id": officer.subject_id, "act": "sign_result", "at": NOW, "roles": {Role.LEADER}}
    assert not api.explain(**asked, unit_codes=[UNIT]).trace.decision
    found = api.explain(**asked, unit_codes=[OTHER]).trace
    assert found.chosen is not None
    assert core.ground(found.chosen.power) == "Phó Chủ tịch · leader · 11359"


days = st.integers(0, 9)
commands = st.lists(
    st.tuples(st.sampled_from(["appoint", "end", "cancel", "prolong"]), st.integers(0, 3), days, st.integers(1, 9), st.sampled_from(list(Manner))),
    min_size=1, max_size=7,
)  # fmt: skip
calm = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@calm
@given(commands)
def test_at_every_instant_the_powers_are_those_of_a_plain_calendar(told: list[tuple[str, int, int, int, Manner]]) -> None:
    """Against an oracle: for each half day, the set of the posts that a clerk would have ticked off by hand."""
    from uuid import uuid4

    officer = make_officer(Role.APPRAISER, code=str(uuid4()))
    models.Position.objects.filter(officer__uuid=officer.subject_id).delete()
    book: dict[int, set[int]] = {}  # post → the half days on which it is held
    manners: dict[int, Manner] = {}
    half = timedelta(hours=12)
    for verb, which, first, length, manner in told:
        known = sorted(book)
        try:
            if verb == "appoint":
                ends = None if length > 7 and manner is not Manner.SECONDED else NOW + (first + length) * DAY
                made = give(
                    officer, unit_code=(UNIT, OTHER)[which % 2], role=(Role.LEADER, Role.RECEPTION)[which // 2], manner=manner,
                    valid_from=NOW + first * DAY, valid_to=ends,
                ).appointment  # fmt: skip
                if made.position_id not in book:
                    book[made.position_id] = set(range(2 * first, 60 if ends is None else 2 * (first + length)))
                    manners[made.position_id] = manner
            elif known:
                post = known[which % len(known)]
                if verb == "end":
                    api.end_post(position_id=post, at=NOW + first * DAY, actor=api.system_actor(), now=NOW)
                    book[post] = {n for n in book[post] if n < 2 * first}
                elif verb == "cancel":
                    api.cancel_post(position_id=post, actor=api.system_actor(), now=NOW)
                    book[post] = set()
                else:
                    begins = min(book[post], default=0)
                    api.correct_post(position_id=post, reason="x", valid_to=NOW + (first + length) * DAY, actor=api.system_actor(), now=NOW)
                    book[post] = set(range(begins, 2 * (first + length))) if book[post] else set()
        except (api.AppointmentWrong, api.MainPostOverlaps, api.JointWrong):
            continue
    holder = queries.holder(models.Officer.objects.select_related("account").get(uuid=officer.subject_id))
    for n in range(44):
        held = [p.position_id for p in core.held_at(holder=holder, at=NOW + n * half)]
        assert sorted(held) == sorted(post for post, ticked in book.items() if n in ticked)
        assert sum(manners[post] not in BESIDE for post in held) <= 1

"""Data-sharing requests: three people, narrowing only, rights exactly while in force, every order of steps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.identity.testing import make_officer
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import SYSTEM, Actor, ActorKind, Role
from motcua.kernel.errors import Forbidden
from motcua.kernel.machines import TransitionRefused
from motcua.platform.exchange import api, models
from motcua.platform.exchange.actions.configuring import build_config
from motcua.platform.exchange.contracts import (
    FieldInfo,
    FourEyes,
    Limits,
    ReasonMissing,
    SettingWrong,
    SharingAsk,
    SharingState,
    ThingUnknown,
)
from motcua.platform.exchange.rules import sharing as rules

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
pytestmark = pytest.mark.django_db
CLIENT, SERVICE = "VN-HP/GOV/H24.10/appraisal", "VN-HP/GOV/H24.20/land/parcels"
FIELDS = [
    {"path": "owner.name", "vi": "Tên chủ", "en": "Owner", "personal": True}, {"path": "area", "vi": "Diện tích", "en": "Area", "personal": False},
]  # fmt: skip
PLAIN: dict[str, Any] = {
    "service": SERVICE, "client": CLIENT, "purpose": "Thẩm định hồ sơ xây dựng", "from_on": date(2026, 11, 23), "until_on": date(2027, 11, 23),
    "per_day": 500, "fields": ("area",),
}  # fmt: skip


@pytest.fixture
def people(module_town: object, db: None) -> dict[str, Actor]:
    from motcua.platform.casework import testing as t

    api.register_member(member_class="GOV", member_code="H24.10", name_vi="Bên xin", unit_code=t.UNIT, **WHO)
    api.register_subsystem(member="VN-HP/GOV/H24.10", code="appraisal", name_vi="Thẩm định", **WHO)
    api.register_member(member_class="GOV", member_code="H24.20", name_vi="Bên có", unit_code=t.OTHER_UNIT, **WHO)
    api.register_subsystem(member="VN-HP/GOV/H24.20", code="land", name_vi="Đất đai", **WHO)
    api.register_service(
        subsystem="VN-HP/GOV/H24.20/land", code="parcels", base_url="http://10.0.0.5/", name_vi="Thửa đất", settings={"fields": FIELDS}, **WHO
    )
    return {
        "asker": make_officer(Role.APPRAISER, code="x.asker", unit_code=t.UNIT),
        "owner": make_officer(Role.LEADER, code="x.owner", unit_code=t.OTHER_UNIT),
        "governor": make_officer(Role.ADMIN, code="x.governor"),
        "operator": make_officer(Role.OPERATOR, code="x.operator"),
    }


def ask(people: dict[str, Actor], **changes: Any) -> str:
    return api.ask_sharing(ask=SharingAsk(**{**PLAIN, **changes}), actor=people["asker"], now=NOW)


def move(people: dict[str, Actor], code: str, act: str, who: str, **more: Any) -> SharingState:
    return api.move_request(code=code, act=act, note=more.pop("note", "vì thế"), actor=people[who], now=more.pop("now", NOW), **more)


def in_force(people: dict[str, Actor], **changes: Any) -> str:
    code = ask(people, **changes)
    move(people, code, "agree", "owner")
    assert move(people, code, "approve", "governor") is SharingState.IN_FORCE
    return code


def enforced() -> tuple[Any, ...]:
    return next(s.rights for s in build_config(token="", now=NOW).services if s.id == SERVICE)


def test_what_was_approved_is_what_the_gateway_enforces(people: dict[str, Actor]) -> None:
    code = in_force(people, endpoints=(("GET", "/*"),))
    (right,) = enforced()
    assert (right.subject, right.method, right.path, right.fields, right.agreement) == (CLIENT, "GET", "/*", ("area",), code)
    assert datetime.fromtimestamp(right.valid_from, tz=UTC) == datetime(2026, 11, 22, 17, tzinfo=UTC)
    assert right.pace.per_day == 500
    told = api.request(code=code, actor=people["operator"])
    assert [s.act for s in told.steps] == ["ask", "agree", "approve"]
    assert [e.payload["act"] for e in recorded() if e.name == "exchange.sharing.moved.v1"] == ["ask", "agree", "approve"]


def test_both_may_narrow_and_neither_widen(people: dict[str, Actor]) -> None:
    code = ask(people, fields=("area", "owner"), ground="Điều 5")
    with pytest.raises(SettingWrong):
        move(people, code, "agree", "owner", limits=Limits(per_day=501))
    move(people, code, "agree", "owner", limits=Limits(fields=("area", "owner.name"), per_day=100))
    with pytest.raises(SettingWrong):
        move(people, code, "approve", "governor", limits=Limits(fields=("owner",)))
    move(people, code, "approve", "governor", limits=Limits(fields=("area",), until_on=date(2027, 1, 1)))
    (right,) = enforced()
    assert (right.fields, right.pace.per_day) == (("area",), 100)


def test_three_people_and_nobody_twice(people: dict[str, Actor]) -> None:
    code = ask(people)
    with pytest.raises(Forbidden):
        move(people, code, "agree", "asker")
    with pytest.raises(Forbidden):
        move(people, code, "agree", "governor")
    both = Actor(kind=ActorKind.OFFICER, subject_id=people["asker"].subject_id, positions=people["owner"].positions)
    with pytest.raises(FourEyes):
        api.move_request(code=code, act="agree", actor=both, now=NOW)
    move(people, code, "agree", "owner")
    twice = Actor(kind=ActorKind.OFFICER, subject_id=people["owner"].subject_id, positions=people["governor"].positions)
    with pytest.raises(FourEyes):
        api.move_request(code=code, act="approve", actor=twice, now=NOW)
    with transaction.atomic(), pytest.raises(DatabaseError):
        models.SharingRequest.objects.filter(code=code).update(governance_by=people["owner"].ref)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"purpose": "x"}, "purpose"), ({"fields": ("owner.name",)}, "ground"), ({"fields": ()}, "ground"), ({"fields": ("nope",)}, "fields"),
     ({"until_on": date(2026, 11, 23)}, "until_on"), ({"until_on": date(2040, 1, 1)}, "until_on"), ({"per_day": 0}, "per_day"),
     ({"from_on": date(2026, 1, 1), "until_on": date(2026, 2, 1)}, "until_on")],
)  # fmt: skip
def test_an_incomplete_request_is_refused_by_its_field(people: dict[str, Actor], changes: dict[str, Any], field: str) -> None:
    with pytest.raises(SettingWrong) as refused:
        ask(people, **changes)
    assert field in refused.value.fields


def test_asked_back_answered_and_refused_with_reasons(people: dict[str, Actor]) -> None:
    code = ask(people)
    with pytest.raises(ReasonMissing):
        move(people, code, "ask_back", "owner", note=" ")
    move(people, code, "ask_back", "owner")
    move(people, code, "answer", "asker")
    move(people, code, "agree", "owner")
    move(people, code, "ask_back", "governor")
    move(people, code, "answer", "asker")
    assert move(people, code, "refuse", "owner") is SharingState.REFUSED
    with pytest.raises(TransitionRefused):
        move(people, code, "agree", "owner")
    assert enforced() == ()


def test_suspension_takes_the_right_and_resuming_gives_it_back(people: dict[str, Actor]) -> None:
    code = in_force(people)
    before = enforced()
    move(people, code, "suspend", "owner")
    assert enforced() == ()
    move(people, code, "resume", "governor")
    assert enforced() == before
    move(people, code, "revoke", "owner")
    move(people, code, "revoke", "owner")
    assert enforced() == ()
    assert [s.act for s in api.request(code=code, actor=SYSTEM).steps].count("revoke") == 1


def test_a_request_ends_by_itself_and_its_renewal_stands_beside_it(people: dict[str, Actor]) -> None:
    old = in_force(people, until_on=date(2027, 1, 1))
    new = in_force(people, from_on=date(2027, 1, 1), until_on=date(2028, 1, 1), renews=old)
    assert [r.agreement for r in enforced()] == [old, new]
    assert api.expire_requests(now=datetime(2026, 12, 31, 16, 59, tzinfo=UTC)) == 0
    assert api.expire_requests(now=datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == 1
    assert [r.agreement for r in enforced()] == [new]


def test_strangers_see_nothing(people: dict[str, Actor]) -> None:
    code = ask(people)
    stranger = make_officer(Role.LEADER, code="x.stranger", unit_code="11320")
    assert api.requests(actor=stranger) == ()
    with pytest.raises(ThingUnknown):
        api.request(code=code, actor=stranger)
    with pytest.raises(ThingUnknown):
        api.move_request(code=code, act="withdraw", actor=stranger, now=NOW)
    machine = Actor(kind=ActorKind.MACHINE, scopes=frozenset({"exchange:manage"}))
    with pytest.raises(Forbidden):
        api.move_request(code=code, act="approve", actor=machine, now=NOW)


def test_steps_cannot_be_rewritten(people: dict[str, Actor]) -> None:
    ask(people)
    with transaction.atomic(), pytest.raises(DatabaseError):
        models.SharingStep.objects.update(note="x")


@given(st.lists(st.sampled_from([t.name for t in rules.MACHINE.transitions]), max_size=14))
def test_in_force_is_reached_only_past_both(acts: list[str]) -> None:
    state, agreed = rules.MACHINE.initial, False
    for act in acts:
        if not rules.MACHINE.can(state, act):
            continue
        if act == "approve":
            assert agreed
        agreed = act == "agree" or (agreed and act not in {"ask_back", "answer"})
        state = rules.MACHINE.next(state, act)


@given(st.lists(st.text("ab.", max_size=5), max_size=3), st.lists(st.text("ab.", max_size=5), min_size=1, max_size=3))
def test_narrowed_fields_tell_nothing_that_was_not_asked(asked: list[str], kept: list[str]) -> None:
    faults = rules.limit_faults(
        Limits(fields=tuple(kept)), fields=asked, from_on=NOW.date(), until_on=NOW.date() + timedelta(9), per_day=5
    )
    declared = [FieldInfo(path, path, path, personal=True) for path in ("a", "a.a", "a.b", "b", "b.a")]
    if asked and "fields" not in faults:
        seen = {d.path for d in declared if any(d.path == k or d.path.startswith(f"{k}.") for k in kept)}
        assert seen <= {d.path for d in declared if any(d.path == w or d.path.startswith(f"{w}.") for w in asked)}


def test_only_the_owning_units_leader_runs_a_service(people: dict[str, Actor]) -> None:
    stranger = make_officer(Role.LEADER, code="x.stranger", unit_code="11320")
    with pytest.raises(Forbidden):
        api.set_service_enabled(service=SERVICE, enabled=False, notice="Bảo trì", actor=stranger, now=NOW)
    with pytest.raises(Forbidden):
        api.note_change(service=SERVICE, version="2", text_vi="Thêm trường", actor=stranger, now=NOW)
    api.set_service_enabled(service=SERVICE, enabled=False, notice="Bảo trì", actor=people["owner"], now=NOW)
    assert api.note_change(service=SERVICE, version="2", text_vi="Thêm trường", actor=people["owner"], now=NOW)

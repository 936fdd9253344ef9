"""A merger of units by two administrators, with the units of the reform of 2025; and codes that were used again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from motcua.foundation.identity import api
from motcua.foundation.identity.contracts import MergerState, MoveReport, read_report, report_document
from motcua.foundation.outbox.contracts import KeyReused
from motcua.foundation.outbox.testing import recorded
from motcua.foundation.units import api as units
from motcua.foundation.units import testing as units_testing
from motcua.kernel.actors import SYSTEM, Actor, Role
from motcua.kernel.errors import Forbidden, NamedError

pytestmark = pytest.mark.django_db
ON = date(2025, 7, 1)
AT = datetime(2025, 6, 30, 17, tzinfo=UTC)  # midnight in Vietnam
BEFORE, NOW, TICK = AT - timedelta(days=30), AT + timedelta(hours=9), timedelta(microseconds=1)
NGO_QUYEN = ("11335", "11338", "11341")  # phường Cầu Đất, Lạch Tray, Đằng Giang → phường Ngô Quyền (NQ 1669/NQ-UBTVQH15)


@pytest.fixture(autouse=True)
def _reform() -> None:
    units_testing.load_units()


def posted(code: str, unit_code: str, role: Role = Role.RECEPTION) -> Actor:
    """An officer appointed before the reform."""
    api.create_officer(
        code=code, full_name="Cán bộ Thử", unit_code=unit_code, role=role, title="x", password="một-câu-dài-khó-đoán", totp_secret="", now=BEFORE
    )
    return api.officer_actor(code=code, now=BEFORE)


@pytest.fixture
def admins() -> tuple[Actor, Actor]:
    return posted("admin.a", "31", Role.ADMIN), posted("admin.b", "31", Role.ADMIN)


def propose(actor: Actor, **change: Any) -> api.Merger:
    facts: dict[str, Any] = {"old_units": NGO_QUYEN, "new_unit": "11329", "on": ON, "basis": "1669/NQ-UBTVQH15", "actor": actor, "now": BEFORE}
    return api.propose_merger(**(facts | change))


def units_of(code: str, at: datetime) -> list[str]:
    return [p.unit_code for p in api.officer_actor(code=code, now=at).positions]


def test_two_administrators_before_the_day_and_nobody_loses_an_instant(admins: tuple[Actor, Actor]) -> None:
    for n, code in enumerate(NGO_QUYEN):
        posted(f"o{n}", code)
    made = propose(admins[0])
    assert [made.planned[code].moved for code in NGO_QUYEN] == [1, 1, 1]
    assert api.confirm_merger(merger_id=made.uuid, actor=admins[1], now=BEFORE).state is MergerState.CONFIRMED
    assert (api.run_mergers(now=AT - TICK), units_of("o0", AT - TICK)) == (0, ["11335"])
    assert api.run_mergers(now=NOW) == 3
    assert [units_of("o0", at) for at in (AT - TICK, AT, NOW)] == [["11335"], ["11329"], ["11329"]]
    done = api.merger(merger_id=made.uuid)
    assert (done.state, done.waiting, sum(r.officers for r in done.done.values())) == (MergerState.DONE, (), 3)
    assert api.run_mergers(now=NOW) == 0
    assert [e.payload["what"] for e in recorded("identity.merger.decided.v1")] == ["proposed", "confirmed", "done"]


def test_whoever_proposed_does_not_confirm_and_strangers_do_neither(admins: tuple[Actor, Actor]) -> None:
    made = propose(admins[0])
    for actor in (admins[0], posted("desk", "11335")):
        with pytest.raises(Forbidden):
            api.confirm_merger(merger_id=made.uuid, actor=actor, now=BEFORE)
    with pytest.raises(Forbidden):
        propose(posted("lead", "11338", Role.LEADER))
    assert api.run_mergers(now=NOW) == 0


@pytest.mark.parametrize(("change", "word"), [
    ({"old_units": ()}, "chưa ghi mã"), ({"basis": " "}, "chưa ghi số"), ({"new_unit": "00000"}, "00000"), ({"old_units": ("99999",)}, "99999"),
    ({"old_units": ("31",), "new_unit": "31", "on": date(2026, 1, 1)}, "không đổi"),
], ids=["none", "no document", "new unknown", "old unknown", "same"])  # fmt: skip
def test_what_cannot_be_right_is_refused(admins: tuple[Actor, Actor], change: dict[str, Any], word: str) -> None:
    with pytest.raises(api.MergerWrong) as problem:
        propose(admins[0], **change)
    assert word in problem.value.sentence("vi")


def test_a_unit_is_in_one_open_merger_and_a_second_press_proposes_once(admins: tuple[Actor, Actor]) -> None:
    made = propose(admins[0], idempotency_key="k")
    assert propose(admins[0], idempotency_key="k") == made
    with pytest.raises(KeyReused):
        propose(admins[0], idempotency_key="k", basis="2")
    with pytest.raises(api.MergerWrong):
        propose(admins[1], old_units=("11335",))
    api.decline_merger(merger_id=made.uuid, actor=admins[0], now=BEFORE)
    propose(admins[1], old_units=("11335",))
    with pytest.raises(api.MergerSettled):
        api.confirm_merger(merger_id=made.uuid, actor=admins[1], now=BEFORE)


def test_a_fault_stops_it_with_what_was_moved_and_it_goes_on(admins: tuple[Actor, Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    posted("o1", "11338")

    class Broken:
        key = "broken"

        def preview(self, **_: Any) -> api.Followed:
            return api.Followed("broken", "x", "x", 0)

        def move(self, *, old_unit: str, **_: Any) -> api.Followed:
            if old_unit == "11338" and not mended:
                raise api.OfficerUnknown
            return api.Followed("broken", "x", "x", 1)

    mended: list[bool] = []
    monkeypatch.setitem(api.merger_followers._things, "broken", Broken())
    made = propose(admins[0])
    api.confirm_merger(merger_id=made.uuid, actor=admins[1], now=BEFORE)
    assert api.run_mergers(now=NOW) == 1
    stopped = api.merger(merger_id=made.uuid)
    assert (stopped.state, stopped.waiting, stopped.problem["unit"]) == (MergerState.STOPPED, ("11338", "11341"), "11338")
    assert units_of("o1", NOW) == ["11338"]
    with pytest.raises(api.MergerSettled):
        api.decline_merger(merger_id=made.uuid, actor=admins[0], now=NOW)
    mended.append(True)
    api.resume_merger(merger_id=made.uuid, actor=admins[0], now=NOW)
    assert (api.run_mergers(now=NOW), units_of("o1", NOW)) == (2, ["11329"])


def test_a_joint_post_stays_beside_the_main_one_that_moved(admins: tuple[Actor, Actor]) -> None:
    officer = posted("o0", "11335")
    assert officer.subject_id is not None
    beside = api.appoint(officer_id=officer.subject_id, unit_code="31", role=Role.OPERATOR, title="x", now=BEFORE).appointment
    api.move_positions(old_unit="11335", new_unit="11329", on=ON, actor=SYSTEM, now=NOW)
    main = next(a for a in api.appointments(officer_id=officer.subject_id) if a.unit_code == "11329")
    assert api.appointment(position_id=beside.position_id).main_id == main.position_id


def test_a_code_that_another_unit_bears_since_gives_nothing_there_before_the_move() -> None:
    """Máy Chai's code is Ngô Quyền's, which continues it; a ward that continues nothing of the old one must not get its officers."""
    posted("kept", "11329")
    assert units_of("kept", AT) == ["11329"]
    units_testing.make_unit(code="T-OLD", name="Cũ", valid_from=date(2025, 1, 1), valid_to=ON)
    posted("gone", "T-OLD", Role.LEADER)
    assert units_of("gone", AT) == ["T-OLD"]  # nobody bears the code: the power goes on until it is moved
    units_testing.make_unit(code="T-OLD", name="Khác", valid_from=ON, agency_code="H24.T2")
    assert [units_of("gone", at) for at in (AT - TICK, AT)] == [["T-OLD"], []]
    gone = api.officer_actor(code="gone", now=BEFORE)
    assert not api.decide(actor=gone, act="sign_result", unit_code="T-OLD", at=AT, roles={Role.LEADER})
    api.move_positions(old_unit="T-OLD", new_unit="11329", on=ON, actor=SYSTEM, now=NOW)
    assert [units_of("gone", at) for at in (AT, NOW)] == [["11329"], ["11329"]]


def test_every_unit_of_the_reform_can_be_merged_into_a_successor(admins: tuple[Actor, Actor]) -> None:
    """The registers' own dates: whatever unit ended on the day has a successor that the page accepts."""
    day_before, refused = ON - timedelta(days=1), []
    for ward in units.communes(on=day_before)[::9]:
        links = units.successors(code=ward.code, on=day_before)
        try:
            propose(admins[0], old_units=(ward.code,), new_unit=links[0].unit.code, dry_run=True)
        except (NamedError, IndexError):
            refused.append(ward.code)
    assert not refused


def test_a_report_is_read_back_as_it_was_kept() -> None:
    left = (api.Left("a", "b", 2),)
    told = MoveReport(1, 2, 3, (api.Followed("k", "x", "y", 4, left),), 5, left)
    again = read_report(report_document(told))
    assert (again, again.followed, again.officers, again.all_left) == (told, told.followed, 5, (*left, *left))

"""Guards and demands of a step: what opens them, what cannot, and that nobody gets past."""

import pytest

from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import DossierStatus, StepAction, Verb
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.queries import loading
from motcua.platform.casework.rules import context, guards
from motcua.platform.casework.rules.state import State
from motcua.platform.casework.tests import crossing as x


def way(guard):
    return StepAction(Verb.FORWARD, "x", DossierStatus.PROCESSING, "v", "e", "v", "e", guard=guard, guard_vi="chưa", guard_en="not yet")


def facts(answers, **more):
    state = State(status=DossierStatus.PROCESSING, step="appraisal", submitted_at=t.NOW, **more)
    return context.of_state(state, answers=answers, party_kind=1, channel=2, fee=50, papers=3, now=t.NOW, calendar=None)


@pytest.mark.parametrize(("guard", "holds"), [
    ("", True), ("area > 100", True), ("area > 200", False), ("missing > 1", False), ("opinions.open = 0", True), ("subs.open = 0", True),
    ("fee.paid = fee.due and papers.count >= 3", True), ("party.kind = 2 or channel = 2", True), ("days_left = null", True),
    ('step = "appraisal" and status = 4', True), ("area", False), ("area > ", False),
])  # fmt: skip
def test_only_what_is_true_opens_a_way(guard, holds):
    assert guards.holds(way(guard), lambda: facts({"area": 120})) is holds


def test_no_answer_can_pass_for_a_fact():
    told = facts({"opinions": {"open": 0}, "status": 9, "fee": {"paid": 10**9}}, waiting_for_fee=True)
    assert (told["status"], told["fee"], told["opinions"]["all"]) == (4, {"due": 50, "paid": 0}, 0)
    assert set(context.RESERVED) <= told.keys()


def demanding(*requires):
    made = x.document()
    for step in made["steps"]:
        if step["key"] == "dispatch":
            for action in step["actions"]:
                if action["verb"] == "forward":
                    action["requires"] = list(requires)
    api.publish_definition(document=made, now=t.NOW)


def test_a_comment_and_a_report_are_demanded_by_name(town):
    demanding("comment", "inspection_report")
    ref = t.submit(town.citizen, code=t.GENERIC)
    api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    with pytest.raises(contracts.RequirementMissing) as refused:
        api.forward(code=ref.code, actor=town.reception, now=t.NOW)
    assert refused.value.fields.keys() == {"comment", "inspection_report"}
    report = t.paper(town.reception, "bien-ban-kiem-tra")
    api.forward(code=ref.code, note="Đã kiểm tra thực địa", papers=[report], actor=town.reception, now=t.NOW)
    assert [p.name for p in api.dossier(code=ref.code, actor=town.reception).papers] == ["Biên bản kiểm tra thực địa"]


def test_a_citizen_adds_no_working_papers(town):
    ref = t.submit(town.citizen)
    api.request_supplement(code=ref.code, items=["bản sao"], reason="thiếu bản sao", actor=town.reception, now=t.NOW)
    with pytest.raises(contracts.PaperUnknown):
        api.supply(code=ref.code, papers=[t.paper(town.citizen, "bien-ban-kiem-tra")], actor=town.citizen, now=t.NOW)


def test_the_reset_of_a_definition_is_the_clock_s(town):
    x.publish(resume="reset")
    ref = t.submit(town.citizen, code=t.GENERIC)
    api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    api.request_supplement(code=ref.code, items=["bản sao"], reason="thiếu bản sao", actor=town.reception, now=t.NOW)
    later = t.NOW.replace(day=12)
    change = api.supply(code=ref.code, papers=[t.paper(town.citizen, now=later)], actor=town.citizen, now=later)
    state = loading.state_of(Dossier.objects.get(uuid=ref.uuid))
    assert (state.clock_start, change.due_at) == (later, state.due_at)
    assert change.due_at.date().isoformat() == "2026-03-26"

"""Which unit holds a dossier: resolvers, hand-over, merged units, officers."""

from datetime import date

import pytest

from motcua.foundation.identity.testing import make_officer
from motcua.kernel.actors import Role
from motcua.kernel.errors import Forbidden
from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions import routing
from motcua.platform.casework.contracts import UnitKind, UnitResolver
from motcua.platform.casework.rules import resolving
from motcua.platform.casework.tests import crossing as x
from motcua.platform.casework.tests.test_lifecycle import received


@pytest.mark.parametrize(("kind", "code", "role", "wanted"), [
    (UnitKind.RECEIVING, "", Role.RECEPTION, "desk"), (UnitKind.RECEIVING, "", Role.APPRAISER, "unit"),
    (UnitKind.AUTHORITY, "", Role.LEADER, "authority"), (UnitKind.AGENCY, "SXD", Role.LEADER, "SXD"),
    (UnitKind.PARENT, "", Role.LEADER, "above"), (UnitKind.FIELD, "ward", Role.APPRAISER, "answered"),
    (UnitKind.FIELD, "nothing", Role.APPRAISER, ""),
])  # fmt: skip
def test_resolvers(kind, code, role, wanted):
    places = resolving.Places(unit="unit", intake="desk", authority="authority", answers=lambda: {"ward": "answered"}, parent=lambda: "above")
    assert resolving.wanted(UnitResolver(kind, code), role=role, places=places) == wanted


def test_a_merged_unit_is_followed_by_the_one_that_took_it_over(town):
    before, today = date(2025, 6, 1), date(2026, 3, 9)
    old = next(u for u in _old_communes(before) if routing.living(u, on=today, known_on=before) not in (None, u))
    assert routing.living(old, on=before, known_on=before) == old
    assert routing.living("KHONG-CO", on=today, known_on=before) is None


def _old_communes(on):
    from motcua.foundation.units import api as units

    return [u.code for u in units.communes(on=on)]


def test_taken_in_elsewhere_the_desk_stays_there(town):
    desk = make_officer(Role.RECEPTION, unit_code=t.OTHER_UNIT)
    with t.form_is(t.frozen(desk, "giay-chung-sinh", data={"full_name": "Nguyễn Thị Thử"})) as form:
        given = {"draft_id": form.draft_id, "procedure_code": t.BIRTH, "unit_code": t.UNIT, "actor": desk, "now": t.NOW}
        with pytest.raises(Forbidden):
            api.submit(idempotency_key="a", **given)
        ref = api.submit(idempotency_key="b", intake_unit=t.OTHER_UNIT, help_unit=t.OTHER_UNIT, **given)
    api.receive(code=ref.code, actor=desk, now=t.NOW)
    api.forward(code=ref.code, actor=desk, now=t.NOW)
    seen = api.dossier(code=ref.code, actor=desk)
    assert (seen.unit_code, seen.intake_code, seen.handler_code, seen.help_code) == (t.UNIT, t.OTHER_UNIT, t.UNIT, t.OTHER_UNIT)
    assert [r.code for r in api.inbox(actor=town.appraiser, now=t.NOW).rows] == [ref.code]
    assert api.inbox(actor=desk, now=t.NOW).rows == ()  # in hand is what the unit holds, seen is more
    assert api.find(query=ref.code, actor=desk, now=t.NOW)[0].code == ref.code


def test_hand_over_needs_a_reason_and_a_unit_that_is_there(town):
    ref = received(town)
    given = {"code": ref.code, "actor": town.reception, "now": t.NOW}
    with pytest.raises(contracts.ReasonMissing):
        api.transfer(unit_code=t.OTHER_UNIT, reason="", **given)
    for wrong in (t.UNIT, "00000"):
        with pytest.raises(contracts.UnitWrong):
            api.transfer(unit_code=wrong, reason="nhầm nơi", **given)
    api.transfer(unit_code=t.OTHER_UNIT, reason="nhầm nơi", **given)
    assert api.dossier(code=ref.code, actor=town.stranger).handler_code == t.OTHER_UNIT
    with pytest.raises(Forbidden):
        api.forward(code=ref.code, actor=town.reception, now=t.NOW)
    api.forward(code=ref.code, actor=town.stranger, now=t.NOW)


def test_before_intake_the_desk_goes_with_it(town):
    ref = t.submit(town.citizen)
    api.transfer(code=ref.code, unit_code=t.OTHER_UNIT, reason="nộp nhầm", actor=town.reception, now=t.NOW)
    assert api.receive(code=ref.code, actor=town.stranger, now=t.NOW).status == 2


def test_a_dossier_is_given_to_an_officer_of_the_step(town):
    ref = received(town)
    api.assign(code=ref.code, officer_id=town.reception.subject_id, actor=town.leader, now=t.NOW)
    assert api.dossier(code=ref.code, actor=town.reception).assigned_to == town.reception.subject_id
    with pytest.raises(contracts.OfficerWrong):
        api.assign(code=ref.code, officer_id=town.stranger.subject_id, actor=town.leader, now=t.NOW)
    api.assign(code=ref.code, officer_id=None, actor=town.reception, now=t.NOW)
    assert api.dossier(code=ref.code, actor=town.reception).assigned_to is None


def test_a_step_of_a_unit_that_is_not_there_holds_the_dossier_back(town):
    made = x.document()
    for step in made["steps"]:
        if step["key"] == "signing":
            step["unit"] = "field:office"
    api.publish_definition(document=made, now=t.NOW)
    ref = x.at_department(town, data={"phone": "0100900012", "office": "KHONG-CO"})
    people = x.officers()
    for o in api.opinions(code=ref.code, actor=people["SXD.appraiser"], now=t.NOW):
        api.give_opinion(opinion_id=o.opinion_id, stance="agree", text="", actor=people[f"{o.unit_code}.appraiser"], now=t.NOW)
    with pytest.raises(contracts.UnitUnresolved):
        api.propose_result(code=ref.code, decision="granted", actor=people["SXD.appraiser"], now=t.NOW)

"""Procedures of very different shape, from submission to the end, under their carried definitions: no line of code knows any of them."""

from datetime import timedelta

import pytest

from motcua.foundation.identity.testing import make_officer
from motcua.kernel.actors import Role
from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import DossierStatus, Outcome, PaperGiven, Stance
from motcua.platform.casework.rules import definitions
from motcua.platform.casework.rules.context import of_answers

COPIES, HOUSE, BUSINESS, AID, COMPLAINT = "2.000815", "1.013225", "1.001612", "1.001776", "2.002409"
HOUR = timedelta(hours=1)
BUILD = {"exemption": "none", "land_use": "residential", "disputed": False, "floors": 3, "basements": 0, "shares_wall": False}
AGED = {"group": "elderly", "age": 82, "has_pension": False, "poor_household": False, "for_whom": "self"}


def hand_in(town, code, **answers):
    """A dossier with the papers that its answers ask for, its fee paid."""
    known = of_answers(answers, party_kind=1, channel=2, papers=0)
    needed = [p.key for p in definitions.papers_due(api.procedure(code=code).definition, known)]
    with t.form_is(t.frozen(town.citizen, *needed, data={"phone": "0100900012", **answers})) as form:
        key = str(form.draft_id)
        ref = api.submit(draft_id=form.draft_id, procedure_code=code, unit_code=t.UNIT, idempotency_key=key, actor=town.citizen, now=t.NOW)
    if ref.payment_id:
        t.pay(ref)
    return ref


def do(act, ref, actor, *, at=HOUR, **more):
    return act(code=ref.code, actor=actor, now=t.NOW + at, **more)


def report(actor):
    return (PaperGiven(requirement="bien-ban-kiem-tra", file_id=t.stored(actor, name="bien-ban.pdf").uuid),)


def fee_of(ref, town):
    return api.dossier(code=ref.code, actor=town.reception).fee_amount


def test_copies_are_certified_on_the_same_day_for_what_the_pages_cost(town):
    ref = hand_in(town, COPIES, pages=5, copies=2, exemption="none", consular=False)
    assert fee_of(ref, town) == 14000
    do(api.receive, ref, town.reception)
    do(api.forward, ref, town.reception, note="Đúng với bản chính")
    due = do(api.sign_result, ref, town.leader, decision=Outcome.GRANTED).due_at
    assert do(api.hand_back, ref, town.reception).status is DossierStatus.HANDED_BACK
    assert due.date() == t.NOW.date()


def test_a_house_waits_for_the_inspection_and_for_two_departments(town):
    ref = hand_in(town, HOUSE, **BUILD)
    assert fee_of(ref, town) == 37500
    do(api.receive, ref, town.reception)
    do(api.forward, ref, town.reception)
    with pytest.raises(contracts.GuardClosed):
        do(api.forward, ref, town.appraiser, papers=report(town.appraiser))
    for unit, stance in (("SXD", Stance.AGREE), ("SNNMT", Stance.CONDITIONAL)):
        asked = make_officer(Role.APPRAISER, unit_code=unit)
        (opinion,) = [o for o in api.opinions(code=ref.code, actor=asked, now=t.NOW + HOUR) if o.unit_code == unit]
        api.give_opinion(opinion_id=opinion.opinion_id, stance=stance, text="Phù hợp quy hoạch", actor=asked, now=t.NOW + HOUR)
    with pytest.raises(contracts.RequirementMissing):
        do(api.forward, ref, town.appraiser)
    assert do(api.forward, ref, town.appraiser, papers=report(town.appraiser)).step == "appraisal"
    do(api.propose_result, ref, town.appraiser, decision=Outcome.GRANTED, note="Đủ điều kiện")
    assert do(api.sign_result, ref, town.leader, decision=Outcome.GRANTED).status is DossierStatus.RESOLVED


def test_a_house_on_other_land_is_refused_before_it_is_a_dossier(town):
    with pytest.raises(contracts.NotEligible) as refused:
        hand_in(town, HOUSE, **{**BUILD, "land_use": "other", "disputed": True})
    assert "đất ở" in refused.value.sentence("vi")


def test_a_business_waits_for_its_tax_code(town):
    ref = hand_in(town, BUSINESS, owns_other=False, barred=False, by_household=False, place_right="own")
    do(api.receive, ref, town.reception)
    do(api.forward, ref, town.appraiser)
    with pytest.raises(contracts.GuardClosed):
        do(api.propose_result, ref, town.appraiser, decision=Outcome.GRANTED, note="Hợp lệ")
    tax = make_officer(Role.APPRAISER, unit_code="TTHCC")
    (opinion,) = api.opinions(code=ref.code, actor=tax, now=t.NOW + HOUR)
    api.give_opinion(opinion_id=opinion.opinion_id, stance=Stance.AGREE, text="Mã số thuế 031204005678", actor=tax, now=t.NOW + HOUR)
    do(api.propose_result, ref, town.appraiser, decision=Outcome.GRANTED, note="Hợp lệ")
    assert do(api.sign_result, ref, town.leader, decision=Outcome.GRANTED).status is DossierStatus.RESOLVED


def test_aid_is_refused_and_the_person_appeals(town):
    ref = hand_in(town, AID, **AGED)
    assert ref.payment_id is None
    do(api.receive, ref, town.reception)
    do(api.forward, ref, town.reception)
    do(api.forward, ref, town.appraiser, note="Có người nuôi dưỡng", papers=report(town.appraiser))
    do(api.propose_result, ref, town.appraiser, decision=Outcome.DENIED, note="Không thuộc đối tượng")
    do(api.sign_result, ref, town.leader, decision=Outcome.DENIED, note="Không thuộc đối tượng")
    made = do(api.appeal, ref, town.citizen, text="Con tôi không còn ở cùng nhà")
    complaint = api.dossier(code=made.code, actor=town.reception)
    assert (complaint.procedure_code, complaint.step) == (COMPLAINT, "intake")
    do(api.receive, made, town.reception)
    assert do(api.forward, made, town.leader).step == "examination"

"""The carried definitions: what they ask for, what they cost, whom they refuse, and that each can be walked to its end."""

import pytest

from motcua.platform.casework.adapters import carried, world
from motcua.platform.casework.contracts import ActionNotPossible, DossierStatus, Verb
from motcua.platform.casework.contracts.lifecycle import TrialMove
from motcua.platform.casework.rules import definitions
from motcua.platform.casework.rules.context import of_answers
from motcua.platform.casework.rules.lint import errors, lint
from motcua.platform.casework.rules.trying import try_out
from motcua.platform.casework.testing import NOW
from motcua.platform.eforms import api as eforms

COPIES, HOUSE, BUSINESS, AID, COMPLAINT = "2.000815", "1.013225", "1.001612", "1.001776", "2.002409"
BY_CODE = {d["procedure"]: d for d in carried.definition_documents()}


def built(code):
    return definitions.build(BY_CODE[code], version=1)


def facts(channel=2, **answers):
    return of_answers(answers, party_kind=1, channel=channel, papers=0)


def fee(code, channel=2, **answers):
    return sum(f.amount for f in definitions.fees_due(built(code), facts(channel, **answers)))


def test_seven_procedures_run_by_definitions_of_their_own_and_appeals_lead_somewhere():
    assert {COPIES, HOUSE, BUSINESS, AID, COMPLAINT} < set(BY_CODE)
    assert {d["appeal_procedure"] for d in BY_CODE.values() if "appeal_procedure" in d} == {COMPLAINT}


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_form_and_definition_fit_each_other(code):
    around = world.forms()
    found = lint(BY_CODE[code], world=_world(around))
    assert errors(found) == ()
    assert [f for f in eforms.lint_form(document=world.form_documents()[BY_CODE[code]["form"]]) if f.severity == "error"] == []


def _world(forms):
    from motcua.platform.casework.rules.lint import World

    return World(on=NOW.date(), forms=forms, procedures=frozenset(BY_CODE), units=frozenset({"SXD", "SNNMT", "TTHCC"}))


@pytest.mark.parametrize(("pages", "copies", "exemption", "amount"), [
    (1, 1, "none", 2000), (2, 3, "none", 12000), (5, 1, "none", 7000), (500, 2, "none", 400000), (5, 9, "poor", 0),
])  # fmt: skip
def test_the_fee_of_copies_follows_pages_and_exemptions(pages, copies, exemption, amount):
    assert fee(COPIES, pages=pages, copies=copies, exemption=exemption) == amount


@pytest.mark.parametrize(("code", "channel", "answers", "amount"), [
    (HOUSE, 1, {"exemption": "none"}, 75000), (HOUSE, 2, {"exemption": "none"}, 37500), (HOUSE, 1, {"exemption": "disaster"}, 0),
    (BUSINESS, 2, {}, 50000), (BUSINESS, 3, {}, 100000), (AID, 1, {}, 0),
])  # fmt: skip
def test_fees_follow_the_channel(code, channel, answers, amount):
    assert fee(code, channel, **answers) == amount


@pytest.mark.parametrize(("code", "answers", "papers"), [
    (HOUSE, {"floors": 3, "basements": 0, "shares_wall": False}, {"giay-to-dat", "ban-ve-thiet-ke"}),
    (HOUSE, {"floors": 8, "basements": 1, "shares_wall": True},
     {"giay-to-dat", "ban-ve-thiet-ke", "bao-cao-tham-tra", "tham-duyet-pccc", "cam-ket-lien-ke"}),
    (AID, {"group": "disabled", "for_whom": "other"}, {"giay-xac-nhan-khuyet-tat", "giay-to-giam-ho"}),
    ("1.001193", {"parents": "both", "relation": "mother"}, {"giay-chung-sinh"}),
    ("1.001193", {"parents": "none", "relation": "authorised"}, {"bien-ban-bo-roi", "van-ban-uy-quyen"}),
    ("1.001193", {}, {"giay-chung-sinh"}),
    ("2.000986", {"parents": "both", "residence_with": "father"}, {"giay-chung-sinh"}),
    ("2.000986", {"parents": "both", "residence_with": "other"}, {"giay-chung-sinh", "van-ban-dong-y-thuong-tru"}),
    ("2.000986", {"parents": "mother_only", "residence_with_mother": "other"}, {"giay-chung-sinh", "van-ban-dong-y-thuong-tru"}),
    ("2.000986", {"parents": "none"}, {"bien-ban-bo-roi"}),
])  # fmt: skip
def test_papers_follow_the_case(code, answers, papers):
    assert {p.key for p in definitions.papers_due(built(code), facts(**answers))} == papers


@pytest.mark.parametrize(("code", "answers", "refusals"), [
    (AID, {"group": "elderly", "age": 81, "has_pension": False, "poor_household": False}, 0),
    (AID, {"group": "elderly", "age": 77, "has_pension": False, "poor_household": False}, 1),
    (AID, {"group": "elderly", "age": 77, "has_pension": False, "poor_household": True}, 0),
    (AID, {"group": "elderly", "age": 90, "has_pension": True, "poor_household": True}, 1), (AID, {"group": "none"}, 1),
    (HOUSE, {"land_use": "other", "disputed": True}, 2), (HOUSE, {"land_use": "residential", "disputed": False}, 0),
    (BUSINESS, {"owns_other": True, "barred": True, "by_household": False}, 2),
    (BUSINESS, {"owns_other": False, "barred": False, "by_household": True, "members": []}, 1),
    (COPIES, {"consular": True}, 1), (COMPLAINT, {"in_time": False, "court": False}, 1), (COMPLAINT, {"in_time": True, "court": False}, 0),
])  # fmt: skip
def test_eligibility_refuses_with_reasons_in_both_languages(code, answers, refusals):
    said = definitions.verdict(built(code), facts(**answers))
    assert said.eligible is (refusals == 0)
    assert (len(said.reasons_vi), len(said.reasons_en)) == (refusals, refusals)


def walk(code, *, opinions=2, **answers):
    """To the end along the first open way on, paying and answering what is asked."""
    moves = [TrialMove(pay=10**7)]
    for _ in range(20):
        last = try_out(document=BY_CODE[code], moves=moves, answers=answers)[-1]
        if last.ended:
            return last
        moves += [TrialMove(opinion="agreed")] * last.opinions_open
        moves.append(TrialMove(verb=last.ways[0].verb, to_step=last.ways[0].to_step))
    return last


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_every_carried_definition_can_be_walked_to_the_hand_back(code):
    assert walk(code, pages=1, copies=1).status is DossierStatus.HANDED_BACK


def test_a_trial_says_why_a_way_is_closed_and_refuses_it():
    moves = [TrialMove(pay=10**6), TrialMove(verb=Verb.RECEIVE), TrialMove(verb=Verb.FORWARD)]
    asked = try_out(document=BY_CODE[HOUSE], moves=moves)[-1]
    assert (asked.step, asked.opinions_open, asked.ways[0].open) == ("inspection", 2, False)
    assert asked.ways[0].reason_en
    with pytest.raises(ActionNotPossible):
        try_out(document=BY_CODE[HOUSE], moves=[*moves, TrialMove(opinion="agreed"), TrialMove(verb=Verb.FORWARD)])
    done = try_out(document=BY_CODE[HOUSE], moves=[*moves, *[TrialMove(opinion="disagreed")] * 2, TrialMove(verb=Verb.FORWARD)])[-1]
    assert done.step == "appraisal"


def test_a_trial_waits_for_money():
    unpaid = try_out(document=BY_CODE[HOUSE], moves=[])[0]
    assert (unpaid.fee_due, [w.open for w in unpaid.ways if w.verb is Verb.RECEIVE]) == (37500, [False])

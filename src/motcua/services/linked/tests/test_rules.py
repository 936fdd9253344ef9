"""What steps send and what answers mean, without anything around."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.services.linked import rules
from motcua.services.linked.adapters import declared
from motcua.services.linked.contracts import Asked, ChainState, Ended, Said
from motcua.services.linked.testing import LINKED, answers

STEPS = tuple(sorted(rules.KINDS))
json_values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(["register_no", "personal_number", "card_number", "valid_until", "order_id", "residence_no", "unit_code", "vi", "x"]), v, max_size=4), max_leaves=8)


@given(step=st.sampled_from(STEPS), status=st.integers(100, 599), content=json_values)
def test_whatever_an_agency_says_means_something(step, status, content):
    said = rules.said(step, status=status, content=content)
    assert (said.ended is Ended.DONE) == bool(said.facts and all(said.facts.values()))
    if said.ended is Ended.DONE:
        assert 200 <= status < 300
    else:
        assert said.reason_vi
        assert said.reason_en


@given(tries=st.integers(1, 40))
def test_pauses_grow_and_stay_below_an_hour(tries):
    assert rules.pause_after(tries) <= rules.pause_after(tries + 1)
    assert rules.pause_after(tries).total_seconds() <= 3600


@given(tries=st.integers(0, 200), ended=st.sampled_from(list(Ended)))
def test_given_up_stays_given_up(tries, ended):
    assert not rules.is_given_up(ended=ended, tries=tries) or rules.is_given_up(ended=ended, tries=tries + 1)


@pytest.mark.parametrize(("status", "ended"), [
    (500, Ended.SILENT), (503, Ended.SILENT), (429, Ended.SILENT), (302, Ended.REFUSED), (404, Ended.REFUSED), (409, Ended.REFUSED),
    (422, Ended.REFUSED),
])  # fmt: skip
def test_what_a_status_means(status, ended):
    assert rules.said("birth", status=status, content={"vi": "lý do", "en": "reason"}).ended is ended


def test_a_number_that_is_none_is_not_taken():
    assert rules.said("number", status=200, content={"personal_number": "31"}).ended is Ended.SILENT


FATHER, HOST = "031080900001", "031055900001"
BOTH = {"parents": "both", "residence_with_mother": "", "father_number": FATHER}


@pytest.mark.parametrize(("changes", "number"), [
    ({}, "mother_number"),
    ({**BOTH, "residence_with": "mother", "relation": "father"}, "mother_number"),
    ({**BOTH, "residence_with": "father"}, "father_number"),
    ({**BOTH, "residence_with": "other", "residence_number": HOST}, "residence_number"),
    ({"residence_with_mother": "other", "residence_number": HOST}, "residence_number"),
    ({"parents": "none", "residence_with_mother": "", "residence_number": HOST}, "residence_number"),
])  # fmt: skip
def test_the_child_lives_with_whom_the_family_named_whoever_applied(changes, number):
    told = answers(**changes)
    asked = rules.asked("residence", code="c", unit="u", answers=told, facts={"child_number": "031326990001"})
    assert asked.body["with_number"] == told[number]


@given(relation=st.sampled_from(["mother", "father", "relative", "authorised"]), parents=st.sampled_from(["both", "mother_only", "none"]))
def test_nobody_is_guessed(relation, parents):
    told = answers(relation=relation, parents=parents, residence_with_mother="", father_number=FATHER)
    refused = rules.asked("residence", code="c", unit="u", answers=told, facts={"child_number": "1"})
    assert isinstance(refused, Said)
    assert refused.ended is Ended.REFUSED
    named = rules.asked("residence", code="c", unit="u", answers=told, facts={"child_number": "1", "residence_with": HOST})
    assert named.body["with_number"] == HOST


def test_every_order_carries_the_dossier_code():
    facts = {"child_number": "031326990001"}
    for step in STEPS:
        asked = rules.asked(step, code="H24-1", unit="11329", answers=answers(), facts=facts)
        assert isinstance(asked, Asked)
        assert "H24-1" in (asked.path + str(asked.body))


@pytest.mark.parametrize("lacking", ["applicant_number", "child_name", "child_born", "child_sex"])
def test_what_a_dossier_must_have(lacking):
    assert rules.lacking(answers(**{lacking: ""}))
    assert rules.lacking(answers()) is None


def test_the_declared_procedure_and_the_machine():
    assert [s.key for s in declared.chains()[LINKED].steps] == ["birth", "number", "residence", "card_order", "card"]
    assert rules.MACHINE.run(["park", "resume", "finish"]) is ChainState.DONE

"""Other units are asked in parallel, each on its own clock; the guard waits for all of them."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from motcua.foundation.files import api as files
from motcua.foundation.identity.testing import make_officer
from motcua.kernel.actors import SYSTEM, Role, Scope
from motcua.kernel.errors import Forbidden
from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions import counting
from motcua.platform.casework.contracts import OpinionAsk, OpinionState, Outcome, Stance
from motcua.platform.casework.models import Dossier, Paper
from motcua.platform.casework.queries import loading, views
from motcua.platform.casework.tests import crossing as x

DAY = timedelta(days=1)


@pytest.fixture
def held(town):
    x.publish()
    return x.at_department(town), x.officers()


def of(ref, actor, now=t.NOW):
    return {o.unit_code: o for o in api.opinions(code=ref.code, actor=actor, now=now)}


def give(ref, people, unit, stance=Stance.AGREE, *, now=t.NOW, text="Đồng ý", **more):
    actor = people[f"{unit}.appraiser"]
    return api.give_opinion(opinion_id=of(ref, actor)[unit].opinion_id, stance=stance, text=text, actor=actor, now=now, **more)


def propose(ref, people, **more):
    given = {"decision": Outcome.GRANTED, "note": "Đủ điều kiện", "actor": people["SXD.appraiser"], "now": t.NOW}
    return api.propose_result(code=ref.code, **{**given, **more})


def test_the_step_goes_to_its_unit_and_asks_on_entry(town, held):
    ref, people = held
    dossier = api.dossier(code=ref.code, actor=people["SXD.appraiser"])
    assert (dossier.handler_code, dossier.unit_code, dossier.intake_code) == ("SXD", t.UNIT, t.UNIT)
    assert {o.unit_code: o.key for o in dossier.opinions} == {"SNNMT": "land", "STC": "money"}
    assert dossier.step_due_at < dossier.due_at
    with pytest.raises(Forbidden):
        api.propose_result(code=ref.code, decision=Outcome.GRANTED, actor=town.appraiser, now=t.NOW)


def test_the_guard_waits_for_every_opinion_and_says_so(town, held):
    ref, people = held
    give(ref, people, "SNNMT")
    (button,) = [a for a in api.available_actions(code=ref.code, actor=people["SXD.appraiser"], now=t.NOW) if a.verb == "propose_result"]
    assert (button.enabled, button.reason_en) == (False, "Opinions are missing.")
    with pytest.raises(contracts.GuardClosed):
        propose(ref, people)
    give(ref, people, "STC", Stance.CONDITIONAL, text="Nếu nộp đủ tiền")
    assert propose(ref, people).step == "signing"


def test_a_recalled_question_is_waited_for_no_more(town, held):
    ref, people = held
    give(ref, people, "SNNMT")
    asked = of(ref, people["SXD.appraiser"])["STC"]
    with pytest.raises(Forbidden):
        api.recall_opinion(opinion_id=asked.opinion_id, reason="không cần nữa", actor=people["STC.appraiser"], now=t.NOW)
    with pytest.raises(contracts.OpinionUnknown):  # nothing of the dossier is told to whoever may not know it
        api.recall_opinion(opinion_id=asked.opinion_id, reason="không cần nữa", actor=make_officer(unit_code="11308", code="else"), now=t.NOW)
    api.recall_opinion(opinion_id=asked.opinion_id, reason="không cần nữa", actor=people["SXD.appraiser"], now=t.NOW)
    assert propose(ref, people).step == "signing"
    with pytest.raises(contracts.DossierUnknown):  # who is asked no more sees it no more
        api.dossier(code=ref.code, actor=people["STC.appraiser"])


def test_late_is_by_date_and_counts_all_the_same(town, held):
    ref, people = held
    due = of(ref, people["SNNMT.appraiser"])["SNNMT"].due_at
    give(ref, people, "SNNMT", now=due + 5 * DAY)
    give(ref, people, "STC", now=due)
    states = {u: o.state for u, o in of(ref, people["SXD.appraiser"]).items()}
    assert states == {"SNNMT": OpinionState.GIVEN_LATE, "STC": OpinionState.GIVEN}


def test_an_answer_is_given_once_and_the_same_click_is_harmless(town, held):
    ref, people = held
    first = give(ref, people, "SNNMT", idempotency_key="k")
    assert give(ref, people, "SNNMT", idempotency_key="k") == first
    with pytest.raises(contracts.OpinionClosed):
        give(ref, people, "SNNMT", Stance.DISAGREE, text="Nghĩ lại")


def test_disagreeing_needs_words_and_files_stay_with_the_answer(town, held):
    ref, people = held
    with pytest.raises(contracts.ReasonMissing):
        give(ref, people, "SNNMT", Stance.DISAGREE, text=" ")
    give(ref, people, "SNNMT", Stance.DISAGREE, text="Không phù hợp quy hoạch", papers=[t.paper(people["SNNMT.appraiser"], "x")])
    (kept,) = of(ref, people["SXD.appraiser"])["SNNMT"].files
    assert api.paper_file(code=ref.code, paper_id=kept[0], actor=people["SXD.leader"])


def test_only_the_asked_unit_answers_and_the_owner_reads_nothing(town, held):
    ref, people = held
    asked = of(ref, people["SNNMT.appraiser"])["SNNMT"].opinion_id
    with pytest.raises(Forbidden):
        api.give_opinion(opinion_id=asked, stance=Stance.AGREE, text="", actor=people["STC.appraiser"], now=t.NOW)
    with pytest.raises(contracts.OpinionUnknown):
        api.give_opinion(opinion_id=asked, stance=Stance.AGREE, text="", actor=town.stranger, now=t.NOW)
    assert api.opinions(code=ref.code, actor=town.citizen, now=t.NOW) == ()
    assert not {"opinion_asked", "opinion_given"} & {i.kind for i in api.timeline(code=ref.code, actor=town.citizen)}


def test_the_inbox_of_opinions_counts_late_ones(town, held):
    ref, people = held
    page = api.opinion_inbox(actor=people["SNNMT.appraiser"], now=t.NOW + 30 * DAY)
    assert ([o.dossier_code for o in page.rows], page.counts) == ([ref.code], {"all": 1, "late": 1})
    assert api.opinion_inbox(actor=town.reception, now=t.NOW).rows == ()


def test_an_officer_asks_more_units_and_confidential_ones_stay_between_two(town, held):
    ref, people = held
    asks = [OpinionAsk("SYT", "Có ảnh hưởng y tế không?", 3, confidential=True)]
    api.ask_opinions(code=ref.code, asks=asks, actor=people["SXD.appraiser"], now=t.NOW)
    assert "SYT" in of(ref, people["SXD.leader"])
    assert "SYT" not in of(ref, people["STC.appraiser"])
    with pytest.raises(contracts.OpinionTwice):
        api.ask_opinions(code=ref.code, asks=asks, actor=people["SXD.appraiser"], now=t.NOW)
    for wrong in ("SXD", "XYZ"):
        with pytest.raises(contracts.UnitWrong):
            api.ask_opinions(code=ref.code, asks=[OpinionAsk(wrong, "Hỏi gì đó", 3)], actor=people["SXD.appraiser"], now=t.NOW)


def test_the_end_takes_open_questions_back(town, held):
    ref, people = held
    api.withdraw(code=ref.code, actor=town.citizen, now=t.NOW)
    assert {o.state for o in api.opinions(code=ref.code, actor=people["SXD.leader"], now=t.NOW)} == {OpinionState.RECALLED}


def test_coming_back_to_the_step_asks_anew(town, held):
    ref, people = held
    for unit in ("SNNMT", "STC"):
        give(ref, people, unit)
    propose(ref, people)
    api.send_back(code=ref.code, reason="Hỏi lại", actor=people["SXD.leader"], now=t.NOW)
    assert sum(o.state is OpinionState.OPEN for o in api.opinions(code=ref.code, actor=people["SXD.leader"], now=t.NOW)) == 2


def test_what_came_with_an_opinion_is_read_only_by_whoever_reads_the_opinion(town, held):
    ref, people = held
    asks = [OpinionAsk("SYT", "Hỏi kín", 3, confidential=True)]
    api.ask_opinions(code=ref.code, asks=asks, actor=people["SXD.appraiser"], now=t.NOW)
    people["SYT.appraiser"] = make_officer(Role.APPRAISER, unit_code="SYT")
    kept = files.put(content=t.PDF_BYTES, name="Ý kiến kín.pdf", purpose="test", actor=people["SYT.appraiser"], now=t.NOW)
    give(ref, people, "SYT", papers=[contracts.PaperGiven("", kept.uuid)])
    (paper,) = Paper.objects.filter(file_id=kept.uuid)
    for actor in (people["SXD.appraiser"], people["SYT.appraiser"]):
        assert api.paper_file(code=ref.code, paper_id=paper.pk, actor=actor) == kept.uuid
        assert paper.pk in {p.paper_id for p in api.dossier(code=ref.code, actor=actor).papers}
    for actor in (town.citizen, people["STC.appraiser"]):
        assert paper.pk not in {p.paper_id for p in api.dossier(code=ref.code, actor=actor).papers}
        with pytest.raises(contracts.DossierUnknown):
            api.paper_file(code=ref.code, paper_id=paper.pk, actor=actor)
    shown = api.dossier(code=ref.code, actor=SYSTEM)
    assert paper.pk in {p.paper_id for p in shown.papers}
    later = t.submit(town.citizen)
    assert paper.pk not in {p.paper_id for p in api.reusable_papers(code=later.code, actor=town.citizen, now=t.NOW)}
    with pytest.raises(contracts.PaperUnknown):
        api.reuse(code=later.code, requirement=t_key(later), paper_id=paper.pk, actor=town.citizen, now=t.NOW)


def t_key(ref):
    """Some paper that the procedure asks for."""
    return api.procedure(code=api.dossier(code=ref.code, actor=SYSTEM).procedure_code).definition.papers[0].key


def test_a_power_over_other_procedures_opens_no_confidential_opinion(town, held):
    ref, people = held
    asks = [OpinionAsk("SYT", "Hỏi kín", 3, confidential=True)]
    api.ask_opinions(code=ref.code, asks=asks, actor=people["SXD.appraiser"], now=t.NOW)
    lent = replace(people["SXD.leader"].positions[0], scope=Scope(procedures=frozenset({t.BIRTH})), delegation_id=uuid4())
    actor = replace(people["STC.appraiser"], positions=(*people["STC.appraiser"].positions, lent))
    assert "SYT" not in of(ref, actor)


def test_papers_of_opinions_are_none_of_the_owners_papers(town, held):
    ref, people = held
    kept = files.put(content=t.PDF_BYTES, name="Ý kiến.pdf", purpose="test", actor=people["SNNMT.appraiser"], now=t.NOW)
    give(ref, people, "SNNMT", papers=[contracts.PaperGiven("", kept.uuid)])
    assert "Ý kiến.pdf" not in {p.file_name for p in api.papers_of_mine(actor=town.citizen, now=t.NOW)}


def test_papers_of_opinions_count_for_nobody(town, held, monkeypatch):
    ref, people = held
    row = Dossier.objects.get(code=ref.code)
    told = []
    monkeypatch.setattr(counting, "publish", lambda _held, _fact, **counts: told.append(counts))

    def counted():
        counting.tell_papers(SimpleNamespace(row=row))
        return views.context(row, loading.state_of(row), now=t.NOW)["papers"]

    before = counted()
    kept = files.put(content=t.PDF_BYTES, name="Ý kiến.pdf", purpose="test", actor=people["SNNMT.appraiser"], now=t.NOW)
    give(ref, people, "SNNMT", papers=[contracts.PaperGiven("", kept.uuid)])
    assert (counted(), told[1]) == (before, told[0])

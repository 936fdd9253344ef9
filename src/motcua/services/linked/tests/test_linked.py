"""The chain: begun when granted, each step once, tried again, parked, helped on, ended."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from motcua.foundation.outbox.testing import recorded
from motcua.kernel.errors import Forbidden
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import DossierUnknown
from motcua.platform.messaging.testing import written
from motcua.services.linked import api, models
from motcua.services.linked.contracts import (
    ChainEnded,
    ChainUnknown,
    Ended,
    FactsMissing,
    FamilyNotAsked,
    NotParked,
    ReasonMissing,
    ResidentUnfit,
)
from motcua.services.linked.testing import granted
from motcua.services.linked.tests.conftest import CARD, CHILD

LATER = t.NOW + timedelta(hours=1)


def begun(town, **changes):
    ref = granted(town, **changes)
    assert api.begin(dossier_id=ref.uuid, now=t.NOW)
    return ref


def chain_of(ref, town):
    return api.of_dossier(code=ref.code, actor=town.reception)


def test_the_whole_way(town, agencies):
    ref = begun(town)
    assert not api.begin(dossier_id=ref.uuid, now=t.NOW)  # the event twice
    assert api.run_due(now=t.NOW) == 5
    found = chain_of(ref, town)
    assert (found.state, found.facts["child_number"], found.facts["card_number"]) == ("done", CHILD, CARD)
    assert all(s.done and s.message_id.startswith("VN-HP-") for s in found.steps)
    assert [step for step, _ in agencies.asked] == ["birth", "number", "residence", "card_order", "card"]
    assert {message["issue"] for _, message in agencies.asked} == {ref.code}
    names = [e.name for e in recorded() if e.name.startswith("linked.")]
    assert names == ["linked.step.done.v1"] * 5 + ["linked.chain.completed.v1"]
    assert len(written(template="linked.done", channel="inapp")) == 1
    assert api.run_due(now=LATER) == 0


def test_nothing_personal_is_told_to_other_rooms(town, agencies):
    begun(town)
    api.run_due(now=t.NOW)
    told = str([e.payload for e in recorded() if e.name.startswith("linked.")])
    assert CHILD not in told
    assert CARD not in told


def test_other_procedures_and_denied_dossiers_have_no_chain(town, agencies):
    ref = granted(town, code=t.BIRTH)
    assert not api.begin(dossier_id=ref.uuid, now=t.NOW)
    with pytest.raises(ChainUnknown):
        chain_of(ref, town)


def test_a_silent_exchange_is_asked_again_and_nothing_is_done_twice(town, agencies):
    ref, agencies.down = begun(town), 2
    assert [api.run_due(now=t.NOW + timedelta(seconds=s)) for s in (0, 1, 5, 6, 15)] == [0, 0, 0, 0, 5]
    assert [a.ended for a in models.Attempt.objects.filter(step="birth").order_by("id")] == ["silent", "silent", "done"]
    assert chain_of(ref, town).state == "done"


def test_after_hours_of_silence_an_officer_is_asked_and_may_let_it_try_again(town, agencies):
    ref, agencies.down = begun(town), 12
    for n in range(12):
        api.run_due(now=t.NOW + timedelta(hours=n))
    found = chain_of(ref, town)
    assert (found.state, found.current.key, found.current.tries) == ("parked", "birth", 12)
    assert found.problem_vi.startswith("Trục liên thông")
    assert api.run_due(now=t.NOW + timedelta(days=9)) == 0
    api.retry(code=ref.code, actor=town.reception, now=LATER)
    assert api.run_due(now=LATER) == 5


def test_what_an_agency_is_working_on_is_asked_for_again(town, agencies):
    ref = begun(town)
    agencies.say["card"] = [(200, {"state": "accepted"})] * 2
    assert api.run_due(now=t.NOW) == 4
    assert chain_of(ref, town).current.ended is Ended.WAITS
    assert api.run_due(now=t.NOW + timedelta(seconds=5)) == 0
    assert api.run_due(now=t.NOW + timedelta(seconds=15)) == 1


def test_a_refusal_waits_for_an_officer_who_does_it_by_hand(town, agencies):
    ref = begun(town)
    agencies.say["card_order"] = [(422, {"vi": "trẻ đã có thẻ", "en": "the child has a card"})]
    api.run_due(now=t.NOW)
    found = chain_of(ref, town)
    assert (found.state, found.problem_vi, found.problem_en) == ("parked", "trẻ đã có thẻ", "the child has a card")
    agencies.say["card"] = [(404, {})]
    api.take_over(code=ref.code, facts={"order_id": "B-77"}, note="gọi BHXH, chị Mai xác nhận", actor=town.appraiser, now=LATER)
    api.run_due(now=LATER)
    for wrong in ("", "12 34", "TE1"):
        with pytest.raises(FactsMissing):
            api.take_over(code=ref.code, facts={"card_number": wrong}, note="x", actor=town.reception, now=LATER)
    api.take_over(code=ref.code, facts={"card_number": CARD}, note="BHXH gửi công văn", actor=town.reception, now=LATER)
    assert chain_of(ref, town).state == "done"
    by_hand = [e.payload for e in recorded("linked.step.done.v1") if e.payload["by_hand"]]
    assert [(p["step"], p["message_id"]) for p in by_hand] == [("card_order", ""), ("card", "")]


def test_who_may(town, agencies):
    ref = begun(town, applicant_number="")
    api.run_due(now=t.NOW)
    assert chain_of(ref, town).state == "parked"
    assert agencies.asked == []
    with pytest.raises(DossierUnknown):
        api.retry(code=ref.code, actor=town.stranger, now=LATER)
    for who in (town.citizen, town.operator):
        with pytest.raises(Forbidden):
            api.retry(code=ref.code, actor=who, now=LATER)
    assert api.open_chains(actor=town.stranger) == ()
    assert [c.dossier_code for c in api.open_chains(actor=town.leader)] == [ref.code]
    assert api.of_dossier(code=ref.code, actor=town.operator).facts == {}


def test_only_what_waits_is_helped_on(town, agencies):
    ref = begun(town)
    with pytest.raises(NotParked):
        api.retry(code=ref.code, actor=town.reception, now=LATER)


def test_the_family_is_asked_when_the_form_did_not(town, agencies):
    ref = begun(town, residence_with_mother="")
    api.run_due(now=t.NOW)
    found = chain_of(ref, town)
    assert (found.state, found.step) == ("parked", "residence")
    assert "residence" not in [step for step, _ in agencies.asked]
    for number, note in (("12", "mẹ"), ("031191900000", " "), ("", "mẹ")):
        with pytest.raises(ResidentUnfit):
            api.settle_residence(code=ref.code, number=number, note=note, actor=town.reception, now=LATER)
    with pytest.raises(DossierUnknown):
        api.settle_residence(code=ref.code, number="031191900000", note="mẹ", actor=town.stranger, now=LATER)
    api.settle_residence(code=ref.code, number="031 191 900000", note="mẹ trả lời qua điện thoại", actor=town.reception, now=LATER)
    assert api.run_due(now=LATER) == 3
    sent = next(message for step, message in agencies.asked if step == "residence")
    assert json.loads(sent["body"])["with_number"] == "031191900000"


def test_the_applicant_is_asked_once_and_her_answer_lets_the_chain_go_on(town, agencies):
    ref = begun(town, residence_with_mother="")
    api.run_due(now=t.NOW)
    assert len(written(template="linked.ask_residence", channel="inapp")) == 1
    assert [api.ask_parked(now=LATER) for _ in range(2)] == [1, 1]
    assert len(written(template="linked.ask_residence", channel="inapp")) == 1
    mother = api.residence_choices(code=ref.code, actor=town.citizen)["mother"]
    for who in ("father", "other", ""):
        with pytest.raises(ResidentUnfit):
            api.answer_residence(code=ref.code, who=who, actor=town.citizen, now=LATER)
    with pytest.raises(Forbidden):
        api.answer_residence(code=ref.code, who="mother", actor=town.reception, now=LATER)
    api.answer_residence(code=ref.code, who="mother", actor=town.citizen, now=LATER)
    assert api.run_due(now=LATER) == 3
    sent = next(message for step, message in agencies.asked if step == "residence")
    assert json.loads(sent["body"])["with_number"] == mother
    with pytest.raises(FamilyNotAsked):
        api.answer_residence(code=ref.code, who="mother", actor=town.citizen, now=LATER)


def test_a_chain_parked_before_anybody_was_asked_is_asked_about_later(town, agencies):
    ref = begun(town, residence_with_mother="")
    models.Chain.objects.update(state="parked", step="residence", next_try_at=None)
    assert written(template="linked.ask_residence", channel="inapp") == []
    assert api.ask_parked(now=LATER) == 1
    assert len(written(template="linked.ask_residence", channel="inapp")) == 1
    models.Chain.objects.filter(dossier_code=ref.code).update(step="card")
    assert api.ask_parked(now=LATER) == 0


def test_the_family_is_asked_for_the_residence_alone(town, agencies):
    ref = begun(town)
    agencies.say["card"] = [(404, {})]
    api.run_due(now=t.NOW)
    with pytest.raises(FamilyNotAsked):
        api.settle_residence(code=ref.code, number="031191900000", note="mẹ", actor=town.reception, now=LATER)


@pytest.mark.parametrize("state", ["running", "parked"])
def test_a_stopped_chain_takes_no_step_and_its_owner_reads_why(town, agencies, state):
    ref = begun(town)
    agencies.say["card"] = [(404, {}) if state == "parked" else (200, {})]
    api.run_due(now=t.NOW)
    assert chain_of(ref, town).state == state
    with pytest.raises(ReasonMissing):
        api.stop(code=ref.code, note="  ", actor=town.reception, now=LATER)
    with pytest.raises(DossierUnknown):
        api.stop(code=ref.code, note="x", actor=town.stranger, now=LATER)
    api.stop(code=ref.code, note="Gia đình xin rút", actor=town.leader, now=LATER)
    assert api.run_due(now=LATER) == 0
    found = api.of_dossier(code=ref.code, actor=town.citizen)
    assert (found.state, found.problem_vi) == ("cancelled", "Gia đình xin rút")
    assert len(written(template="linked.stopped", channel="inapp")) == 1
    with pytest.raises(ChainEnded):
        api.stop(code=ref.code, note="lại", actor=town.leader, now=LATER)


def test_a_revoked_result_stops_the_chain(town, agencies):
    ref = begun(town)
    agencies.say["number"] = [(200, {})]
    api.run_due(now=t.NOW)
    assert api.cancel(dossier_id=ref.uuid, now=t.NOW)
    assert not api.cancel(dossier_id=ref.uuid, now=t.NOW)
    assert api.run_due(now=LATER) == 0
    assert chain_of(ref, town).state == "cancelled"


def test_somebody_faster_wins_and_the_late_answer_changes_nothing(town, agencies, monkeypatch):
    ref = begun(town)
    sent = agencies.__call__

    def late(**message):
        api.cancel(dossier_id=ref.uuid, now=t.NOW)
        return sent(**message)

    monkeypatch.setattr("motcua.platform.exchange.adapters.gateway.send", lambda **m: _answer(late, m))
    assert api.run_due(now=t.NOW) == 0
    assert chain_of(ref, town).state == "cancelled"
    assert models.Attempt.objects.count() == 0


def _answer(late, message):
    from motcua.platform.exchange.contracts import ExchangeResponse

    status, content = late(**message)
    return ExchangeResponse(status, content, message["message_id"], "r", 1)


def test_the_childs_numbers_are_not_in_the_database_in_the_clear(town, agencies):
    begun(town)
    api.run_due(now=t.NOW)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT facts FROM linked_chain")
        assert CHILD not in cursor.fetchone()[0]

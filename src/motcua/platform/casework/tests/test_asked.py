"""Ratings, one-time codes of the public look-up, and what a draft keeps of who files for whom."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import Forbidden, NotFound
from motcua.kernel.ids import uuid7
from motcua.kit.fields import blind_index
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions.lookup_codes import MOST_A_NUMBER, MOST_AN_ADDRESS, TRIES, LookupNumberWrong, plain_digits
from motcua.platform.casework.contracts import ActionNotPossible, Channel, EventKind, Outcome, Principal
from motcua.platform.casework.contracts.asked import LookupCodesResting, LookupCodeWrong, RatingTwice, ScoreWrong
from motcua.platform.casework.models import Dossier, DossierEvent, LookupCode, Rating
from motcua.platform.messaging.testing import written

HOME = "203.0.113.9"


def handed_back(town):
    ref = t.submit(town.citizen)
    api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    api.forward(code=ref.code, to_step="appraisal", note="", actor=town.reception, now=t.NOW)
    api.propose_result(code=ref.code, decision=Outcome.GRANTED, note="Đủ điều kiện", actor=town.appraiser, now=t.NOW)
    api.sign_result(code=ref.code, decision=Outcome.GRANTED, actor=town.leader, now=t.NOW)
    api.hand_back(code=ref.code, actor=town.reception, now=t.NOW)
    return ref.code


def test_a_rating_is_kept_once_and_its_words_stay_out_of_history(town):
    code = handed_back(town)
    api.rate(code=code, score=4, text="Nhanh, lịch sự", actor=town.citizen, now=t.NOW, idempotency_key="a")
    api.rate(code=code, score=4, text="Nhanh, lịch sự", actor=town.citizen, now=t.NOW, idempotency_key="a")
    with pytest.raises(RatingTwice):
        api.rate(code=code, score=1, actor=town.citizen, now=t.NOW)
    assert (api.rating_of(code=code, actor=town.citizen).score, api.rating_of(code=code, actor=town.reception).text) == (4, "Nhanh, lịch sự")
    told = DossierEvent.objects.get(kind=EventKind.RATED)
    assert told.details == {"score": 4}
    assert told.note == ""


def test_only_the_owner_rates_and_only_what_is_done(town):
    code = handed_back(town)
    with pytest.raises(Forbidden):
        api.rate(code=code, score=5, actor=town.reception, now=t.NOW)
    with pytest.raises(NotFound):
        api.rate(code=code, score=5, actor=town.other_citizen, now=t.NOW)
    with pytest.raises(ActionNotPossible):
        api.rate(code=t.submit(town.citizen).code, score=5, actor=town.citizen, now=t.NOW)


@pytest.mark.parametrize("score", [-1, 0, 6, 500])
def test_a_score_outside_the_scale_is_refused(town, score):
    with pytest.raises(ScoreWrong):
        api.rate(code=handed_back(town), score=score, actor=town.citizen, now=t.NOW)
    assert not Rating.objects.filter(score__isnull=False).exists()


def test_the_owner_is_asked_a_day_later_once_and_not_when_she_rated(town):
    code, rated = handed_back(town), handed_back(town)
    api.rate(code=rated, score=5, actor=town.citizen, now=t.NOW)
    assert api.ask_for_ratings(now=t.NOW + timedelta(hours=23)) == 0
    assert api.ask_for_ratings(now=t.NOW + timedelta(hours=24)) == 1
    assert api.ask_for_ratings(now=t.NOW + timedelta(hours=25)) == 0
    assert {code} == {m.link.split("/")[2] for m in written(template="casework.rating_asked")}
    assert api.rating_of(code=code, actor=town.citizen) is None


def sent_code():
    """The code of the last message to a telephone; empty when nobody got one."""
    told = written(template="messaging.to_phone")
    return re.search(r"\d{6}", told[-1].body_vi).group() if told else ""


def numbers(town):
    party = api.dossier(code=t.submit(town.citizen).code, actor=SYSTEM).party
    api.index_phones()
    return party


def ask(number, *, address=HOME, now=t.NOW):
    return api.ask_lookup_code(number=number, address=address, now=now)


@pytest.mark.parametrize("by", ["number", "phone"])
def test_a_code_opens_the_list_once(town, by):
    party = numbers(town)
    asked = ask(getattr(party, by) if by == "number" else party.phone)
    found = api.confirm_lookup_code(ask_id=asked, code=sent_code(), now=t.NOW)
    assert [d.procedure_code for d in found] == [t.BIRTH]
    assert party.name not in str(found)
    with pytest.raises(LookupCodeWrong):
        api.confirm_lookup_code(ask_id=asked, code=sent_code(), now=t.NOW)


def test_known_and_unknown_numbers_cannot_be_told_apart(town):
    party = numbers(town)
    known, unknown = ask(party.number), ask("031199999999")
    rows = LookupCode.objects.in_bulk([known, unknown], field_name="uuid")
    assert all(row.code_hash and row.subject_index for row in rows.values())
    told = []
    for asked in (known, unknown, uuid7()):
        with pytest.raises(LookupCodeWrong) as refused:
            api.confirm_lookup_code(ask_id=asked, code="000000" if sent_code() != "000000" else "000001", now=t.NOW)
        told.append(refused.value.as_dict())
    assert told[0] == told[1] == told[2]


@pytest.mark.parametrize("number", ["031199999999", "0999999999", "known"])
def test_a_number_rests_after_three_codes_whether_it_is_known_or_not(town, number):
    number = numbers(town).number if number == "known" else number
    for _ in range(MOST_A_NUMBER):
        ask(number)
    with pytest.raises(LookupCodesResting):
        ask(number)
    assert ask(number, now=t.NOW + timedelta(hours=1, seconds=1))


def test_an_address_cannot_try_many_numbers(town):
    for n in range(MOST_AN_ADDRESS):
        ask(f"0{900000000 + n}")
    with pytest.raises(LookupCodesResting):
        ask("0911111111")
    assert ask("0911111111", address="198.51.100.4")


def test_a_code_dies_after_five_wrong_tries(town):
    asked = ask(numbers(town).number)
    wrong = "999999" if sent_code() != "999999" else "999998"
    for _ in range(TRIES):
        with pytest.raises(LookupCodeWrong):
            api.confirm_lookup_code(ask_id=asked, code=wrong, now=t.NOW)
    with pytest.raises(LookupCodeWrong):
        api.confirm_lookup_code(ask_id=asked, code=sent_code(), now=t.NOW)


def test_a_code_dies_after_five_minutes_and_is_never_kept_in_the_clear(town):
    asked = ask(numbers(town).number)
    assert sent_code() not in str(LookupCode.objects.values().get(uuid=asked))
    with pytest.raises(LookupCodeWrong):
        api.confirm_lookup_code(ask_id=asked, code=sent_code(), now=t.NOW + timedelta(minutes=5, seconds=1))
    assert api.forget_codes(now=t.NOW + timedelta(days=2)) == 1


def test_a_record_without_a_usable_telephone_answers_as_any_other(town):
    ref = t.submit(town.citizen, data={"phone": "không có"})
    api.index_phones()
    Dossier.objects.filter(code=ref.code).update(number_index=blind_index("031299999999", purpose="casework.number"))
    assert ask("031299999999")
    assert sent_code() == ""


@pytest.mark.parametrize("number", ["", "abc", "12345", "9" * 20, "²²²²²²²²²²²²"])
def test_what_is_no_number_is_said(number):
    with pytest.raises(LookupNumberWrong):
        ask(number)


def test_a_telephone_is_one_however_it_is_written():
    assert {plain_digits(p) for p in ("+84 912 345 678", "0912.345.678", "0912345678")} == {"0912345678"}


def test_telephones_are_noted_once(town):
    t.submit(town.citizen)
    assert api.index_phones() == Dossier.objects.count()
    assert api.index_phones() == 0


def test_a_telephone_that_only_a_filer_named_opens_no_more_than_carries_it(town):
    number = "031185009999"
    filed = {}
    for phone, now in (("0901111111", t.NOW), ("0902222222", t.NOW + timedelta(minutes=1))):
        filed[phone] = api.submit_outside(
            origin="national", external_ref=phone, procedure_code=t.BIRTH, unit_code=t.UNIT, answers={}, papers=(), submitted_at=now,
            party=Principal(name="Trần Thị Lan", number=number, phone=phone), channel=Channel.ONLINE, now=now,
        ).code  # fmt: skip
    asked = ask(number, now=now)
    found = api.confirm_lookup_code(ask_id=asked, code=sent_code(), now=now)
    assert [d.code for d in found] == [filed["0902222222"]]


def test_those_who_ask_at_once_are_counted_one_after_another(town):
    with CaptureQueriesContext(connection) as asked:
        ask("0911111111")
    kinds = [q["sql"].split("(")[0] for q in asked if "pg_advisory_xact_lock" in q["sql"] or "COUNT" in q["sql"]]
    assert [k.partition(" ")[2] for k in kinds[:2]] == ["pg_advisory_xact_lock"] * 2
    assert len(kinds) > 2


def test_a_rating_given_at_the_national_portal_is_taken_over(town):
    code = handed_back(town)
    for _ in range(2):
        api.rate(code=code, score=4, actor=SYSTEM, now=t.NOW, idempotency_key="national:1")
    assert api.rating_of(code=code, actor=town.citizen).score == 4

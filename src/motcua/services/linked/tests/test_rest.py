"""Linked steps through the machine-readable face: followed by their owner, listed and helped on by the desk, once for a key."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import testing as t
from motcua.services.linked import api
from motcua.services.linked.tests.conftest import CARD, CHILD
from motcua.services.linked.tests.test_linked import begun

ROOT = "/api/v1/linked"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


def read(actor, path):
    return sign_in(Client(), actor).get(f"{ROOT}{path}")


def write(actor, path, body=None, *, key=""):
    headers = {"Idempotency-Key": key or str(uuid4())}
    return sign_in(Client(), actor).post(f"{ROOT}{path}", json.dumps(body or {}), content_type="application/json", headers=headers)


def refused(town, agencies, **changes):
    ref = begun(town, **changes)
    agencies.say["card_order"] = [(422, {"vi": "trẻ đã có thẻ", "en": "the child has a card"})]
    api.run_due(now=t.NOW)
    return ref


def test_the_owner_follows_and_nobody_elses_child_is_shown(town, agencies):
    ref = begun(town)
    api.run_due(now=t.NOW)
    (row,) = read(town.citizen, "/my/chains").json()["rows"]
    assert (row["dossier_code"], row["state"], row["facts"]["child_number"], row["facts"]["card_number"]) == (ref.code, "done", CHILD, CARD)
    assert [(s["key"], s["done"], s["tries"]) for s in row["steps"]] == [(s, True, 1) for s in ("birth", "number", "residence", "card_order", "card")]
    assert row["steps"][0]["who_en"] == "Civil-status system, Ministry of Justice"
    assert read(town.citizen, f"/chains/{ref.code}").json() == row
    assert read(town.other_citizen, "/my/chains").json() == {"rows": [], "next": None}
    unknown = read(town.other_citizen, f"/chains/{ref.code}")
    assert (unknown.status_code, unknown["Content-Type"]) == (404, "application/problem+json")
    assert {"vi", "en"} <= set(unknown.json())


def test_the_desk_filters_and_turns_pages_without_personal_data(town, agencies):
    done = begun(town)
    api.run_due(now=t.NOW)
    waiting = [refused(town, agencies).code for _ in range(3)]
    first = read(town.reception, "/chains?state=parked&limit=2").json()
    rest = read(town.reception, f"/chains?state=parked&limit=2&after={first['next']}").json()
    assert [r["dossier_code"] for r in first["rows"] + rest["rows"]] == waiting[::-1]
    assert rest["next"] is None
    assert {json.dumps(r["facts"]) for r in first["rows"]} == {json.dumps(dict.fromkeys(first["rows"][0]["facts"], ""))}
    assert first["rows"][0]["problem_en"] == "the child has a card"
    assert [r["dossier_code"] for r in read(town.leader, "/chains?state=done").json()["rows"]] == [done.code]
    for nobody in ("?step=birth", "?unit=11359", "?procedure=1.001193"):
        assert read(town.leader, f"/chains{nobody}").json()["rows"] == []
    assert len(read(town.leader, "/chains?step=card_order&unit=11329&procedure=2.000986").json()["rows"]) == 3
    assert read(town.stranger, "/chains").json()["rows"] == []


@pytest.mark.parametrize("query", ["?state=lost", "?after=1", "?limit=0", "?limit=201", "?step=%00", "?unit=" + "1" * 21])
def test_a_wrong_filter_is_told(town, query):
    told = read(town.reception, f"/chains{query}")
    assert (told.status_code, told["Content-Type"]) == (422, "application/problem+json")


def test_asking_again_is_done_once_for_a_key(town, agencies):
    ref = refused(town, agencies)
    agencies.say["card_order"] = [(422, {"vi": "vẫn chưa", "en": "not yet"})]
    first = write(town.reception, f"/chains/{ref.code}/retry", key="goi-lai-1").json()
    assert (first["state"], first["problem_vi"]) == ("parked", "vẫn chưa")
    orders = [step for step, _ in agencies.asked].count("card_order")
    assert write(town.reception, f"/chains/{ref.code}/retry", key="goi-lai-1").json() == first
    assert [step for step, _ in agencies.asked].count("card_order") == orders
    assert write(town.reception, f"/chains/{ref.code}/retry", key="goi-lai-2").json()["state"] == "done"
    again = write(town.reception, f"/chains/{ref.code}/retry")
    assert (again.status_code, again.json()["title"]) == (409, "linked.not_parked")


def test_stopping_is_done_once_for_a_key_and_says_why(town, agencies):
    ref = refused(town, agencies)
    why = {"reason": "Gia đình xin rút"}
    assert write(town.leader, f"/chains/{ref.code}/stop", {"reason": ""}).status_code == 422
    first = write(town.leader, f"/chains/{ref.code}/stop", why, key="dung-lai-1").json()
    assert (first["state"], first["problem_vi"]) == ("cancelled", "Gia đình xin rút")
    assert write(town.leader, f"/chains/{ref.code}/stop", why, key="dung-lai-1").json() == first
    assert write(town.leader, f"/chains/{ref.code}/stop", {"reason": "khác"}, key="dung-lai-1").status_code == 422
    assert write(town.leader, f"/chains/{ref.code}/stop", why).json()["title"] == "linked.chain_ended"


def test_the_familys_answer_goes_on(town, agencies):
    ref = begun(town, residence_with_mother="")
    api.run_due(now=t.NOW)
    told = {"number": "031191900000", "asked": "Mẹ trả lời"}
    assert write(town.reception, f"/chains/{ref.code}/residence", {**told, "number": "03119190000x"}).status_code == 422
    assert write(town.reception, f"/chains/{ref.code}/residence", told).json()["state"] == "done"


def test_the_applicant_answers_the_one_question_once_for_a_key(town, agencies):
    ref = begun(town, residence_with_mother="")
    path = f"/my/chains/{ref.code}/residence"
    api.run_due(now=t.NOW)
    assert read(town.citizen, path).json() == {"choices": ["mother"]}
    for wrong in ({}, {"who": "aunt"}, {"who": "father"}):
        assert write(town.citizen, path, wrong).status_code == 422
    first = write(town.citizen, path, {"who": "mother"}, key="tra-loi-1")
    assert (first.status_code, first.json()["state"], first.json()["facts"]["card_number"]) == (200, "done", CARD)
    residences = [step for step, _ in agencies.asked].count("residence")
    assert write(town.citizen, path, {"who": "mother"}, key="tra-loi-1").json() == first.json()
    assert [step for step, _ in agencies.asked].count("residence") == residences
    for later in (read(town.citizen, path), write(town.citizen, path, {"who": "mother"})):
        assert (later.status_code, later.json()["title"]) == (409, "linked.family_not_asked")


@pytest.mark.parametrize(("who", "status"), [("other_citizen", 404), ("stranger", 403), ("reception", 403), ("admin", 403)])
def test_nobody_else_is_asked_or_answers(town, agencies, who, status):
    ref = begun(town, residence_with_mother="")
    api.run_due(now=t.NOW)
    path, someone = f"/my/chains/{ref.code}/residence", getattr(town, who)
    assert (read(someone, path).status_code, write(someone, path, {"who": "mother"}).status_code) == (status, status)
    assert read(town.citizen, path).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("citizen", 403), ("operator", 403), ("admin", 403)])
def test_only_the_desk_of_the_dossier_helps_on(town, agencies, who, status):
    ref = refused(town, agencies)
    for what, body in (("retry", {}), ("stop", {"reason": "x"}), ("residence", {"number": "031191900000", "asked": "x"})):
        assert write(getattr(town, who), f"/chains/{ref.code}/{what}", body).status_code == status
    assert Client().get(f"{ROOT}/chains").status_code == 401

"""Calls and what forms make of them."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.test import override_settings

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.consent.testing import load_purposes, noted, restrict_processing
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_citizen
from motcua.kernel.actors import SYSTEM, Actor, ActorKind
from motcua.platform.exchange import api, rules
from motcua.platform.exchange.contracts import AnswerUnreadable, GatewayUnreachable, Outcome, ServiceRefused, ServiceUnknown, UserRefused
from motcua.platform.exchange.rules.watching import outcome_of
from motcua.platform.exchange.testing import FakeGateway

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
NUMBER = "031190000123"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _purposes(db: None) -> None:
    load_purposes()


PERSON = SimpleNamespace(personal_number=NUMBER)
RECORD = {"personal_number": NUMBER, "full_name": "VŨ THỊ HOA", "born_on": "1990-02-03", "sex": "female", "nationality": "VNM"}
RECORD_HOME = RECORD | {"residence": {"unit_code": "11329", "unit_name": "Phường Ngô Quyền", "address_line": "số 5", "full": "…"}}


def prefill(*fields: str, person: Any = PERSON) -> dict[str, Any]:
    found = api.PopulationPrefiller().prefill(actor=SYSTEM, person=person, fields=frozenset(fields), now=NOW)
    return {name: value.value for name, value in found.items()}


def test_a_form_gets_the_facts_it_asked_for_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = FakeGateway(monkeypatch, answer=lambda **_: (200, RECORD_HOME))
    assert prefill("full_name", "residence", "phone") == {"full_name": "VŨ THỊ HOA", "residence": {"unit": "11329", "line": "số 5"}}
    sent = gateway.sent[0]
    assert (sent["path"], sent["query"], sent["user_id"]) == (f"/{NUMBER}", {"fields": "identity,residence"}, f"VN{NUMBER}")
    assert "%20" in sent["headers"]["Motcua-Purpose"]


def test_only_the_needed_part_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = FakeGateway(monkeypatch, answer=lambda **_: (200, RECORD))
    prefill("born_on")
    assert gateway.sent[0]["query"] == {"fields": "identity"}


@pytest.mark.parametrize(
    ("fields", "person"), [(("phone",), PERSON), (("full_name",), None), (("full_name",), SimpleNamespace(personal_number=""))]
)
def test_nothing_to_ask_means_no_call(monkeypatch: pytest.MonkeyPatch, fields: tuple[str, ...], person: Any) -> None:
    gateway = FakeGateway(monkeypatch)
    assert prefill(*fields, person=person) == {}
    assert gateway.sent == []


def test_a_person_whom_the_register_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    FakeGateway(monkeypatch, answer=lambda **_: (404, {"error": "population.person_not_found"}))
    assert prefill("full_name") == {}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((500, {}), ServiceRefused),
        ((401, {}), ServiceRefused),
        ((200, []), AnswerUnreadable),
        ((200, None), AnswerUnreadable),
        ((200, RECORD | {"personal_number": "0"}), AnswerUnreadable),
    ],
)
def test_a_wrong_answer_never_becomes_a_fact(monkeypatch: pytest.MonkeyPatch, answer: tuple[int, Any], error: type[Exception]) -> None:
    FakeGateway(monkeypatch, answer=lambda **_: answer)
    with pytest.raises(error):
        prefill("full_name")


@override_settings(MOTCUA_GATEWAY_URL="http://127.0.0.1:9")
def test_no_gateway_is_a_named_error() -> None:
    with pytest.raises(GatewayUnreachable):
        prefill("full_name")


@pytest.mark.parametrize("user", ["031190000123", "VN03119000012", "vn031190000123", "EE1"])
def test_who_is_behind_a_call_is_checked(user: str) -> None:
    with pytest.raises(UserRefused):
        api.call(service=api.POPULATION_SERVICE, user_id=user, purpose="x", actor=SYSTEM, now=NOW)


def test_who_asked_and_why_is_audited_even_when_nothing_answers(settings: Any) -> None:
    settings.MOTCUA_GATEWAY_URL = "http://127.0.0.1:9"
    with pytest.raises(GatewayUnreachable):
        api.call(service=api.POPULATION_SERVICE, issue="H24-1", purpose="Cấp lại giấy tờ", actor=SYSTEM, now=NOW)
    entry = audit.entries(limit=1).entries[0]
    assert (entry.action, entry.ground, entry.details["issue"]) == ("exchange.call", "Cấp lại giấy tờ", "H24-1")


def test_a_service_name_that_is_none() -> None:
    with pytest.raises(ServiceUnknown):
        api.call(service="population/persons", purpose="x", actor=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    ("status", "fault", "outcome"),
    [
        (200, "", Outcome.ANSWERED), (302, "", Outcome.ANSWERED), (404, "", Outcome.REFUSED), (403, "", Outcome.FAILED), (500, "", Outcome.FAILED),
        (500, "Server.ServerProxy.NetworkError", Outcome.FAILED), (500, "Server.ServerProxy.AccessDenied", Outcome.REFUSED),
    ],
)
def test_outcomes(status: int, fault: str, outcome: Outcome) -> None:
    assert outcome_of(status=status, fault=fault) is outcome


def test_a_register_that_leaves_things_out() -> None:
    assert rules.facts_of({"full_name": "A", "residence": {}}, wanted=frozenset({"full_name", "residence", "sex"})) == {"full_name": "A"}


def test_purpose_is_read_back_from_the_signed_head() -> None:
    assert rules.purpose_in("GET\r\n/x\r\nmotcua-purpose:C%E1%BA%A5p%20l%E1%BA%A1i\r\nX:y\r\n") == "Cấp lại"
    assert rules.purpose_in("GET\r\n/x\r\n") == ""
    assert rules.purpose_in("GET\r\n/x\r\nMotcua-Purpose:a%00b%0A\r\n") == "a b"


def call_about(**change: Any) -> Any:
    wanted = {"user_id": f"VN{NUMBER}", "purpose": "register-check", "issue": "H24-1", **change}
    return api.call(service=api.POPULATION_SERVICE, actor=SYSTEM, now=NOW, **wanted)


@pytest.mark.parametrize(
    "change", [{"issue": None}, {"purpose": "curiosity"}, {"purpose": ""}, {"user_id": None, "path": f"/{NUMBER}", "issue": None}]
)
def test_a_call_about_a_person_without_purpose_or_ground_is_refused(monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]) -> None:
    gateway = FakeGateway(monkeypatch, answer=lambda **_: (200, RECORD))
    with pytest.raises(consent.GroundMissing) as refused:
        call_about(**change)
    assert refused.value.sentence("vi") != refused.value.sentence("en")
    assert gateway.sent == []


def test_a_withdrawn_consent_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    FakeGateway(monkeypatch, answer=lambda **_: (200, RECORD))
    me = Actor(kind=ActorKind.CITIZEN, subject_id=UUID(int=9), level=2)
    held = {"subject_id": me.subject_id, "purpose": "health-card", "way": consent.Way.WEB, "actor": me, "now": NOW}
    about = {"purpose": "health-card", "subject_id": me.subject_id}
    with pytest.raises(consent.GroundMissing):
        call_about(**about)
    consent.give(**held, version=1, language="vi")
    assert call_about(**about).status == 200
    consent.withdraw(**held)
    with pytest.raises(consent.GroundMissing):
        call_about(**about)


def test_what_was_answered_is_noted_for_the_person_and_what_was_not_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    FakeGateway(monkeypatch, answer=lambda **_: (200, RECORD))
    call_about(facts=("full_name",))
    FakeGateway(monkeypatch, answer=lambda **_: (404, {}))
    call_about(issue="H24-2")
    (row,) = noted()
    assert (row.purpose, row.dossier, row.fields, row.source) == ("register-check", "H24-1", ["full_name"], "exchange.call:population/persons")
    assert "Luật 91/2025/QH15" in row.ground


def test_a_restriction_stops_calls_by_number_before_they_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = FakeGateway(monkeypatch, answer=lambda **_: (200, RECORD))
    person = identity.person(person_id=make_citizen(1).subject_id)
    about = {"user_id": f"VN{person.personal_number}"}
    assert call_about(**about).status == 200
    restrict_processing(person.uuid, now=NOW)
    with pytest.raises(consent.GroundMissing):
        call_about(**about)  # in a dossier that is not hers
    assert len(gateway.sent) == 1

"""Consent at the counter: who stands there, in her own words, with its evidence; never ticked beforehand, taken back as easily."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.foundation.consent import api as consent
from motcua.foundation.consent import models, testing
from motcua.foundation.files.testing import PDF_BYTES
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_citizen, make_officer, sign_in
from motcua.foundation.registers.testing import load_registers
from motcua.kernel.actors import Role
from motcua.kit import clock

NOW = testing.NOW
COUNTER = "/lam-viec/dong-y/"
GIVE = f"{COUNTER}reminders/"
SPOKEN = {"ban": "1", "tieng": "vi", "dong-y": "co", "cach": "spoken", "lam-chung": "Lê Thị Chứng"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ready(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)
    load_registers()
    testing.load_purposes()


@pytest.fixture
def person():
    return identity.person(person_id=make_citizen(3).subject_id)


@pytest.fixture
def desk(person):
    client = sign_in(Client(), make_officer(Role.RECEPTION))
    assert client.post(COUNTER, {"so": person.personal_number}).status_code == 302
    return client


def text(answer):
    return answer.content.decode()


def scan():
    return SimpleUploadedFile("dong-y.pdf", PDF_BYTES, content_type="application/pdf")


def test_finding_the_person_is_noted_for_her_and_her_number_is_shown_nowhere(desk, person):
    page = text(desk.get(COUNTER))
    assert person.full_name in page
    assert person.personal_number not in page
    (row,) = testing.noted_of(person.uuid)
    assert (row.purpose, row.source, row.fields) == ("counter-visit", "consent.counter", ["identity"])


@pytest.mark.parametrize(("number", "words"), [("12", "12 chữ số"), ("031199000099", "Chưa có ai với số này")])
def test_a_number_that_leads_nowhere_says_what_to_do(number, words):
    client = sign_in(Client(), make_officer(Role.RECEPTION))
    answer = client.post(COUNTER, {"so": number})
    assert (answer.status_code, words in text(answer)) == (422, True)
    assert not testing.noted()


def test_nothing_is_ticked_or_chosen_beforehand_and_the_text_stands_there_with_its_hash(desk):
    page = text(desk.get(GIVE))
    assert "checked" not in page
    assert consent.purpose(code="reminders", on=NOW.date()).text.hash_vi in page
    assert "Dữ liệu không được chuyển cho doanh nghiệp" in page


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        ({"dong-y": ""}, "khi chính người dân đã đồng ý"), ({"cach": ""}, "Chọn cách"), ({"lam-chung": " "}, "người làm chứng"),
        ({"cach": "signed"}, "Quét bản giấy"), ({"ban": "2"}, "bản mới"),
    ],
)  # fmt: skip
def test_what_is_missing_is_asked_and_nothing_recorded(desk, left_out, words):
    answer = desk.post(GIVE, {**SPOKEN, **left_out})
    assert (answer.status_code, words in text(answer)) == (422, True)
    assert not models.Consent.objects.exists()


def test_an_agreement_in_words_keeps_its_witness_and_the_language(desk, person):
    desk.post(GIVE, {**SPOKEN, "tieng": "en"})
    row = models.Consent.objects.get()
    asked = consent.purpose(code="reminders", on=NOW.date()).text
    assert (row.subject_id, row.way, row.language, row.text_hash) == (person.uuid, "counter", "en", asked.hash_en)
    assert (row.evidence["how"], row.evidence["witness"]) == ("spoken", "Lê Thị Chứng")
    assert consent.decide(purpose="reminders", subject_id=person.uuid, controller="11329", at=NOW)


def test_a_signed_paper_is_kept_with_its_digest(desk):
    desk.post(GIVE, {**SPOKEN, "cach": "signed", "lam-chung": "", "ban-quet": scan()})
    row = models.Consent.objects.get()
    assert row.evidence["file"]
    assert len(row.evidence["sha256"]) == 64


def test_a_file_that_is_no_paper_is_refused(desk):
    bad = SimpleUploadedFile("x.pdf", b"MZ not a paper", content_type="application/pdf")
    assert desk.post(GIVE, {**SPOKEN, "cach": "signed", "ban-quet": bad}).status_code == 422
    assert not models.Consent.objects.exists()


def test_it_is_taken_back_at_the_counter_too(desk, person):
    desk.post(GIVE, SPOKEN)
    assert "Đã đồng ý từ" in text(desk.get(COUNTER))
    assert "Đã rút" in text(desk.post(f"{GIVE}rut/", follow=True))
    assert models.Consent.objects.get().ended_way == "counter"
    assert not consent.decide(purpose="reminders", subject_id=person.uuid, controller="11329", at=NOW)


def test_the_paper_to_sign_carries_the_very_words_in_either_language(desk, person):
    for language, words in (("vi", "Chữ ký của người đồng ý"), ("en", "Signature of the person")):
        page = text(desk.get(f"{GIVE}in/?tieng={language}"))
        assert words in page
        assert person.full_name in page
        assert consent.purpose(code="reminders", on=NOW.date()).text.hash(language) in page


def test_the_person_is_forgotten_when_she_has_gone(desk, person, monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW + timedelta(minutes=21))
    assert clock.now() > NOW
    assert person.full_name not in text(desk.get(COUNTER))
    desk.post(GIVE, SPOKEN)
    assert not models.Consent.objects.exists()


def test_fields_of_ours_in_the_form_name_nobody_else(desk, person):
    other = make_citizen(5)
    desk.post(GIVE, {**SPOKEN, "subject_id": str(other.subject_id), "way": "web", "person": str(other.subject_id)})
    assert (models.Consent.objects.get().subject_id, models.Consent.objects.get().way) == (person.uuid, "counter")


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.LEADER, Role.ADMIN])
def test_only_reception_works_there(role, person):
    client = sign_in(Client(), make_officer(role))
    for answer in (client.get(COUNTER), client.post(COUNTER, {"so": person.personal_number}), client.post(GIVE, SPOKEN)):
        assert answer.status_code == 403
    assert not testing.noted()


def test_a_forged_post_from_elsewhere_is_refused():
    client = sign_in(Client(enforce_csrf_checks=True), make_officer(Role.RECEPTION))
    assert {client.post(where, SPOKEN).status_code for where in (COUNTER, GIVE, f"{GIVE}rut/")} == {403}

"""Pages of people: what is shown, to whom, and that nobody changes what is not theirs."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from motcua.foundation.consent import api as consent
from motcua.foundation.consent import models, testing
from motcua.foundation.consent.web import words
from motcua.foundation.identity.testing import make_citizen, make_officer, sign_in
from motcua.foundation.registers.testing import load_registers
from motcua.kernel.actors import Role

NOW = testing.NOW
READINGS, MINE = "/tai-khoan/ai-da-xem/", "/tai-khoan/dong-y/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ready(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)
    load_registers()
    testing.load_purposes()


def read(subject, *, dossier="H24-1", **more):
    wanted = {"purpose": "casework", "ground": "NĐ 118/2025/NĐ-CP", "fields": ["identity"], "source": "casework.dossier", **more}
    reader = wanted.pop("reader", None) or make_officer(Role.APPRAISER)
    consent.note_access(subject_id=subject.subject_id, reader=reader, dossier=dossier, now=wanted.pop("now", NOW), **wanted)


def text(answer):
    return answer.content.decode()


def agree(client, purpose="reminders", **more):
    return client.post(f"{MINE}{purpose}/cho/", {"ban": "1", "dong-y": "co", **more}, follow=True)


def test_a_reading_is_told_in_plain_words_without_the_officers_name(citizen, citizen_client):
    read(citizen)
    shown = text(citizen_client.get(READINGS))
    for part in ("Cán bộ thẩm định", "Giải quyết hồ sơ của bạn", "NĐ 118/2025/NĐ-CP", "H24-1", "Họ tên, ngày sinh"):
        assert part in shown
    assert "Cán bộ appraiser" not in shown


def test_the_city_may_show_names(citizen, citizen_client, monkeypatch):
    monkeypatch.setattr(words.conf, "SHOW_OFFICER_NAMES", True)
    read(citizen)
    assert "Cán bộ appraiser" in text(citizen_client.get(READINGS))


def test_without_readings_the_page_says_so(citizen_client):
    assert "Chưa có ai xem dữ liệu của bạn" in text(citizen_client.get(READINGS))


def test_english(citizen, citizen_client):
    read(citizen)
    citizen_client.cookies["django_language"] = "en"
    shown = text(citizen_client.get(READINGS))
    assert "Deciding your dossier" in shown
    assert "Who looked at my data" in shown


@pytest.mark.parametrize(
    ("query", "found"), [("muc_dich=opinion", 0), ("ho_so=H24-1", 1), ("tu=2026-11-21", 0), ("den=2026-11-20", 1), ("tu=x", 1)]
)
def test_filters(citizen, citizen_client, query, found):
    read(citizen)
    assert text(citizen_client.get(f"{READINGS}?{query}")).count("Xem, báo sai") == found


def test_pages_follow_each_other(citizen, citizen_client):
    for n in range(31):
        read(citizen, dossier=f"H-{n:02d}", now=NOW - timedelta(hours=n))
    first = citizen_client.get(READINGS)
    assert text(first).count("Xem, báo sai") == 30
    assert text(citizen_client.get(READINGS + first.context["next_href"])).count("Xem, báo sai") == 1


def test_another_persons_reading_is_not_found(citizen_client):
    read(make_citizen(4))
    (row,) = testing.noted()
    assert citizen_client.get(f"{READINGS}{row.uuid}/").status_code == 404
    assert citizen_client.get(f"/api/v1/consent/accesses/{row.uuid}").status_code == 404
    assert citizen_client.get("/api/v1/consent/accesses").json()["rows"] == []


def test_one_reading_says_what_to_do(citizen, citizen_client, monkeypatch):
    read(citizen)
    (row,) = testing.noted()
    monkeypatch.setattr("motcua.kit.rooms.is_on", lambda name: False)
    assert "1022" in text(citizen_client.get(f"{READINGS}{row.uuid}/"))
    monkeypatch.setattr("motcua.kit.rooms.is_on", lambda name: True)
    assert f"/quyen-du-lieu/?luot-xem={row.uuid}" in text(citizen_client.get(f"{READINGS}{row.uuid}/"))


@pytest.mark.parametrize("field", ["dossier", "ground", "agency", "source", "fields"])
def test_what_is_shown_is_never_markup(citizen, citizen_client, field):
    bad = "<script>alert(1)</script>"
    read(citizen, **{field: [bad] if field == "fields" else bad})
    (row,) = testing.noted()
    for where in (READINGS, f"{READINGS}{row.uuid}/"):
        assert bad not in text(citizen_client.get(where))


def test_nothing_is_ticked_beforehand(citizen_client):
    shown = text(citizen_client.get(MINE))
    assert shown.count('name="dong-y"') == 4
    assert "checked" not in shown


def test_without_the_tick_nothing_is_recorded(citizen_client):
    assert citizen_client.post(f"{MINE}reminders/cho/", {"ban": "1"}).status_code == 422
    assert not models.Consent.objects.exists()


def test_giving_and_withdrawing_are_one_press_each(citizen, citizen_client):
    assert "Bạn đã đồng ý từ" in text(agree(citizen_client))
    asked = {"purpose": "reminders", "subject_id": citizen.subject_id, "controller": "11329", "at": NOW}
    assert consent.decide(**asked)
    shown = text(citizen_client.post(f"{MINE}reminders/rut/", follow=True))
    assert "đã rút" in shown
    assert not consent.decide(**asked)


def test_the_very_text_is_shown_afterwards_and_to_nobody_else(citizen, citizen_client):
    agree(citizen_client)
    held = models.Consent.objects.get()
    shown = text(citizen_client.get(f"{MINE}{held.uuid}/"))
    assert held.text_hash in shown
    assert "Dữ liệu không được chuyển cho doanh nghiệp" in shown
    other = sign_in(Client(), make_citizen(5))
    assert other.get(f"{MINE}{held.uuid}/").status_code == 404
    assert other.get(f"/api/v1/consent/consents/{held.uuid}").status_code == 404


def test_fields_of_ours_in_the_form_change_nothing(citizen, citizen_client):
    other = make_citizen(5)
    agree(citizen_client, subject_id=str(other.subject_id), controller="99999", given_at="2020-01-01", way="counter", text_hash="0")
    held = models.Consent.objects.get()
    assert (held.subject_id, held.controller, held.way, held.given_at) == (citizen.subject_id, "*", "web", NOW)


def test_withdrawing_touches_nobody_elses_consent(citizen, citizen_client):
    agree(citizen_client)
    other = sign_in(Client(), make_citizen(5))
    other.post(f"{MINE}reminders/rut/", {"subject_id": str(citizen.subject_id)})
    assert models.Consent.objects.get().ended_at is None


@pytest.mark.parametrize("verb", ["cho", "rut"])
def test_a_forged_post_from_elsewhere_is_refused(citizen, verb):
    client = sign_in(Client(enforce_csrf_checks=True), citizen)
    assert client.post(f"{MINE}reminders/{verb}/", {"ban": "1", "dong-y": "co"}).status_code == 403
    assert client.get(f"{MINE}reminders/{verb}/").status_code == 405


def test_an_old_text_in_an_open_window_is_asked_again(citizen_client):
    testing.publish_text("reminders", 2, widens=True, on=NOW.date())
    answer = agree(citizen_client)
    assert answer.status_code == 409
    assert "bản mới" in text(answer)
    assert not models.Consent.objects.exists()


def test_officers_and_visitors_have_no_such_pages():
    officer = sign_in(Client(), make_officer(Role.ADMIN))
    for where in (READINGS, MINE):
        assert officer.get(where).status_code == 403
        assert Client().get(where).status_code == 302


def test_rest_gives_lists_and_withdraws(citizen, citizen_client):
    read(citizen)
    (row,) = citizen_client.get("/api/v1/consent/accesses?purpose=casework").json()["rows"]
    assert (row["reader_post"], row["purpose"], row["by_myself"]) == ("appraiser", "casework", False)
    assert "reader_ref" not in row
    where = "/api/v1/consent/purposes/health-card/consent"
    assert citizen_client.post(where, {"version": 1, "agree": False}, "application/json").status_code == 422
    body = {"version": 1, "agree": True, "subject_id": str(uuid.uuid4())}
    assert citizen_client.post(where, body, "application/json").json()["live"] is True
    assert citizen_client.delete(where).json()[0]["live"] is False
    assert citizen_client.get("/api/v1/consent/consents?history=false").json() == []
    assert models.Consent.objects.get().subject_id == citizen.subject_id


def test_purposes_are_public():
    found = {p["code"]: p for p in Client().get("/api/v1/consent/purposes").json()}
    assert found["casework"]["text"] is None
    assert len(found["health-card"]["text"]["hash_vi"]) == 64

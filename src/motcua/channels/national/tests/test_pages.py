"""The operator's pages."""

import pytest

from motcua.channels.national import api
from motcua.channels.national.models import Intake, Telling
from motcua.channels.national.testing import NOW, casework_opens, dossier_body, envelope, portal
from motcua.foundation.audit import api as audit
from motcua.foundation.identity.testing import make_citizen, make_officer, sign_in
from motcua.foundation.units.testing import make_unit
from motcua.kernel.actors import Role
from motcua.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
HERE = "/lam-viec/cong-quoc-gia/"


@pytest.fixture
def operator(client):
    make_unit()
    actor = make_officer(Role.OPERATOR)
    sign_in(client, actor)
    return actor


def parked():
    with casework_opens(), portal(messages=[envelope(dossier_body(DonViXuLy="H99.1"))]):
        api.pull(now=NOW)
        api.take_in(now=NOW)
    return Intake.objects.get()


@pytest.mark.parametrize("page", ["", "nhan/", "nhan/?trang-thai=parked", "gui/", "gui/?ma=H24.1", "doi-chieu/", "theo-bo/"])
def test_pages_open_in_both_languages(client, operator, page):
    parked()
    Telling.objects.create(event_id=uuid7(), event_name="x", order=1, what="dossier", dossier_id=uuid7(), dossier_code="H24.1", at=NOW,
                           next_at=NOW, state="parked", answer="5: MaTTHC")
    for language in ("vi", "en"):
        answer = client.get(HERE + page, headers={"accept-language": language})
        assert answer.status_code == 200
        assert b'style="' not in answer.content


def test_the_mend_page_shows_what_is_wrong_and_mends_it(client, operator):
    intake = parked()
    page = client.get(f"{HERE}nhan/{intake.pk}/").content.decode()
    assert "H99.1" in page
    assert "Đỗ Thị Hải Yến" not in page
    view = api.intake(intake_id=intake.pk, actor=operator)
    place = list(view.values).index("DonViXuLy")
    with casework_opens(), portal():
        answer = client.post(f"{HERE}nhan/{intake.pk}/", {"act": "mend", f"v{place}": "H24.11329"}, follow=True)
    assert "Thông điệp đã được xử lý" in answer.content.decode()


def test_opening_a_message_is_on_record_without_what_it_says(client, operator):
    intake = parked()
    client.get(f"{HERE}nhan/{intake.pk}/")
    (entry,) = audit.entries(object_ref=f"national.intake:{intake.pk}", actor_ref=operator.ref).entries
    assert entry.action == "national.intake_opened"
    assert "DonViXuLy" in entry.details["paths"]
    assert "H99.1" not in str(entry.details)


def test_setting_aside_without_a_reason_says_so(client, operator):
    answer = client.post(f"{HERE}nhan/{parked().pk}/", {"act": "discard", "reason": ""})
    assert answer.status_code == 422
    assert "Ghi rõ lý do" in answer.content.decode()


def test_run_and_compare_say_when_the_portal_is_away(client, operator):
    with portal(away=9):
        assert "không trả lời" in client.post(f"{HERE}chay/", follow=True).content.decode()
        assert "không trả lời" in client.post(f"{HERE}doi-chieu/", {"act": "compare"}, follow=True).content.decode()


def test_replay_asks_for_a_day_or_a_code(client, operator):
    assert "Ghi ngày bắt đầu" in client.post(f"{HERE}phat-lai/", {}, follow=True).content.decode()
    day = {"from-day": "9", "from-month": "3", "from-year": "2026"}
    assert "0 thông điệp" in client.post(f"{HERE}phat-lai/", day, follow=True).content.decode()


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.LEADER])
def test_other_officers_are_turned_away(client, role):
    sign_in(client, make_officer(role))
    assert client.get(HERE).status_code == 403


def test_citizens_are_turned_away(client):
    sign_in(client, make_citizen())
    assert client.get(HERE).status_code == 403

"""Pages of the breach register, as officers press them."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.kit import clock
from motcua.services.privacy import api, models
from motcua.services.privacy.testing import NOW, UNIT, make_office, report

pytestmark = pytest.mark.django_db
HOME = "/lam-viec/du-lieu-ca-nhan/"
LIST = f"{HOME}vi-pham/"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def _afternoon():
    before = clock._provider
    clock.provide(lambda: NOW + timedelta(hours=2))
    yield
    clock.provide(before)


@pytest.fixture
def office():
    return make_office()


def text(answer):
    return answer.content.decode()


def form(**change):
    return {
        "title": "Mất máy tính", "what": "Máy tính ở quầy bị lấy", "kind": "loss", "unit": UNIT, "discovered-day": "24",
        "discovered-month": "4", "discovered-year": "2026", "discovered-time": "16:30", "people": "1.250", "key": "one",
        "data_kinds": ["identity"], **change,
    }  # fmt: skip


def test_any_officer_reports_in_one_page(client, office):
    sign_in(client, office.reception)
    assert "72 giờ" in text(client.get(HOME))
    assert 'name="discovered-time"' in text(client.get(f"{LIST}bao/"))
    done = client.post(f"{LIST}bao/", form())
    row = models.Breach.objects.get()
    assert done["location"] == f"{LIST}{row.code}/"
    assert (row.people_count, row.discovered_at) == (1250, NOW + timedelta(minutes=30))
    client.post(f"{LIST}bao/", form())
    assert models.Breach.objects.count() == 1


def test_what_was_wrong_is_said_and_what_was_typed_stays(client, office):
    sign_in(client, office.reception)
    answer = client.post(f"{LIST}bao/", form(people="nhiều", title="Mất máy"))
    assert answer.status_code == 422
    assert "Nhập số bằng chữ số" in text(answer)
    assert 'value="Mất máy"' in text(answer)
    assert "Nhập giờ" in text(client.post(f"{LIST}bao/", form(**{"discovered-time": "25:99"})))


def press(client, code, step, **data):
    return client.post(f"{LIST}{code}/{step}/", data)


def test_the_round_of_a_data_protection_officer(client, office):
    code = report(office).code
    sign_in(client, office.dpo)
    assert "Còn 70 giờ để thông báo" in text(client.get(f"{LIST}{code}/"))
    press(client, code, "ngan-chan", measures="Thu hồi")
    press(client, code, "danh-gia", harm="none", authority="no", tell="no", assessment="Đã mã hoá", people="0")
    day = {"repaired-day": "24", "repaired-month": "4", "repaired-year": "2026", "repaired-time": "17:00"}
    press(client, code, "khac-phuc", cause="Sơ suất", **day)
    press(client, code, "ghi-chu", note="Đã gọi người nhận")
    assert "Người duyệt phải là người khác" in text(client.get(press(client, code, "de-nghi-dong", lessons="Soát")["location"]))
    refused = press(client, code, "duyet-dong")
    assert (refused.status_code, "không được tự duyệt" in text(refused)) == (422, True)
    sign_in(client, office.leader)
    assert press(client, code, "duyet-dong").status_code == 302
    assert "Đã đóng" in text(client.get(f"{LIST}?tt=closed"))


def test_the_instant_that_was_typed_stays_until_it_is_recorded(client, office):
    clock.provide(lambda: NOW + timedelta(hours=100))
    code = report(office).code
    sign_in(client, office.dpo)
    at = {"notified-day": "27", "notified-month": "4", "notified-year": "2026", "notified-time": "19:07"}  # 75 hours after
    refused = press(client, code, "co-quan", number="15/UBND", **at)
    page = text(refused)
    typed = dict(re.findall(r'name="(notified-\w+)"[^>]*?value="([^"]*)"', page))
    assert (refused.status_code, typed) == (422, at)
    assert len(re.findall(r"<details[^>]* open", page)) == 1
    press(client, code, "co-quan", number="15/UBND", late_reason="Mất điện", **typed)
    assert models.Breach.objects.get().notified_at == NOW + timedelta(hours=75, minutes=7)


def test_a_list_that_is_too_long_is_refused_whole(client, office):
    code = report(office).code
    sign_in(client, office.dpo)
    answer = press(client, code, "nguoi-dan", lines="079199000001\n" * 2001, advice="Đổi mật khẩu", finished="on")
    assert "tối đa 2000 dòng" in text(answer)
    assert models.Breach.objects.get().people_told_at is None
    assert not models.BreachTold.objects.exists()


@pytest.mark.parametrize("step", ["ngan-chan", "danh-gia", "co-quan", "nguoi-dan", "khac-phuc", "de-nghi-dong", "them-chung-cu", "ghi-chu"])
def test_an_empty_press_says_what_to_do(client, office, step):
    code = report(office).code
    sign_in(client, office.dpo)
    answer = press(client, code, step)
    assert answer.status_code == 422
    assert "error" in text(answer)


def test_another_units_officer_finds_nothing_whatever_she_asks(client, office):
    code = report(office).code
    kept = _evidence(client, office, code)
    sign_in(client, office.stranger)
    for path in ("", "thong-bao.pdf", f"chung-cu/{kept}/"):
        assert client.get(f"{LIST}{code}/{path}").status_code == 404
    assert press(client, code, "ghi-chu", note="x").status_code == 404
    assert press(client, code, "duyet-dong").status_code == 404
    assert code not in text(client.get(f"{LIST}xuat.csv"))


def _evidence(client, office, code):
    sign_in(client, office.reception)
    client.post(f"{LIST}{code}/them-chung-cu/", {"evidence": SimpleUploadedFile("man-hinh.png", PNG)})
    return models.BreachFile.objects.latest("pk").file_id


def test_evidence_is_only_of_its_own_breach(client, office):
    first, second = report(office).code, report(office, key="2").code
    kept = _evidence(client, office, first)
    assert client.get(f"{LIST}{first}/chung-cu/{kept}/").content == PNG
    assert client.get(f"{LIST}{second}/chung-cu/{kept}/").status_code == 404
    assert models.BreachEvent.objects.filter(kind="evidence_read").count() == 1


def test_texts_of_officers_never_become_markup_or_formulas(client, office):
    evil = "<script>alert(1)</script>"
    code = report(office, title=f"=1+1{evil}", what=evil, cause=evil).code
    api.add_note(code=code, text=evil, actor=office.reception, now=NOW)
    sign_in(client, office.dpo)
    assert evil not in text(client.get(f"{LIST}{code}/")) + text(client.get(LIST))
    assert "'=1+1" in text(client.get(f"{LIST}xuat.csv"))
    assert client.get(f"{LIST}xuat.xlsx").content[:2] == b"PK"
    assert client.get(f"{LIST}xuat.pdf").status_code == 404


def test_a_press_from_another_site_is_refused(office):
    code = report(office).code
    strict = sign_in(Client(enforce_csrf_checks=True), office.dpo)
    assert strict.post(f"{LIST}{code}/ngan-chan/", {"measures": "x"}).status_code == 403
    assert not models.Breach.objects.get().measures


def test_administrators_write_down_who_is_responsible(client, office):
    sign_in(client, office.admin)
    begin = {"from-day": "1", "from-month": "5", "from-year": "2026"}
    client.post(f"{HOME}phu-trach/", {"officer": "reception.11329", "basis": "20/QĐ-UBND", **begin})
    assert models.Dpo.objects.count() == 3
    assert "đang giữ vị trí" in text(client.post(f"{HOME}phu-trach/", {"officer": "nobody", "basis": "1", **begin}))
    term = models.Dpo.objects.earliest("pk")
    client.post(f"{HOME}phu-trach/{term.uuid}/thoi/")
    assert models.Dpo.objects.get(pk=term.pk).effective_to is not None
    sign_in(client, office.dpo)
    assert client.get(f"{HOME}phu-trach/").status_code == 403


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_open_in_both_languages_without_inline_style(client, office, language):
    code = report(office).code
    sign_in(client, office.dpo)
    for path in (HOME, LIST, f"{LIST}bao/", f"{LIST}{code}/"):
        answer = client.get(path, headers={"accept-language": language})
        assert answer.status_code == 200
        assert b'style="' not in answer.content

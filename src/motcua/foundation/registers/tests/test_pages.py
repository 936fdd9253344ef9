"""The administrator's pages of calendar and rules, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.foundation.registers import api as registers
from motcua.foundation.registers.testing import load_registers
from motcua.foundation.units.testing import load_units
from motcua.kernel.actors import Role

pytestmark = pytest.mark.django_db
YEAR, ADD, LOAD, HOURS, RULES = (
    "/quan-tri/lich/",
    "/quan-tri/lich/them/",
    "/quan-tri/lich/nhap/",
    "/quan-tri/lich/gio/",
    "/quan-tri/quy-dinh/",
)
STORM = {
    "don_vi": "31", "tu-day": "8", "tu-month": "9", "tu-year": "2026", "den-day": "9", "den-month": "9", "den-year": "2026", "loai": "closed",
    "dong_tu": "14:30", "ten": "Bão số 3", "nguon": "Công điện 12",
}  # fmt: skip


@pytest.fixture
def admin(officer_client: Callable[..., Client]) -> Client:
    load_units()
    load_registers()
    return officer_client(Role.ADMIN)


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def closes(unit: str, day: int = 8) -> str:
    return f"{registers.calendar(around=date(2026, 9, 1), unit_code=unit).hours_on(date(2026, 9, day))[-1].closes:%H:%M}"


def test_the_year_shows_days_off_swaps_and_sources(admin: Client) -> None:
    page = admin.get(YEAR, {"nam": "2026"}).content.decode()
    assert page.count('class="cal-month"') == 12
    assert "Quốc khánh" in page
    assert page.count('class="is-work"') == 1
    assert admin.get(YEAR, {"nam": "abc"}).status_code == 200


def test_a_storm_is_previewed_published_seen_and_undone(admin: Client) -> None:
    check = admin.post(ADD, STORM).content.decode()
    assert "09/09/2026" in check
    assert closes("11329") == "17:00"
    answer = admin.post(ADD, {**hidden(check), "buoc": "cong_bo"})
    assert answer.status_code == 302
    assert (closes("11329"), closes("11329", 9), closes("")) == ("14:30", "14:30", "17:00")
    page = admin.get(YEAR, {"nam": "2026", "don_vi": "11329"}).content.decode()
    assert "14:30–hết giờ" in page
    assert "7–14:30" in page
    undo = re.search(r'action="(/quan-tri/lich/hoan-tac/[^"]+)"', page)[1]  # type: ignore[index]
    admin.post(undo)
    assert closes("11329") == "17:00"
    assert admin.post(undo).status_code == 409


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"dong_tu": ""}, "Nhập giờ bắt đầu"),
        ({"dong_tu": "25:00"}, "Nhập giờ như 14:30"),
        ({"loai": "hours", "gio": "17:00-07:00"}, "buổi trước viết trước"),
        ({"loai": "rain"}, "Chọn loại ngày"),
        ({"den-year": "2027"}, "nhiều nhất 62 ngày"),
        ({"nguon": ""}, "văn bản làm căn cứ"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(admin: Client, change: dict[str, str], said: str) -> None:
    answer = admin.post(ADD, STORM | change)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Bão số 3" in answer.content.decode()


def test_a_file_is_checked_then_published(admin: Client) -> None:
    sent = SimpleUploadedFile("ngay.csv", "date,kind,name_vi\n08/09/2026,half,Lễ hội\n".encode())
    facts = {"don_vi": "11329", "nguon": "QĐ 5", "dang": "csv"}
    check = admin.post(LOAD, {**facts, "tep": sent}).content.decode()
    assert closes("11329") == "17:00"
    assert admin.post(LOAD, {**hidden(check), "buoc": "cong_bo"}).status_code == 302
    assert closes("11329") == "11:30"
    bad = admin.post(LOAD, {**facts, "tep": SimpleUploadedFile("x.csv", b"date,kind\n2026-13-01,off\n")})
    assert bad.status_code == 422
    assert "Dòng 2" in bad.content.decode()


def test_the_days_leave_as_files(admin: Client) -> None:
    assert "2026-09-02,off" in admin.get(f"{YEAR}tai/?nam=2026&dang=csv").content.decode()
    assert "DTSTART;VALUE=DATE:20260902" in admin.get(f"{YEAR}tai/?nam=2026&dang=ics").content.decode()


def test_a_unit_gets_hours_of_its_own(admin: Client) -> None:
    page = admin.get(HOURS, {"don_vi": "11329"}).content.decode()
    assert 'value="07:00-11:30 13:30-17:00"' in page
    week = dict.fromkeys(("t2", "t3", "t4", "t5", "t6", "bu"), "07:30-11:30 13:00-17:30")
    facts = {
        **week,
        "t7": "",
        "cn": "",
        "nua": "07:30-11:30",
        "don_vi": "11329",
        "nguon": "QĐ 1",
        "tu-day": "1",
        "tu-month": "9",
        "tu-year": "2026",
    }
    assert admin.post(HOURS, {**facts, "t2": "x"}).status_code == 422
    assert admin.post(HOURS, facts).status_code == 302
    assert (closes("11329"), closes("11914")) == ("17:30", "17:00")
    assert admin.post(HOURS, facts).status_code == 422  # the same day again


def test_rules_are_found_read_and_amended_in_two_steps(admin: Client) -> None:
    assert "casework.bulk_most" in admin.get(RULES, {"tim": "hang loat"}).content.decode()
    one = f"{RULES}casework.intake_hours/"
    assert "casework" in admin.get(one).content.decode()
    facts = {"gia_tri": "4", "nguon": "NĐ mới", "tin_cay": "V", "tu-day": "1", "tu-month": "1", "tu-year": "2027"}
    check = admin.post(one, facts).content.decode()
    assert len(registers.history(code="casework.intake_hours")) == 1
    assert admin.post(one, {**hidden(check), "buoc": "ban_hanh"}).status_code == 302
    assert [v.value for v in registers.history(code="casework.intake_hours")] == [8, 4]
    assert admin.get(f"{RULES}no.such/").status_code == 404


@pytest.mark.parametrize("change", [{"gia_tri": '"bốn"'}, {"gia_tri": "{"}, {"gia_tri": "true"}, {"tu-year": "2019"}, {"tin_cay": "Z"}])
def test_a_value_of_another_kind_or_of_the_past_is_refused(admin: Client, change: dict[str, str]) -> None:
    facts = {"gia_tri": "4", "nguon": "NĐ", "tin_cay": "V", "tu-day": "1", "tu-month": "1", "tu-year": "2027", "buoc": "ban_hanh"}
    assert admin.post(f"{RULES}casework.intake_hours/", facts | change).status_code == 422
    assert len(registers.history(code="casework.intake_hours")) == 1


def test_office_hours_that_cannot_be_read_never_get_in(admin: Client) -> None:
    facts = {"gia_tri": '[["x"]]', "nguon": "NĐ", "tin_cay": "V", "tu-day": "1", "tu-month": "1", "tu-year": "2027", "buoc": "ban_hanh"}
    assert admin.post(f"{RULES}office.week/", facts).status_code == 422


@pytest.mark.parametrize("path", [YEAR, ADD, LOAD, HOURS, RULES, YEAR + "tai/"])
def test_others_stay_out(path: str, officer_client: Callable[..., Client]) -> None:
    assert officer_client(Role.LEADER).get(path).status_code == 403
    assert Client().get(path).status_code == 302


def test_the_pages_speak_english_too(admin: Client, settings: Any) -> None:
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = admin.get(YEAR, {"nam": "2026"}).content.decode()
    assert "Working calendar" in page
    assert "National Day" in page

"""Writing a data-sharing request: one question a page, kept as a draft for its writer alone, changed on the summary, handed in whole."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.kernel.actors import SYSTEM, Actor, Role
from motcua.platform.casework import testing as t
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import SettingWrong, ThingUnknown
from motcua.platform.exchange.testing import FakeGateway

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
CLIENT, SERVICE, OTHER = "VN-HP/GOV/H24.10/appraisal", "VN-HP/GOV/H24.20/land/parcels", "VN-HP/GOV/H24.20/land/prices"
PERIOD = {"from_on-day": "23", "from_on-month": "11", "from_on-year": "2026", "until_on-day": "1", "until_on-month": "1", "until_on-year": "2028"}
GIVEN: dict[str, dict[str, Any]] = {
    "muc-dich": {"purpose": "Thẩm định hồ sơ xây dựng"}, "can-cu": {"ground": "Điều 5 NĐ 278/2025"}, "dich-vu": {"service": SERVICE},
    "thao-tac": {"endpoints": ["GET /*"]}, "truong": {"fields": ["area"]}, "thoi-han": PERIOD, "so-luot": {"per_day": "100"},
}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town(module_town: t.Town, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeGateway(monkeypatch)
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)
    api.register_member(member_class="GOV", member_code="H24.10", name_vi="Phường xin", unit_code=t.UNIT, **WHO)
    api.register_subsystem(member="VN-HP/GOV/H24.10", code="appraisal", name_vi="Thẩm định", **WHO)
    api.register_member(member_class="GOV", member_code="H24.20", name_vi="Sở có", unit_code=t.OTHER_UNIT, **WHO)
    api.register_subsystem(member="VN-HP/GOV/H24.20", code="land", name_vi="Đất đai", **WHO)
    told = [{"path": "area", "vi": "Diện tích", "en": "Area", "personal": False}, {"path": "owner", "vi": "Chủ", "en": "Owner", "personal": True}]
    settings = {"fields": told, "endpoints": [{"method": "GET", "path": "/*"}, {"method": "POST", "path": "/find"}]}
    for code, name in (("parcels", "Thửa đất"), ("prices", "Giá đất")):
        made = api.register_service(subsystem="VN-HP/GOV/H24.20/land", code=code, base_url="http://10.0.0.5/", name_vi=name, **WHO)
        api.change_service(service=made, settings=settings, **WHO)


@pytest.fixture
def writer() -> Actor:
    return make_officer(Role.APPRAISER, unit_code=t.UNIT, code="viet")


@pytest.fixture
def page(writer: Actor) -> Client:
    return sign_in(Client(), writer)


def answered(page: Client, *, until: str = "") -> str:
    """The page after every question up to ``until`` was answered; its address."""
    place: str = page.post(reverse("exchange_ask"))["Location"]
    for key, given in GIVEN.items():
        assert parse_qs(urlsplit(place).query)["buoc"] == [key]
        place = page.post(place, given)["Location"]
        if key == until:
            break
    return place


def step(page: Client, key: str, *, from_summary: bool = False) -> str:
    draft = re.search(r"nhap=([0-9a-f-]{36})", page.get(reverse("exchange_ask")).content.decode())
    assert draft
    return f"{reverse('exchange_ask_step')}?nhap={draft[1]}&buoc={key}{'&sua=1' if from_summary else ''}"


def test_one_question_a_page_then_the_summary_then_one_request(page: Client, writer: Actor) -> None:
    summary = answered(page)
    told = page.get(summary).content.decode()
    assert all(word in told for word in ("Thẩm định hồ sơ xây dựng", "Thửa đất", "GET /*", "Diện tích", "23/11/2026", "100"))
    assert told.count("&amp;sua=1") == 8
    code = page.post(summary)["Location"].rstrip("/").rsplit("/", 1)[-1]
    found = api.request(code=code, actor=writer)
    assert (found.endpoints, found.fields, found.per_day, found.until_on) == ((("GET", "/*"),), ("area",), 100, date(2028, 1, 1))
    assert api.drafts(actor=writer) == ()


def test_an_answer_is_changed_from_the_summary_and_leads_back_there(page: Client, writer: Actor) -> None:
    summary = answered(page)
    assert page.post(step(page, "muc-dich", from_summary=True), {"purpose": "Tính thuế sử dụng đất"})["Location"] == summary
    assert "Tính thuế sử dụng đất" in page.get(summary).content.decode()
    again = page.post(step(page, "dich-vu", from_summary=True), {"service": OTHER})["Location"]
    assert "buoc=thao-tac" in again  # another service offers other things: they are asked again
    assert not {"endpoints", "fields"} & set(api.drafts(actor=writer)[0].answers)


def test_what_is_saved_is_there_after_the_next_sign_in(page: Client, writer: Actor) -> None:
    answered(page, until="can-cu")
    left = page.post(step(page, "dich-vu"), {"service": SERVICE, "luu": "1"}, follow=True).content.decode()
    assert "Đã lưu bản nháp" in left
    fresh = sign_in(Client(), writer)
    told = fresh.get(reverse("exchange_ask")).content.decode()
    assert "Thẩm định hồ sơ xây dựng" in told
    assert "4/8" in told
    assert "buoc=thao-tac" in told
    assert fresh.post(step(fresh, "thao-tac"), {"luu": "1"}).status_code == 302


@pytest.mark.parametrize(
    ("key", "given", "says"),
    [
        ("muc-dich", {"purpose": "Cần"}, "Nêu rõ"),
        ("dich-vu", {"service": "VN-HP/GOV/x/y/z"}, "Chọn một mục"),
        ("thao-tac", {"endpoints": "DELETE /*"}, "Chọn trong danh sách"),
        ("truong", {"fields": "password"}, "Chọn trong danh sách"),
        ("thoi-han", {**PERIOD, "until_on-year": "2025"}, "phải sau ngày bắt đầu"),
        ("thoi-han", {**PERIOD, "from_on-month": "13"}, "ngày, tháng, năm"),
        ("so-luot", {"per_day": "nhiều"}, "Nhập số nguyên"),
        ("so-luot", {"per_day": "0"}, "Nhập số từ 1"),
    ],
)
def test_a_wrong_answer_is_refused_beside_its_field_and_stays(page: Client, key: str, given: dict[str, str], says: str) -> None:
    answered(page)
    answer = page.post(step(page, key), given)
    told = answer.content.decode()
    assert (answer.status_code, says in told, "mc-error-summary" in told) == (422, True, True)
    assert all(f'value="{value}"' in told or value in told for name, value in given.items() if name in {"purpose", "per_day", "from_on-month"})


def test_what_is_missing_is_named_on_the_summary_with_the_way_to_it(page: Client) -> None:
    place = answered(page, until="can-cu")
    summary = place.replace("/cau-hoi/", "/kiem-tra/")
    answer = page.post(summary)
    assert answer.status_code == 422
    assert answer.content.decode().count("Chưa trả lời câu này.") == 3
    page.post(step(page, "dich-vu"), {"service": SERVICE})
    page.post(step(page, "can-cu"), {"ground": ""})
    for key in ("thoi-han", "so-luot"):
        page.post(step(page, key), GIVEN[key])
    told = page.post(summary).content.decode()
    assert "nêu căn cứ pháp lý" in told
    assert "buoc=can-cu" in told


def test_a_draft_is_there_for_its_writer_alone(page: Client, writer: Actor) -> None:
    place, draft = answered(page, until="can-cu"), api.drafts(actor=writer)[0].id
    other = make_officer(Role.APPRAISER, unit_code=t.UNIT, code="khac")
    stranger = sign_in(Client(), other)
    for address in (place, place.replace("/cau-hoi/", "/kiem-tra/"), place.replace("/cau-hoi/", "/xoa/")):
        assert (stranger.get(address).status_code, stranger.post(address, {"purpose": "x"}).status_code) == (404, 404)
    for act in (lambda: api.keep_answers(draft=draft, answers={}, actor=other, now=NOW), lambda: api.drop_draft(draft=draft, actor=other)):
        with pytest.raises(ThingUnknown):
            act()
    assert page.post(place.replace("/cau-hoi/", "/xoa/")).status_code == 302
    assert api.drafts(actor=writer) == ()


def test_a_renewal_begins_with_the_earlier_answers(page: Client, writer: Actor) -> None:
    code = page.post(answered(page))["Location"].rstrip("/").rsplit("/", 1)[-1]
    page.post(f"{reverse('exchange_ask')}?gia-han={code}")
    answers = api.drafts(actor=writer)[0].answers
    assert (answers["renews"], answers["from_on"], answers["fields"]) == (code, "2028-01-01", ["area"])


def test_drafts_are_bounded_and_forgotten(writer: Actor) -> None:
    for _ in range(20):
        api.begin_draft(answers={}, actor=writer, now=NOW)
    with pytest.raises(SettingWrong):
        api.begin_draft(answers={}, actor=writer, now=NOW)
    assert api.forget_drafts(now=NOW + timedelta(days=59)) == 0
    assert api.forget_drafts(now=NOW + timedelta(days=61)) == 20


@pytest.mark.parametrize("query", ["", "?nhap=x&buoc=muc-dich", "?nhap=%00", "?nhap=0190a1b2-0000-7000-8000-000000000000&buoc=muc-dich"])
@pytest.mark.parametrize("name", ["ask_step", "ask_check", "ask_drop"])
def test_odd_addresses_are_not_there(page: Client, name: str, query: str) -> None:
    assert page.get(reverse(f"exchange_{name}") + query).status_code == 404

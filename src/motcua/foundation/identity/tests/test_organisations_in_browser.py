"""A business on a phone and at a desk: the representative invites, the clerk accepts, and every page says for whom one acts."""

from __future__ import annotations

import os

import pytest
from django.test import Client

from motcua.foundation.identity import api
from motcua.foundation.identity.testing import NOW, claims_of, make_citizen, sign_in
from motcua.kernel.identifiers import tax_code
from motcua.kit import clock
from tests.journeys.browser import carry_session, lead_on, window
from tests.journeys.standing import judge

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
NAME = "Công ty Trách nhiệm hữu hạn Một thành viên Thương mại và Dịch vụ Mẫu Sông Cấm"


@pytest.fixture(autouse=True)
def _clock():
    clock.provide(lambda: NOW)
    yield
    clock.provide(None)


@pytest.fixture
def boss(transactional_db):
    told = claims_of(1, MaSoThue=tax_code(prefix="020009999"), TenDoanhNghiep=NAME)
    return api.actor_of(account_id=api.sign_in_citizen(claims=told, now=NOW).account_id, now=NOW)


def press(page, name):
    lead_on(page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first)


def come_in(page, live_server, actor, path):
    carry_session(page.context, sign_in(Client(), actor), live_server.url)
    page.goto(live_server.url + path)


def test_a_representative_invites_and_a_clerk_accepts(browser, live_server, boss):
    clerk = make_citizen(2)
    with window(browser, script=True) as page:
        come_in(page, live_server, boss, "/tai-khoan/to-chuc/")
        press(page, "Thay mặt tổ chức này")
        judge(page, "acting-mine")
        page.get_by_role("link", name=NAME).first.click()
        press(page, "Uỷ quyền cho một người")
        press(page, "Ghi uỷ quyền")
        judge(page, "acting-refused", expected="422")
        page.get_by_label("Số định danh cá nhân của người được uỷ quyền").fill(claims_of(2)["SoDinhDanh"])
        page.get_by_label("Họ và tên người được uỷ quyền").fill("Đỗ Thị Thử")
        page.get_by_label("Nộp phí, lệ phí").check()
        for box, value in (("den", ("31", "12", "2026")), ("ngay", ("1", "3", "2026"))):
            for part, text in zip(("day", "month", "year"), value, strict=True):
                page.fill(f"[name={box}-{part}]", text)
        page.get_by_label("Số giấy uỷ quyền hoặc quyết định").fill("07/GUQ-2026")
        press(page, "Ghi uỷ quyền")
        judge(page, "acting-given", expected="422")
        page.goto(f"{live_server.url}/tai-khoan/to-chuc/")
        press(page, "Trở lại cá nhân")
        assert "Bạn đang thay mặt" not in page.inner_text("body")
    with window(browser, screen="desk", language="en") as page:
        come_in(page, live_server, clerk, "/tai-khoan/to-chuc/")
        judge(page, "acting-invited")
        page.get_by_role("link", name="Read and answer").click()
        press(page, "Accept")
        press(page, "Act for this organisation")
        assert "within what you are authorised to do" in page.inner_text("body")
        judge(page, "acting-clerk")

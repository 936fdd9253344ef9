"""Signing in to another system in a real browser: the policies of our pages let the way back lead to that system, and nowhere else."""

import os

import pytest
from django.test import Client

from motcua.foundation.identity.testing import make_citizen, make_officer, sign_in
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.platform.signon import testing as t
from tests.journeys.browser import carry_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("MOTCUA_PICTURES", "")


def shown(page, name):
    """A picture for whoever looks at the pages by eye; and nothing may be wider than a small phone."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)


@pytest.fixture
def visit(browser, live_server, settings):
    settings.MOTCUA_BASE_URL = live_server.url
    opened = []

    def go(person):
        context = browser.new_context(locale="vi-VN")
        opened.append(context)
        carry_session(context, sign_in(Client(), person), live_server.url)
        context.route("https://lich-hop.example/**", lambda route: route.fulfill(status=200, body="ve"))
        return context.new_page()

    yield go
    for context in opened:
        context.close()


def test_a_person_agrees_and_arrives_and_withdraws(visit, live_server):
    app = t.make_app(now=clock.now())
    page = visit(make_citizen())
    page.goto(live_server.url + t.asking(app, scope="openid profile phone offline_access"))
    shown(page, "dong-y")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Đồng ý và đăng nhập").press("Enter")
    page.wait_for_url("https://lich-hop.example/ve?code=*")
    page.goto(live_server.url + "/sso/tiep-tuc" + t.asking(app, state="hai", scope="openid profile").removeprefix("/sso/authorize"))
    page.wait_for_url("https://lich-hop.example/ve?code=*state=hai*")
    page.goto(live_server.url + "/tai-khoan/ung-dung/")
    shown(page, "ung-dung-cua-toi")
    page.get_by_role("link", name="Rút lại đồng ý").click()
    shown(page, "rut-lai")
    page.get_by_role("button", name="Rút lại đồng ý").click()
    page.wait_for_url("**/tai-khoan/ung-dung/")
    assert page.get_by_role("link", name="Rút lại đồng ý").count() == 0


def test_an_administrator_registers_an_application(visit, live_server):
    app = t.make_app(now=clock.now())
    page = visit(make_officer(Role.ADMIN))
    for path, name in (("", "danh-sach"), ("them/", "dang-ky"), (f"{app.uuid}/", "ung-dung"), (f"{app.uuid}/ngung/", "ngung")):
        page.goto(f"{live_server.url}/quan-tri/ung-dung-dang-nhap/{path}")
        shown(page, name)
    page.goto(f"{live_server.url}/quan-tri/ung-dung-dang-nhap/{app.uuid}/khoa/")
    page.get_by_role("button", name="Đổi khoá").click()
    page.get_by_text("Chép khoá bí mật ngay").wait_for()

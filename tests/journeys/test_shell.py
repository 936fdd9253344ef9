"""The shell in a real browser: portal, desk and gallery on a phone and at a desk, with and without script."""

from __future__ import annotations

import pytest
from django.test import Client

from motcua.foundation.identity.testing import make_officer, sign_in
from tests.journeys.browser import barriers, carry_session, clipped_marks, lead_on, small_targets, take, too_wide, window

pytestmark = pytest.mark.django_db(transaction=True)
PUBLIC = {
    "home": "/",
    "search": "/tim?q=khai+sinh",
    "sign-in": "/dang-nhap/?next=/ho-so/",
    "help": "/tro-giup/",
    "sitemap": "/so-do/",
    "missing": "/khong-co/",
}


def judge(page):
    """Nothing that keeps a person out; nothing that the policy had to block."""
    assert barriers(page) == []
    assert too_wide(page) == []
    assert small_targets(page) == []
    assert clipped_marks(page) == []
    assert [said for said in page.complaints if "404" not in said] == []


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages_on_every_screen(browser, live_server, name):
    with window(browser) as page:
        page.goto(live_server.url + PUBLIC[name])
        judge(page)
        take(page, f"shell-{name}")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_component_in_the_gallery(browser, live_server, dark):
    with window(browser, dark=dark) as page:
        page.goto(live_server.url + "/ui/")
        judge(page)
        take(page, "gallery-dark" if dark else "gallery")


def test_the_desk_of_an_officer(browser, live_server, client):
    with window(browser, screen="desk") as page:
        sign_in(client, make_officer())
        carry_session(page.context, client, live_server.url)
        for name, path in {"desk": "/lam-viec/", "keys": "/lam-viec/phim-tat/"}.items():
            page.goto(live_server.url + path)
            assert "Cán bộ reception" in page.locator("header").inner_text()
            judge(page)
            take(page, f"shell-{name}")


def test_the_language_is_changed_without_script_and_the_page_stays(browser, live_server):
    with window(browser, script=False) as page:
        page.goto(live_server.url + "/tro-giup/")
        lead_on(page.locator("footer").get_by_role("button", name="English"))
        assert page.url.endswith("/tro-giup/")
        assert page.locator("h1").inner_text() == "Help"
        assert page.locator("html").get_attribute("lang") == "en"


def test_the_menu_of_a_phone_opens_without_script(browser, live_server):
    with window(browser, script=False) as page:
        page.goto(live_server.url + "/ui/header/")
        menu = page.locator("main details.mc-menu").first
        menu.locator("summary").click()
        assert menu.get_by_role("link", name="Dữ liệu mở").is_visible()


def test_the_first_tab_skips_to_the_content(browser, live_server):
    with window(browser) as page:
        page.goto(live_server.url + "/tro-giup/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "mc-skip-link"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_a_table_is_walked_by_keys(browser, live_server):
    with window(browser, screen="desk") as page:
        page.goto(live_server.url + "/ui/table/")
        for key in ("j", "j", "x"):
            page.keyboard.press(key)
        row = page.locator("table[data-walk] tr.is-current")
        assert "00009" in row.inner_text()
        assert row.locator("input").is_checked()
        page.keyboard.press("k")
        assert "00003" in page.locator("table[data-walk] tr.is-current").inner_text()


def test_a_form_on_its_way_is_not_sent_twice(browser, live_server):
    with window(browser) as page:
        page.goto(live_server.url + "/ui/bulk-bar/")
        sent = []
        page.route(
            "**/ui/", lambda route: (sent.append(1), route.fulfill(status=204)) if route.request.method == "POST" else route.continue_()
        )
        button = page.locator("form.mc-bulk-bar button").first
        with page.expect_request(lambda asked: asked.method == "POST"):
            button.click()
        button.click(force=True)
        page.wait_for_timeout(100)
        assert len(sent) == 1


def test_the_error_summary_is_read_first_and_leads_to_the_field(browser, live_server):
    with window(browser) as page:
        page.goto(live_server.url + "/ui/error-summary/")
        assert page.evaluate("document.activeElement.className") == "mc-error-summary"


def test_without_a_network_the_offline_page_is_shown(browser, live_server):
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.goto(live_server.url + "/tro-giup/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    context.set_offline(True)
    page.goto(live_server.url + "/ho-so/")
    assert "không có mạng" in page.locator("h1").inner_text()
    assert page.evaluate("getComputedStyle(document.querySelector('.mc-header')).backgroundColor") == "rgb(10, 61, 98)"
    context.close()


def test_the_worker_keeps_no_page_with_personal_data(browser, live_server):
    officer = Client()
    sign_in(officer, make_officer())
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    carry_session(context, officer, live_server.url)
    page.goto(live_server.url + "/lam-viec/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    kept = page.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((n) => caches.open(n).then((c) => c.keys())))).then((all) => all.flat().map((r) => r.url))"
    )
    offline = page.evaluate("caches.match('/ngoai-tuyen/').then((answer) => answer.text())")
    context.close()
    assert all("/static/" in url or url.endswith("/ngoai-tuyen/") for url in kept)
    assert kept
    assert "Cán bộ reception" not in offline

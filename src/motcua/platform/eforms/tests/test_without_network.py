"""Typing without a network in a real browser: kept on this machine, sent once, never shown to the next person; who may keep at all."""

from __future__ import annotations

import json
import os

import pytest
from django.test import Client

from motcua.foundation.identity.testing import make_citizen, make_officer, make_unit, sign_in
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.platform.eforms import api, conf
from motcua.platform.eforms.testing import start
from motcua.platform.eforms.tests.conftest import NOW
from motcua.platform.eforms.tests.documents import document, field
from tests.journeys.browser import SCREENS, carry_session, lead_on, take, too_wide, window

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
FORM = document(field("name", "text"), field("copies", "integer", required=False))
SECRET = "Nguyễn Thị Không Mạng"
in_browser = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _clock():
    clock.provide(lambda: NOW)
    yield
    clock.provide(None)


@pytest.fixture
def owner(transactional_db):
    make_unit("11329")
    return make_citizen(1, now=NOW)


@pytest.fixture
def page(browser, live_server, owner):
    with window(browser) as opened:
        opened.home = live_server.url
        as_person(opened, owner)
        yield opened


def as_person(page, actor):
    carry_session(page.context, sign_in(Client(), actor), page.home)


def opened(page, draft, key="mot"):
    page.goto(f"{page.home}/nop/{draft.uuid}/{key}/")


def kept(page):
    """What the machine keeps of forms."""
    return {k: v for k, v in json.loads(page.evaluate("JSON.stringify(localStorage)")).items() if k.startswith("mc-own:/nop/")}


def said(page, words):
    page.locator("[data-saved]", has_text=words).wait_for()


def typed_without_network(page, draft, text=SECRET):
    opened(page, draft)
    page.context.set_offline(True)
    page.fill("#id_name", text)
    said(page, "Chưa có mạng: đã giữ trên máy này")


def gone_and_back(page):
    """The window leaves the page, and only then the network comes back."""
    page.goto("about:blank")
    page.wait_for_timeout(500)
    page.context.set_offline(False)


def again(draft, owner):
    return api.draft(draft_id=draft.uuid, actor=owner)


def saves(page):
    """The answers to autosaves from now on."""
    heard = []
    page.on("response", lambda answer: heard.append(answer.status) if answer.url.endswith("/luu/") else None)
    return heard


class TestInBrowser:
    pytestmark = in_browser

    def test_a_press_without_a_network_stays_and_what_is_typed_is_sent_once(self, page, owner):
        draft = start(FORM, owner=owner, now=NOW, check="eforms_signers")
        typed_without_network(page, draft)
        heard = saves(page)
        page.click("form .mc-row button >> nth=0")
        page.fill("#id_copies", "7")
        said(page, "Chưa có mạng")
        assert page.url.endswith("/mot/")
        assert too_wide(page) == []
        take(page, "eforms-without-network")
        page.context.set_offline(False)
        said(page, "Đã gửi những gì bạn gõ khi chưa có mạng, lúc 10:00")
        page.wait_for_timeout(2000)
        assert (heard, kept(page)) == ([200], {})
        assert dict(again(draft, owner).values) == {"name": SECRET, "copies": 7}
        lead_on(page.locator("form .mc-row button").first)
        assert again(draft, owner).visited == ("mot",)

    def test_a_window_that_was_closed_sends_at_the_next_opening(self, page, owner):
        draft = start(FORM, owner=owner, now=NOW)
        typed_without_network(page, draft)
        context = page.context
        page.close()
        later = context.new_page()
        later.wait_for_timeout(500)
        context.set_offline(False)
        heard, later.home = saves(later), page.home
        opened(later, draft)
        assert later.input_value("#id_name") == SECRET
        said(later, "Đã gửi những gì bạn gõ khi chưa có mạng")
        later.wait_for_timeout(2000)
        assert (heard, kept(later), again(draft, owner).values["name"]) == ([200], {}, SECRET)

    def test_newer_answers_of_another_device_are_chosen_between(self, page, owner):
        draft = start(FORM, owner=owner, now=NOW)
        typed_without_network(page, draft)
        api.save_page(draft_id=draft.uuid, page="mot", data={"name": "Mai"}, actor=owner, now=NOW, version=draft.version, device="desk")
        gone_and_back(page)
        page.goto(f"{page.home}/nop/{draft.uuid}/mot/", wait_until="commit")
        page.wait_for_url("**/chon/")
        assert SECRET in page.inner_text("main")
        assert again(draft, owner).values["name"] == "Mai"
        lead_on(page.get_by_role("button", name="Giữ các câu đã chọn"))
        assert (page.input_value("#id_name"), kept(page)) == (SECRET, {})
        assert again(draft, owner).values["name"] == SECRET

    def test_who_signs_in_next_finds_nothing(self, page, owner):
        typed_without_network(page, start(FORM, owner=owner, now=NOW))
        gone_and_back(page)
        second = make_citizen(2, now=NOW)
        as_person(page, second)
        opened(page, start(FORM, owner=second, now=NOW))
        assert page.input_value("#id_name") == ""
        assert SECRET not in page.content() + page.evaluate("JSON.stringify(localStorage)")

    def test_signing_out_clears(self, page, owner):
        page.route("**/luu/", lambda route: route.abort())
        opened(page, start(FORM, owner=owner, now=NOW))
        page.fill("#id_name", SECRET)
        said(page, "Chưa có mạng")
        assert SECRET in str(kept(page))
        page.set_viewport_size(SCREENS["desk"])
        lead_on(page.get_by_role("button", name="Đăng xuất").first)
        assert "mc-own" not in page.evaluate("JSON.stringify(localStorage)")

    def test_after_seven_days_and_with_a_draft_thrown_away_nothing_is_left(self, page, owner):
        draft = start(FORM, owner=owner, now=NOW)
        typed_without_network(page, draft)
        gone_and_back(page)
        page.goto(f"{page.home}/ban-nhap/")
        assert kept(page)
        with page.expect_navigation():
            page.get_by_role("button", name="Xoá bản nháp").press("Enter")
        assert kept(page) == {}
        page.evaluate(
            "localStorage.setItem('mc-own:/nop/x/mot/luu/', JSON.stringify({owner: 'a', at: Date.now() - 8 * 86400000, data: []}))"
        )
        page.reload()
        assert kept(page) == {}

    def test_nothing_is_kept_of_what_an_officer_types(self, page, owner):
        officer = make_officer(Role.RECEPTION, unit_code="11329", now=NOW)
        as_person(page, officer)
        opened(page, start(FORM, owner=officer, now=NOW))
        page.context.set_offline(True)
        page.fill("#id_name", SECRET)
        said(page, "Chưa lưu tự động được")
        assert "mc-own" not in page.evaluate("JSON.stringify(localStorage)")


@pytest.mark.django_db
def test_only_a_citizens_own_draft_on_her_own_machine_is_kept(monkeypatch):
    make_unit("11329")
    owner, other = make_citizen(1, now=NOW), make_citizen(2, now=NOW)
    officer = make_officer(Role.RECEPTION, unit_code="11329", now=NOW)
    draft, theirs = start(FORM, owner=owner, now=NOW), start(FORM, owner=officer, now=NOW)
    name = api.kept_as(draft=draft, actor=owner, address="10.4.0.9")
    assert len(name) == 16
    assert str(owner.subject_id) not in name
    assert api.kept_as(draft=draft, actor=other, address="10.4.0.9") == ""
    assert api.kept_as(draft=theirs, actor=officer, address="10.4.0.9") == ""
    assert api.kept_as(draft=draft, actor=owner, address="") == ""
    monkeypatch.setattr(conf, "SHARED_MACHINES", "10.4.0.0/24, fd00::/8")
    addresses = ("10.4.0.9", "::ffff:10.4.0.9", "fd00::1", "10.5.0.9")
    assert [api.kept_as(draft=draft, actor=owner, address=a) for a in addresses] == ["", "", "", name]

"""Question pages in a real browser: questions open and calculate as one types, everything is saved, every kind is reachable by everybody."""

from __future__ import annotations

import os

import pytest
from django.test import Client

from motcua.foundation.identity.testing import make_citizen, make_unit, sign_in
from motcua.kit import clock
from motcua.platform.eforms import api
from motcua.platform.eforms.testing import start
from motcua.platform.eforms.tests.conftest import NOW
from motcua.platform.eforms.tests.documents import RELATION, document, field
from motcua.platform.eforms.web import gallery
from tests.journeys.browser import barriers, carry_session, lead_on, small_targets, take, too_wide, window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def program(browser):
    return browser


@pytest.fixture(autouse=True)
def _clock():
    clock.provide(lambda: NOW)
    yield
    clock.provide(None)


@pytest.fixture
def owner(transactional_db):
    make_unit("11329")
    return make_citizen(1, now=NOW)


def opened(page, live_server, owner, draft, key="mot"):
    carry_session(page.context, sign_in(Client(), owner), live_server.url)
    page.goto(f"{live_server.url}/nop/{draft.uuid}/{key}/")


def sums():
    why = field("why", "text", visible_when={"==": [{"var": "relation"}, "other"]})
    total = field("total", "calculated", expression={"*": [{"var": "copies"}, {"var": "fee"}]}, suffix="đồng")
    return document(RELATION, why, field("copies", "integer", minimum=1, maximum=50), field("fee", "money"), total)


def test_questions_open_calculate_check_and_save_while_one_types(program, live_server, owner):
    draft = start(sums(), owner=owner, now=NOW)
    with window(program) as page:
        opened(page, live_server, owner, draft)
        assert not page.is_visible("#id_why")
        page.check("input[name=relation][value=other]")
        assert page.is_visible("#id_why")
        page.fill("#id_copies", "3")
        page.fill("#id_fee", "1.500.000")
        assert page.inner_text("#id_total") == "4.500.000 đồng"
        with page.expect_response(lambda answer: '"copies"\r\n\r\n90\r\n' in (answer.request.post_data or "")):  # a slow machine saves twice
            page.fill("#id_copies", "90")
            page.press("#id_copies", "Tab")
            assert page.inner_text("#id_copies-said") == "Câu hỏi copies phải từ 50 trở xuống."
        page.locator("[data-saved]", has_text="Đã lưu lúc").wait_for()
        kept = api.draft(draft_id=draft.uuid, actor=owner)
        assert kept.raw["copies"]["copies"] == ["90"]
        assert kept.values["fee"] == 1_500_000
        assert kept.visited == ()
        assert page.complaints == []


def test_a_later_device_is_asked_and_nothing_is_overwritten(program, live_server, owner):
    draft = start(sums(), owner=owner, now=NOW)
    with window(program) as phone, window(program, screen="desk") as desk:
        opened(phone, live_server, owner, draft)
        opened(desk, live_server, owner, draft)
        desk.fill("#id_copies", "2")
        lead_on(desk.locator("button:has-text('Lưu và thoát')"))
        phone.fill("#id_copies", "7")
        lead_on(phone.locator("form .mc-row button").first)
        assert "Trang này vừa được sửa trên thiết bị khác" in phone.inner_text("h1")
        assert api.draft(draft_id=draft.uuid, actor=owner).values["copies"] == 2
        take(phone, "eforms-two-devices")
        lead_on(phone.locator("button:has-text('Giữ các câu đã chọn')"))
        assert phone.input_value("#id_copies") == "7"


def test_rows_and_linked_lists_grow_in_place_and_keep_the_focus(program, live_server, owner):
    people = field("people", "table", fields=[field("who", "text"), field("share", "percentage")])
    draft = start(document(people), owner=owner, now=NOW)
    with window(program) as page:
        opened(page, live_server, owner, draft)
        page.fill("[name=people-0-who]", "Lan")
        page.evaluate("window.kept = true")
        page.click("button[name=people-add]")
        page.wait_for_selector("[name=people-1-who]")
        assert page.evaluate("window.kept") is True
        assert page.input_value("[name=people-0-who]") == "Lan"


@pytest.mark.parametrize("key", [p["key"] for p in gallery.document()["pages"]])
def test_every_kind_is_reachable_narrow_and_without_script(program, live_server, owner, key):
    draft = start(gallery.document(), owner=owner, now=NOW)
    for script in (True, False):
        with window(program, script=script) as page:
            opened(page, live_server, owner, draft, key)
            if script:
                page.wait_for_load_state("networkidle")
                assert barriers(page) == []
                assert too_wide(page) == []
                assert small_targets(page) == []
                assert page.complaints == []
                take(page, f"eforms-{key}")
            else:
                lead_on(page.locator("form .mc-row button").first)
                assert page.is_visible("[data-focus]")


def test_a_place_at_home_is_listed_and_one_elsewhere_is_typed(program, live_server, owner):
    draft = start(document(field("from_where", "place")), owner=owner, now=NOW)
    with window(program) as page:
        opened(page, live_server, owner, draft)
        page.select_option("#id_from_where-province", "33")
        assert page.is_visible("#id_from_where-name")
        page.select_option("#id_from_where-province", "31")
        assert page.is_visible("#id_from_where-commune")
        assert not page.is_visible("#id_from_where-name")


def test_a_map_is_marked_by_keyboard_and_writes_coordinates(program, live_server, owner):
    draft = start(document(field("at", "map_point")), owner=owner, now=NOW, check="eforms_signers")
    with window(program) as page:
        opened(page, live_server, owner, draft)
        page.wait_for_selector(".ef-map svg")
        page.focus(".ef-map svg")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        typed = page.input_value("#id_at-at")
        lead_on(page.locator("form .mc-row button").first)
    assert typed
    assert api.draft(draft_id=draft.uuid, actor=owner).values["at"]["type"] == "Point"


def test_lists_signers_and_print_are_reachable(program, live_server, owner):
    draft = start(sums(), owner=owner, now=NOW, title_vi="Khai thử", title_en="Trial")
    with window(program) as page:
        opened(page, live_server, owner, draft)
        for name, path in {
            "drafts": "/ban-nhap/",
            "signers": f"/nop/{draft.uuid}/viec/cung-ky/",
            "print": f"/nop/{draft.uuid}/viec/in/",
        }.items():
            page.goto(f"{live_server.url}{path}")
            assert barriers(page) == []
            assert too_wide(page) == []
            take(page, f"eforms-{name}")

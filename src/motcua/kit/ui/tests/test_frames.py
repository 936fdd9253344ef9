"""Page frames and the gallery."""

from __future__ import annotations

import pytest
from django.template import engines
from django.test import RequestFactory, override_settings
from django.utils.translation import override

from motcua.kernel.actors import ANONYMOUS, Actor, ActorKind
from motcua.kernel.errors import NotFound
from motcua.kit.ui.gallery import gallery, gallery_component
from motcua.kit.ui.registry import components
from motcua.kit.ui.tests.pages import Page, forbidden, heading_levels, skips

pytestmark = pytest.mark.urls("motcua.kit.ui.tests.addresses")


def request(path="/", actor=ANONYMOUS):
    made = RequestFactory().get(path)
    made.actor, made.language, made._messages = actor, "vi", []
    return made


def rendered(source, *, actor=ANONYMOUS, language="vi", **context):
    with override(language):
        return engines["django"].from_string(source).render({"actor": actor, "messages": [], **context}, request(actor=actor))


@pytest.mark.parametrize("frame", ["base", "question", "wide", "wall", "error"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_frame_is_a_whole_page_within_the_policy(frame, language):
    page = Page(
        rendered(f'{{% extends "kit/{frame}.html" %}}', language=language, error=NotFound(), status=404, sentence="x", errors={"a": "b"})
    )
    assert page.all("html")[0]["lang"] == language
    assert forbidden(page) == []
    assert len(page.all("main")) == 1
    assert page.stray == []


def test_the_first_thing_on_a_page_skips_to_its_content():
    page = Page(rendered('{% extends "kit/base.html" %}'))
    first = page.all("a")[0]
    assert first["href"] == "#main"
    assert page.all("main")[0]["id"] == "main"


def test_a_signed_in_person_is_named_and_can_leave():
    html = rendered('{% extends "kit/base.html" %}', actor=Actor(kind=ActorKind.CITIZEN, name="Đỗ Thị <b>"))
    assert "Đỗ Thị &lt;b&gt;" in html
    assert "Đăng xuất" in html
    assert "Đăng nhập" not in html


def test_a_visitor_comes_back_after_signing_in():
    assert "/dang-nhap/?next=%2F" in rendered('{% extends "kit/base.html" %}')


def test_the_language_switch_posts_and_comes_back():
    page = Page(rendered('{% extends "kit/base.html" %}'))
    assert {"action": "/ngon-ngu/", "method": "post"}.items() <= next(
        a for a in page.all("form") if a.get("action") == "/ngon-ngu/"
    ).items()
    assert [a["value"] for a in page.all("button") if a.get("name") == "language"] == ["en", "vi", "en"]  # head: the other one; foot: both


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_an_error_page_says_what_happened_what_is_kept_and_what_to_do(status):
    html = rendered('{% extends "kit/error.html" %}', error=NotFound(), status=status, sentence="Mã H24 không có.")
    assert "Mã H24 không có." in html
    assert heading_levels(Page(html)) == [1, 2, 2]
    assert "not_found" in html


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_gallery_shows_every_component(settings, language):
    settings.MOTCUA_DEMO = True
    answer = gallery(request(f"/ui/?lang={language}"))
    page = Page(answer.content.decode())
    assert answer.status_code == 200
    assert forbidden(page) == []
    assert not skips(heading_levels(page))
    assert all(f'id="c-{name}"' in answer.content.decode() for name in components())


def test_one_component_and_no_unknown_one(settings):
    settings.MOTCUA_DEMO = True
    assert b"error-summary" in gallery_component(request("/ui/error-summary/"), "error-summary").content
    with pytest.raises(NotFound):
        gallery_component(request("/ui/nope/"), "nope")


@override_settings(MOTCUA_DEMO=False)
def test_a_city_does_not_show_the_gallery():
    with pytest.raises(NotFound):
        gallery(request("/ui/"))

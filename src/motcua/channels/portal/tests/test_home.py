"""The home page: search first, cards by audience, one broken card harms nothing."""

from __future__ import annotations

import pytest

from motcua.channels.portal.queries import cards
from motcua.channels.portal.web import pages
from motcua.kernel.actors import ANONYMOUS, Actor, ActorKind
from motcua.kit.shell import HomeCard
from motcua.kit.ui.testing import only, request_by

CITIZEN = Actor(kind=ActorKind.CITIZEN, name="Đỗ Thị Ễnh")


def card(key, audience="public", order=50, html=None):
    def render(request):
        if html is ZeroDivisionError:
            raise html
        return f"<p>{key}</p>" if html is None else html

    return HomeCard(key=key, audience=audience, order=order, render=render)


def shown(actor, *given):
    with only(home_cards=list(given)):
        main, aside = cards(request=request_by(actor), actor=actor)
    return "".join(main), "".join(aside)


def test_a_visitor_sees_what_is_public_and_a_citizen_their_own_too():
    given = (card("mine", "citizen"), card("top"), card("officers", "officer"))
    assert shown(ANONYMOUS, *given)[0] == "<p>top</p>"
    assert "mine" in shown(CITIZEN, *given)[0]
    assert "officers" not in shown(CITIZEN, *given)[0]


def test_cards_stand_in_their_order_and_late_ones_beside():
    main, aside = shown(ANONYMOUS, card("b", order=20), card("a", order=10), card("today", order=90))
    assert (main, aside) == ("<p>a</p><p>b</p>", "<p>today</p>")


def test_a_failing_or_empty_card_is_left_out(caplog):
    main, _ = shown(ANONYMOUS, card("broken", html=ZeroDivisionError), card("empty", html="  "), card("good"))
    assert main == "<p>good</p>"
    assert "broken" in caplog.text


@pytest.mark.parametrize(("language", "asks"), [("vi", "Bạn cần làm gì?"), ("en", "What do you need to do?")])
def test_the_question_is_the_heading_and_the_label_of_the_box(language, asks, settings):
    from django.utils.translation import override

    with only(), override(language):
        html = pages.home(request_by()).content.decode()
    assert f'for="search">{asks}</label></h1>' in html
    assert 'action="/tim"' in html


def test_a_visitor_is_offered_to_sign_in_and_a_citizen_is_not():
    with only():
        assert "Đăng nhập bằng VNeID để" in pages.home(request_by()).content.decode()
        assert "Đăng nhập bằng VNeID để" not in pages.home(request_by(CITIZEN)).content.decode()

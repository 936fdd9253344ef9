"""The desk: inboxes of the officer's roles with their counts; nobody else comes in."""

from __future__ import annotations

from pathlib import Path

import pytest

from motcua.channels.desk.web import pages
from motcua.kernel.actors import ANONYMOUS, Actor, ActorKind, PositionHeld, Role
from motcua.kernel.errors import Forbidden
from motcua.kit.shell import HomeCard, InboxTab
from motcua.kit.ui.testing import only, request_by

OFFICER = Actor(kind=ActorKind.OFFICER, name="Đỗ Hoàng Trường", positions=(PositionHeld(1, "11329", 1, Role.RECEPTION, "Tiếp nhận"),))


def tab(key, count, roles=frozenset()):
    return InboxTab(key=key, label_vi=f"Hộp {key}", label_en=key, url_name="desk_keys", roles=roles, count=lambda *, actor, now: count)


def home(actor=OFFICER, **things):
    with only(**things):
        return pages.home(request_by(actor, "/lam-viec/"))


def test_inboxes_of_the_roles_are_shown_with_their_counts():
    html = home(inbox_tabs=[tab("nhan", 12), tab("ky", 5, frozenset({Role.LEADER})), tab("trong", 0)]).content.decode()
    assert "Hộp nhan" in html
    assert ">12" in html
    assert ">0" in html
    assert "Hộp ky" not in html


def test_no_inbox_says_whom_to_ask():
    assert "hỏi quản trị viên" in home().content.decode()


def test_a_card_that_fails_leaves_the_inbox():
    cards = [
        HomeCard("bad", "officer", lambda r: 1 / 0),
        HomeCard("good", "officer", lambda r: "<p>tốt</p>"),
        HomeCard("x", "public", lambda r: "<p>của người khác</p>"),
    ]
    html = home(home_cards=cards).content.decode()
    assert "tốt" in html
    assert "của người khác" not in html


def test_the_desk_is_for_officers():
    assert home(ANONYMOUS).status_code == 302
    with pytest.raises(Forbidden):
        home(Actor(kind=ActorKind.CITIZEN))


def test_the_keys_that_the_page_lists_are_those_that_the_script_knows():
    from django.contrib.staticfiles import finders

    with only():
        html = pages.keys(request_by(OFFICER, "/lam-viec/phim-tat/")).content.decode()
    script = Path(finders.find("ui/motcua.js")).read_text(encoding="utf-8")
    for key in ("j", "k", "x", "/"):
        assert f">{key}</th>" in html
        assert f'"{key}"' in script or f"{{ {key}:" in script or f" {key}:" in script

"""Pages that need a better e-identity send the person to VNeID at that level."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory

from motcua.foundation.identity import api
from motcua.kernel.actors import ANONYMOUS, Actor, ActorKind


def ask(actor: Any, level: int, next_url: str = "/thu-tuc/1.001193/nop/") -> Any:
    request = RequestFactory().get("/thu-tuc/1.001193/nop/")
    request.actor = actor  # type: ignore[attr-defined]
    return api.require_level(request=request, level=level, next_url=next_url)


def citizen(level: int) -> Actor:
    return Actor(kind=ActorKind.CITIZEN, level=level)


@pytest.mark.parametrize(("held", "needed"), [(1, 1), (2, 1), (2, 2), (1, 0)])
def test_enough_is_enough(held: int, needed: int) -> None:
    assert ask(citizen(held), needed) is None


def test_level_one_is_stepped_up_and_comes_back() -> None:
    answer = ask(citizen(1), 2)
    assert answer.url == "/tai-khoan/oidc/vneid/login/?next=%2Fthu-tuc%2F1.001193%2Fnop%2F&muc=2"
    assert "muc" not in ask(ANONYMOUS, 1).url


def test_another_site_is_never_the_way_back() -> None:
    for address in ("https://evil.example/", "//evil.example/x", "javascript:alert(1)"):
        assert "evil" not in ask(ANONYMOUS, 2, address).url
        assert "javascript" not in ask(ANONYMOUS, 2, address).url


def test_officers_are_not_asked_and_unknown_levels_are_a_mistake() -> None:
    assert ask(SimpleNamespace(kind=ActorKind.OFFICER, level=0), 2) is None
    assert ask(SimpleNamespace(kind=ActorKind.MACHINE, level=0), 2) is None
    with pytest.raises(ValueError, match="levels"):
        ask(ANONYMOUS, 3)


@pytest.mark.django_db
def test_the_page_says_why_it_asks(client: Any) -> None:
    page = client.get(ask(citizen(1), 2).url).content.decode()
    assert "mức 2" in page


@pytest.mark.django_db
def test_whoever_has_level_one_only_is_told_where_to_get_two() -> None:
    from django.test import Client

    from motcua.foundation.identity.testing import make_citizen, sign_in

    page = sign_in(Client(), make_citizen(level=1)).get(ask(citizen(1), 2).url).content.decode()
    assert "công an" in page

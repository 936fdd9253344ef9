"""The head of every page: whose site this is, where one can go, who is signed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motcua.kit.ui.items import items


@dataclass(frozen=True, slots=True)
class MenuLink:
    """One entry of the menu. ``current`` marks the part of the site that the page belongs to; ``count`` stands beside it."""

    text: str
    href: str
    current: bool = False
    count: int | None = None


def context(
    *,
    city: str,
    name: str = "Một Cửa",
    home_url: str = "/",
    menu: Iterable[Any] | None = None,
    person: str = "",
    person_note: str = "",
    account_url: str = "",
    sign_in_url: str = "",
    sign_out_url: str = "",
    language_next: str = "",
) -> dict[str, Any]:
    """Head of the page. ``menu``: MenuLink (text, href, current, count); on a phone it folds into one control that needs no script.

    ``person`` is the name of who is signed in (then ``sign_out_url`` gets a form that posts), ``person_note`` their position;
    without it ``sign_in_url`` is offered. ``language_next`` offers the other language and says where to come back to.
    """
    return {
        "city": city,
        "name": name,
        "home_url": home_url,
        "menu": items(MenuLink, menu),
        "person": person,
        "person_note": person_note,
        "account_url": account_url,
        "sign_in_url": sign_in_url,
        "sign_out_url": sign_out_url,
        "language_next": language_next,
    }

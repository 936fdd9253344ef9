"""The head of every page: whose site this is, where one can go, who is signed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motcua.kit.ui.items import items


@dataclass(frozen=True, slots=True)
class MenuLink:
    """One entry of the menu. ``current`` marks the part of the site that the page belongs to; ``count`` stands beside it.

    Entries of one ``group`` stand together behind its word.
    """

    text: str
    href: str
    current: bool = False
    count: int | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the menu's line: one link without a word, or the word of a group and its links."""

    text: str
    links: tuple[MenuLink, ...]

    @property
    def current(self) -> bool:
        """Whether the page belongs to one of them."""
        return any(link.current for link in self.links)


def parts(links: Iterable[MenuLink]) -> list[Part]:
    """The links in their order, then the groups in the order of their first link; a group of one is that link."""
    kept = list(links)
    groups: dict[str, list[MenuLink]] = {}
    for link in kept:
        groups.setdefault(link.group, []).append(link)
    alone = [link for link in kept if not link.group or len(groups[link.group]) == 1]
    together = [Part(name, tuple(found)) for name, found in groups.items() if name and len(found) > 1]
    return [*(Part("", (link,)) for link in alone), *together]


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
    """Head of the page.

    ``menu``: MenuLink (text, href, current, count, group); groups unfold on a press, on a phone the whole menu folds into one control,
    and neither needs script.

    ``person`` is the name of who is signed in (then ``sign_out_url`` gets a form that posts), ``person_note`` their position;
    without it ``sign_in_url`` is offered. ``language_next`` offers the other language and says where to come back to.
    """
    return {
        "city": city,
        "name": name,
        "home_url": home_url,
        "menu": parts(items(MenuLink, menu)),
        "person": person,
        "person_note": person_note,
        "account_url": account_url,
        "sign_in_url": sign_in_url,
        "sign_out_url": sign_out_url,
        "language_next": language_next,
    }

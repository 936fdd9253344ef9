"""What rooms show in the shell (portal and desk): menu items, home cards, search sources, inbox tabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.http import HttpRequest

from motcua.kernel.actors import Actor, Role
from motcua.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Entries of the navigation that stand behind one word, so that the line of the menu stays one line."""

    key: str
    label_vi: str
    label_en: str


FIGURES = MenuGroup("figures", "Số liệu", "Figures")
FEES = MenuGroup("fees", "Thu phí", "Fees")
RUNNING = MenuGroup("running", "Vận hành", "Running")
RULES = MenuGroup("rules", "Quản trị", "Administration")
PAPERS = MenuGroup("papers", "Giấy tờ", "Papers")
OWN = MenuGroup("own", "Của tôi", "Mine")


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of the navigation; ``audience`` is citizen, officer or public; empty ``roles`` means all of the audience.

    ``group``: the word that it stands behind; what people open many times a day stands in the line itself, without one.
    """

    key: str
    label_vi: str
    label_en: str
    url_name: str
    audience: str
    roles: frozenset[Role] = frozenset()
    order: int = 50
    group: MenuGroup | None = None


@dataclass(frozen=True, slots=True)
class HomeCard:
    """A card of a home page, drawn by its room; an empty string draws nothing."""

    key: str
    audience: str
    render: Callable[[HttpRequest], str]
    order: int = 50


@dataclass(frozen=True, slots=True)
class AccountLink:
    """A page about the person's own data or security, listed on her account page; ``audience`` is citizen or officer."""

    key: str
    label_vi: str
    label_en: str
    summary_vi: str
    summary_en: str
    url_name: str
    audience: str = "citizen"
    order: int = 50


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One found thing."""

    title: str
    url: str
    summary: str = ""
    kind: str = ""


class Search(Protocol):
    """How a search source is asked."""

    def __call__(self, *, query: str, actor: Actor, limit: int, now: datetime) -> Sequence[SearchHit]:
        """The best hits first, only what the actor may see."""
        ...


@dataclass(frozen=True, slots=True)
class SearchSource:
    """A room's answer to the one search box."""

    key: str
    label_vi: str
    label_en: str
    audience: str
    search: Search
    order: int = 50


class Count(Protocol):
    """How an inbox tab is counted."""

    def __call__(self, *, actor: Actor, now: datetime) -> int:
        """Open things of the actor."""
        ...


@dataclass(frozen=True, slots=True)
class InboxTab:
    """A tab of the officer's inbox."""

    key: str
    label_vi: str
    label_en: str
    url_name: str
    roles: frozenset[Role]
    count: Count
    order: int = 50


menu: Registry[MenuItem] = Registry(key=lambda m: m.key, order=lambda m: m.order)
account_links: Registry[AccountLink] = Registry(key=lambda a: a.key, order=lambda a: a.order)
home_cards: Registry[HomeCard] = Registry(key=lambda c: c.key, order=lambda c: c.order)
search_sources: Registry[SearchSource] = Registry(key=lambda s: s.key, order=lambda s: s.order)
inbox_tabs: Registry[InboxTab] = Registry(key=lambda t: t.key, order=lambda t: t.order)

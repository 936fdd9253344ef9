"""What the head and the foot of a page show, from the visitor, the city and what the rooms registered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from motcua.kernel.actors import Actor, ActorKind
from motcua.kit import shell
from motcua.kit.ui.components.footer.component import FootLink
from motcua.kit.ui.components.header.component import MenuLink
from motcua.kit.ui.components.tabs.component import Tab
from motcua.kit.ui.theme import city_theme


def city_name(language: str) -> str:
    """The name in the settings; in English the theme's English name when the settings say the same city as the theme."""
    name: str = settings.MOTCUA_CITY
    theme = city_theme()
    return theme.name["en"] if language == "en" and name == theme.name["vi"] else name


def inside(name: str) -> str:
    """A city's name inside a sentence: "thành phố Hải Phòng"."""
    return name.replace("Thành phố ", "thành phố ", 1)


def home_url(actor: Actor) -> str:
    """Officers start at the desk, everybody else at the portal."""
    if actor.kind == ActorKind.OFFICER:
        try:
            return reverse("desk_home")
        except NoReverseMatch:
            return "/"
    return "/"


def position_note(actor: Actor) -> str:
    """The officer's first position, for the head of the page."""
    return actor.positions[0].title if actor.positions else ""


def menu_links(menu: Iterable[Mapping[str, Any]]) -> list[MenuLink]:
    """The shell's menu as the header takes it; of several entries that contain this page only the closest is current."""
    entries = list(menu)
    here = max((entry["url"] for entry in entries if entry.get("current")), key=len, default="")
    return [
        MenuLink(
            text=one["label"], href=one["url"], current=bool(here) and one["url"] == here, count=one.get("count"),
            group=one.get("group", ""),
        )
        for one in entries
    ]


def account_url(actor: Actor) -> str:
    """The signed-in person's own page: their account, or an officer's sign-in keys."""
    try:
        return reverse("mfa_index" if actor.kind == ActorKind.OFFICER else "identity_account")
    except NoReverseMatch:
        return ""


def inbox_tabs(actor: Actor, *, language: str, current: str, now: datetime) -> list[Tab]:
    """The registered inbox tabs that the officer's roles open, each with its count of open things."""
    found = []
    for tab in shell.inbox_tabs:
        if tab.roles and not tab.roles & actor.roles:
            continue
        try:
            href = reverse(tab.url_name)
        except NoReverseMatch:
            continue
        text = tab.label_en if language == "en" else tab.label_vi
        found.append(Tab(text=text, href=href, current=tab.key == current, count=tab.count(actor=actor, now=now)))
    return found


def foot_links() -> list[FootLink]:
    """Help and site map, as far as the portal is switched on; the gallery in the demonstration."""
    names = [("portal_help", gettext("Trợ giúp")), ("portal_sitemap", gettext("Sơ đồ trang"))]
    if settings.MOTCUA_DEMO:
        names.append(("ui_gallery", gettext("Bộ thành phần giao diện")))
    found = []
    for name, text in names:
        try:
            found.append(FootLink(text=text, href=reverse(name)))
        except NoReverseMatch:
            continue
    return found

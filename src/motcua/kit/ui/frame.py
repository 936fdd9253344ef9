"""What the head and the foot of a page show, from the visitor, the city and what the rooms registered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from motcua.kernel.actors import Actor, ActorKind
from motcua.kit.ui.components.footer.component import FootLink
from motcua.kit.ui.components.header.component import MenuLink
from motcua.kit.ui.theme import city_theme


def city_name(language: str) -> str:
    """The name in the settings; in English the theme's English name when the settings say the same city as the theme."""
    name: str = settings.MOTCUA_CITY
    theme = city_theme()
    return theme.name["en"] if language == "en" and name == theme.name["vi"] else name


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
    """The shell's menu as the header takes it."""
    return [
        MenuLink(text=entry["label"], href=entry["url"], current=entry.get("current", False), count=entry.get("count")) for entry in menu
    ]


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

"""What every page knows: the actor, the city and the navigation of the visitor's audience."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from motcua.kernel.actors import Actor
from motcua.kit import shell
from motcua.kit.web.asking import actor_of, language_of


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``actor``, ``acting_for``, ``language``, ``city``, ``demo``, ``shell_menu`` (label, url, current, group)."""
    actor = actor_of(request)
    language = language_of(request)
    return {
        "actor": actor,
        "acting_for": getattr(request, "acting_for", None),
        "language": language,
        "city": settings.MOTCUA_CITY,
        "demo": settings.MOTCUA_DEMO,
        "live_url": settings.MOTCUA_LIVE_URL,
        "shell_menu": list(_menu(request.path, actor, language)),
    }


def _menu(path: str, actor: Actor, language: str) -> list[dict[str, Any]]:
    kind = str(actor.kind)
    items = []
    for item in shell.menu:
        if item.audience not in (kind, "public") or (kind == "officer" and item.audience == "public"):
            continue
        if item.roles and not item.roles & actor.roles:
            continue
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        english = language == "en"
        group = "" if item.group is None else item.group.label_en if english else item.group.label_vi
        current = path == url or (url != "/" and path.startswith(url))
        label = item.label_en if english else item.label_vi
        items.append({"key": item.key, "label": label, "url": url, "current": current, "group": group})
    return items

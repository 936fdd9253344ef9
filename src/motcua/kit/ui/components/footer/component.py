"""The foot of every page: who answers for the site, where help is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motcua.kit.ui.items import items


@dataclass(frozen=True, slots=True)
class FootLink:
    """One link of the foot."""

    text: str
    href: str


def context(
    *, owner: str, contact: str = "", links: Iterable[Any] | None = None, note: str = "", language_form: bool = True, next_url: str = ""
) -> dict[str, Any]:
    """Foot of the page. ``owner`` answers for the content, ``contact`` is the hotline sentence, ``links``: FootLink (text, href).

    ``language_form`` shows the language switch here too, for who scrolled past it; it comes back to ``next_url``.
    """
    return {
        "owner": owner,
        "contact": contact,
        "links": items(FootLink, links),
        "note": note,
        "language_form": language_form,
        "next_url": next_url,
    }

"""Who asks a page, in which language the answer is read, and from which row on: asked by every view."""

from __future__ import annotations

from django.http import HttpRequest

from motcua.kernel.actors import ANONYMOUS, Actor

_BIGINT_DIGITS = 18


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; the anonymous visitor where nothing says who it is."""
    found: Actor = getattr(request, "actor", ANONYMOUS)
    return found


def row_number(text: str) -> int | None:
    """The number of a row as an address or a form names it; None for anything else, and for more digits than a bigint has."""
    return int(text) if text.isdecimal() and len(text) <= _BIGINT_DIGITS else None


def language_of(request: HttpRequest) -> str:
    """``vi`` or ``en``."""
    return str(getattr(request, "language", "vi"))

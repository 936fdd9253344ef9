"""Who asks a page, and in which language the answer is read: set by the middleware, asked by every view."""

from __future__ import annotations

from django.http import HttpRequest

from motcua.kernel.actors import ANONYMOUS, Actor


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; the anonymous visitor where nothing says who it is."""
    found: Actor = getattr(request, "actor", ANONYMOUS)
    return found


def language_of(request: HttpRequest) -> str:
    """``vi`` or ``en``."""
    return str(getattr(request, "language", "vi"))

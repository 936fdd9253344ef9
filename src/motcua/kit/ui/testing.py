"""For tests of the shell: a request by an actor, and registries that forget what a test adds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest
from django.test import RequestFactory

from motcua.kernel.actors import ANONYMOUS, Actor
from motcua.kit import shell


def request_by(actor: Actor = ANONYMOUS, path: str = "/", *, language: str = "vi", **query: str) -> HttpRequest:
    """A GET request as the middlewares leave it."""
    made = RequestFactory().get(path, query)
    made.actor, made.language, made._messages = actor, language, []  # type: ignore[attr-defined] # noqa: SLF001
    return made


@contextmanager
def only(**things: list[Any]) -> Iterator[None]:
    """The shell's registries (``menu``, ``home_cards``, ``search_sources``, ``inbox_tabs``) hold exactly these things meanwhile."""
    kept = {}
    for name in ("menu", "home_cards", "search_sources", "inbox_tabs"):
        registry = getattr(shell, name)
        kept[name] = registry._things  # noqa: SLF001 - a test's door
        registry._things = {}  # noqa: SLF001
        for thing in things.get(name, []):
            registry.add(thing)
    try:
        yield
    finally:
        for name, before in kept.items():
            getattr(shell, name)._things = before  # noqa: SLF001

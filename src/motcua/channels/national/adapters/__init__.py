"""The national portal behind one Protocol; which one is a matter of configuration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from motcua.channels.national.adapters.http import HttpPortal
from motcua.channels.national.adapters.port import Portal

_portal: Portal = HttpPortal()


def portal() -> Portal:
    """The configured portal."""
    return _portal


@contextmanager
def instead(other: Portal) -> Iterator[Portal]:
    """Use another portal meanwhile (tests)."""
    global _portal
    before, _portal = _portal, other
    try:
        yield other
    finally:
        _portal = before


def check_config() -> list[str]:
    """What is wrong with the connection to the national portal; an empty list when nothing is."""
    return _portal.check_config()

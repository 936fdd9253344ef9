"""Every named address of the site with its view."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, get_resolver


def named_views(found: Any = None) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Name and view, through all rooms' lists."""
    for entry in (found or get_resolver()).url_patterns:
        if not isinstance(entry, URLPattern):
            yield from named_views(entry)
        elif entry.name:
            yield entry.name, entry.callback

"""Narrow a list by a form of fields; what is in force stands above the list and can be taken off one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motcua.kit.ui.items import items


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter in force and the address without it."""

    text: str
    remove_href: str


def context(
    *,
    action: str,
    content: str = "",
    active: Iterable[Any] | None = None,
    clear_href: str = "",
    title: str = "",
    open: bool = False,  # noqa: A002 - the HTML attribute's name
    result: str = "",
) -> dict[str, Any]:
    """A GET form around fields (the block of ``{% uiblock %}``). ``active``: Filter (text, remove_href).

    ``result`` says how many were found.
    """
    return {
        "action": action,
        "content": content,
        "active": items(Filter, active),
        "clear_href": clear_href,
        "title": title,
        "open": open,
        "result": result,
    }

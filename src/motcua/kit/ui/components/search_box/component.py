"""One box to find anything in."""

from __future__ import annotations

from typing import Any, Literal


def context(
    *,
    action: str,
    label: str,
    name: str = "q",
    value: str = "",
    hint: str = "",
    size: Literal["normal", "large"] = "normal",
    button: str = "",
    suggest_url: str = "",
    label_hidden: bool = False,
    ident: str = "search",
    heading: int = 0,
) -> dict[str, Any]:
    """A form that sends ``name`` by GET to ``action``. ``suggest_url`` (htmx) fills a list while one types; without script nothing is lost.

    ``large`` is the box of the home page. ``label`` is the question ("Bạn cần làm gì?"). ``ident`` makes ids unique on
    a page; ``heading`` makes the label the heading of that level.
    """
    return {
        "action": action,
        "label": label,
        "name": name,
        "value": value,
        "hint": hint,
        "size": size,
        "button": button,
        "suggest_url": suggest_url,
        "label_hidden": label_hidden,
        "ident": ident,
        "heading": heading,
    }

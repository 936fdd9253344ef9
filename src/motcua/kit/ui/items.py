"""Small typed things that components take in lists (options, rows, steps), given as dataclasses, mappings or tuples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, Final, TypeVar

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

Item = TypeVar("Item")
_ATTRIBUTE: Final = re.compile(r"[a-z][a-z0-9:_-]*")
_FORBIDDEN: Final = re.compile(r"style|on.*|hx-on.*|srcdoc")


def item(kind: type[Item], value: Any) -> Item:
    """``value`` as a ``kind`` (a frozen dataclass): itself, a mapping of its fields, or a tuple in its order.

    Raises TypeError that names the component's item and the wrong field, so a misspelt key never renders as an empty string.
    """
    if isinstance(value, kind):
        return value
    known = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    if isinstance(value, Mapping):
        if unknown := sorted(set(value) - set(known)):
            raise TypeError(f"{kind.__name__} has no field {', '.join(unknown)}; it has {', '.join(known)}")
        return kind(**value)
    if isinstance(value, tuple | list):
        return kind(*value)
    if isinstance(value, str):
        return kind(**{known[0]: value})
    taken = {name: getattr(value, name) for name in known if hasattr(value, name)}
    return kind(**taken)


def items(kind: type[Item], values: Iterable[Any] | None) -> tuple[Item, ...]:
    """Every value as a ``kind``; nothing for None."""
    return tuple(item(kind, value) for value in values or ())


def attributes(extra: Mapping[str, Any] | None) -> SafeString:
    """``extra`` as escaped HTML attributes with a leading space each; True gives a bare attribute, None and False give none.

    Raises ValueError for ``style``, ``on*`` and ill-formed names: the pages' policy allows no inline style or script.
    """
    pairs: list[tuple[str, Any]] = []
    for name, value in (extra or {}).items():
        if not _ATTRIBUTE.fullmatch(name) or _FORBIDDEN.fullmatch(name):
            raise ValueError(f"attribute {name!r} is not allowed on a page")
        if value is None or value is False:
            continue
        pairs.append((name, "" if value is True else value))
    return format_html_join("", ' {}="{}"', pairs)

"""Names and values side by side; on the check page each with "Sửa"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motcua.kit.ui.items import items


@dataclass(frozen=True, slots=True)
class Fact:
    """One name and its value; ``value`` may be a list (one line each), ``change_href`` gets "Sửa", ``source`` says where it came from."""

    name: str
    value: Any = ""
    change_href: str = ""
    source: str = ""
    href: str = ""

    @property
    def lines(self) -> tuple[Any, ...]:
        """The value as lines; empty when not given."""
        if self.value is None or self.value == "":
            return ()
        return tuple(self.value) if isinstance(self.value, list | tuple) else (self.value,)


def context(*, facts: Iterable[Any], title: str = "", level: int = 2, compact: bool = False) -> dict[str, Any]:
    """``facts``: Fact (name, value, change_href, source, href). A missing value is said, never blank. ``compact`` for narrow columns."""
    made = items(Fact, facts)
    return {"facts": made, "title": title, "level": level, "compact": compact, "changing": any(fact.change_href for fact in made)}

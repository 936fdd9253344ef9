"""All that must be mended on a page, on top, with links to each place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from motcua.kit.ui.items import items


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence; ``field`` is the name of the field it belongs to, or ``href`` another place; both empty: the page as a whole."""

    text: str
    field: str = ""
    href: str = ""

    @property
    def target(self) -> str:
        """Where the link of this problem leads."""
        return self.href or (f"#id_{self.field}" if self.field else "")


def context(*, errors: Iterable[Any] | Mapping[str, str] | None = None, title: str = "", level: int = 2) -> dict[str, Any]:
    """The summary takes the focus when the page opens. Nothing is rendered without errors.

    ``errors``: Problem (text, field, href), or a mapping of field names to sentences. Sentences here and beside the field are the same.
    """
    if isinstance(errors, Mapping):
        errors = [Problem(text=text, field=field) for field, text in errors.items()]
    return {"errors": items(Problem, errors), "title": title, "level": level}

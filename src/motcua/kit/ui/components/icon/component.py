"""The few marks that stand beside a word: never alone, never decoration."""

from __future__ import annotations

from typing import Any, Final, Literal

Mark = Literal["done", "waiting", "late", "stopped", "moving", "none", "info", "urgent", "search", "arrow", "file", "external"]
MARKS: Final = frozenset(Mark.__args__)  # type: ignore[attr-defined]


def context(*, mark: Mark) -> dict[str, Any]:
    """One mark, hidden from screen readers because the word beside it says the same.

    ``mark``: done (disc with tick), waiting (half disc), late and urgent (triangle), stopped (square), moving (disc with arrow),
    none (ring), info, search, arrow, file, external. Raises ValueError for another.
    """
    if mark not in MARKS:
        raise ValueError(f"no mark {mark!r}; there are {', '.join(sorted(MARKS))}")
    return {"mark": mark}

"""The state of a thing: a word, a shape and a colour, always together."""

from __future__ import annotations

from typing import Any, Literal

State = Literal["done", "waiting", "late", "stopped", "moving", "none"]
STATES = ("done", "waiting", "late", "stopped", "moving", "none")


def context(*, text: str, state: State = "none") -> dict[str, Any]:
    """``state``: done (green disc), waiting (amber half disc), late (red triangle), stopped (grey square), moving (blue arrow), none.

    Raises ValueError for another state, so a new status never appears without its shape.
    """
    if state not in STATES:
        raise ValueError(f"no state {state!r}; there are {', '.join(STATES)}")
    return {"text": text, "state": state}

"""How far along: a step of so many, or a part of a whole."""

from __future__ import annotations

from typing import Any


def context(*, value: int, total: int, text: str = "", label: str = "") -> dict[str, Any]:
    """``value`` of ``total``; ``text`` replaces "Bước 2 trên 5". Raises ValueError unless 0 ≤ value ≤ total and total > 0."""
    if not 0 <= value <= total or total <= 0:
        raise ValueError(f"{value} of {total} is no progress")
    return {"value": value, "total": total, "text": text, "label": label, "width": f"{100 * value / total:.1f}%"}

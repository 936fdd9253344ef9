"""Numbers as a person reads them: 1.234,5 in Vietnamese, 1,234.5 in English."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import get_language

Number = int | float | Decimal


def shown(value: Number | None, *, decimals: int | None = None, language: str | None = None) -> str:
    """``value`` with grouped thousands; an en dash for None (no data is never zero).

    ``decimals`` fixes the places after the mark; without it integers have none and others one.
    """
    if value is None:
        return "–"
    places = decimals if decimals is not None else (0 if value == int(value) else 1)
    text = f"{value:,.{places}f}"
    if (language or get_language() or "vi").startswith("en"):
        return text
    return text.translate(str.maketrans(",.", ".,"))

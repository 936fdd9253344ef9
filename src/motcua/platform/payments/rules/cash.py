"""Notes of the đồng, and what a counted drawer holds."""

from __future__ import annotations

from collections.abc import Mapping

# Circulating notes and coins, in đồng (Ngân hàng Nhà nước Việt Nam).
DENOMINATIONS = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200)


def counted_total(notes: Mapping[int, int], *, loose: int = 0) -> int:
    """The sum of the counted pieces and of what is loose, in đồng."""
    return loose + sum(value * pieces for value, pieces in notes.items())


def change_in_notes(amount: int) -> list[tuple[int, int]]:
    """Change as few pieces as possible: (denomination, pieces); a remainder below the smallest note is left out."""
    found = []
    for value in DENOMINATIONS:
        pieces, amount = divmod(amount, value)
        if pieces:
            found.append((value, pieces))
    return found

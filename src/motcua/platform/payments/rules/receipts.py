"""Electronic receipts: well-formed series, what a receipt says, what the tax authority is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from motcua.platform.payments.contracts import FeeItem, Receipt, ReceiptLine, ReceiptState, SeriesConflict

# 01BLP: amount written in; 02BLP: amount printed (NĐ 123/2020/NĐ-CP Điều 30 and Phụ lục I.A). The sign names the issuer, year and E.
_PATTERN = re.compile(r"^0[12]BLP(?:\d-\d{3})?$")
_SERIAL = re.compile(r"^[0-9A-Z]{1,8}[-/](?P<year>\d{2})E$")


def check_series(*, pattern: str, serial: str, year: int) -> None:
    """``SeriesConflict`` unless form and sign are well formed and the sign carries the year."""
    found = _SERIAL.match(serial)
    if not _PATTERN.match(pattern) or found is None or int(found["year"]) != year % 100:
        raise SeriesConflict(pattern=pattern, serial=serial, year=year)


def lines_for(items: Sequence[FeeItem], *, amount: int, before: int) -> tuple[ReceiptLine, ...]:
    """What of the items ``amount`` đồng pay when ``before`` đồng were paid already: items are paid in their order.

    The lines add up to ``amount`` exactly; a part of an item says so.
    """
    lines: list[ReceiptLine] = []
    at = 0
    for item in items:
        start, end = max(at, before), min(at + item.amount, before + amount)
        if end > start:
            part = "" if end - start == item.amount else " (một phần)"
            lines.append(ReceiptLine(name=f"{item.name}{part}", amount=end - start))
        at += item.amount
    return tuple(lines)


def usage(receipts: Iterable[Receipt]) -> dict[str, int]:
    """The figures of the report on the use of receipts: numbers used, cancelled, replaced, sum of the valid ones."""
    found = list(receipts)
    by = {state: [r for r in found if r.state == state] for state in ReceiptState}
    return {
        "used": len(found),
        "valid": len(by[ReceiptState.VALID]),
        "cancelled": len(by[ReceiptState.CANCELLED]),
        "replaced": len(by[ReceiptState.REPLACED]),
        "amount": sum(r.amount for r in by[ReceiptState.VALID]),
    }


def gaps(numbers: Iterable[int]) -> list[int]:
    """Numbers missing between the first and the last; a series has none."""
    return [missing for a, b in pairwise(sorted(numbers)) for missing in range(a + 1, b)]

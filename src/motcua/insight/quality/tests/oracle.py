"""The same numbers once more, from the plain facts, without SQL: what the pages must show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from motcua.insight.quality.testing import FIELDS, PROCEDURES, Case, day

POINTS = {"2.1": 20, "3.1": 8, "3.2": 8, "3.3": 6, "4.1": 12, "4.2": 10, "5.3": 6}
ONLINE = ("vietqr", "statement", "platform")


def sums(cases: Iterable[Case], *, starts: date, ends: date) -> dict[str, tuple[int, int]]:
    """Good and all of each sub-index that anything is known of."""
    found = {code: [0, 0] for code in POINTS}

    def add(code: str, good: int, each: int = 1) -> None:
        found[code][0] += good
        found[code][1] += each

    for case in cases:
        if case.resolved is not None and starts <= day(case.resolved) < ends:
            add("2.1", case.resolved <= case.due)
            if case.with_file is not None:
                add("3.1", case.with_file)
            if case.papers and case.papers[0]:
                add("3.2", case.papers[1] + case.papers[2], case.papers[0])
                add("3.3", case.papers[2], case.papers[0])
        if starts <= day(case.received) < ends and case.procedure in PROCEDURES[:2]:
            add("4.1", case.online)
        if case.paid and starts <= day(case.paid[0]) < ends:
            add("4.2", case.paid[1] in ONLINE)
        if case.rated and starts <= day(case.rated[0]) < ends:
            add("5.3", case.rated[1] >= 4)
    return {code: (good, each) for code, (good, each) in found.items() if each}


def total(found: dict[str, tuple[int, int]]) -> tuple[Decimal, int, Decimal | None]:
    """Points earned, points known, score of 100 (None below 50 known points)."""
    earned = sum((_round(Decimal(POINTS[c]) * good / each) for c, (good, each) in found.items()), Decimal(0))
    known = sum(POINTS[c] for c in found)
    return earned, known, _round(100 * earned / known) if known >= 50 else None


def worked(cases: Iterable[Case], *, starts: date, ends: date, today: date, by: Callable[[Case], str]) -> dict[str, list[int]]:
    """Columns (3) to (14) of the tables of work, by line."""
    lines: dict[str, list[int]] = {}
    for case in cases:
        end = case.resolved if case.resolved is not None else case.withdrawn
        closed = None if end is None else day(end)
        if day(case.received) >= ends or (closed is not None and closed < starts):
            continue
        line = lines.setdefault(by(case), [0] * 12)
        line[0] += 1
        line[3 if day(case.received) < starts else 1 if case.online else 2] += 1
        if closed is None or closed >= ends:
            line[8] += 1
            line[10 if day(case.due) < min(ends, today) else 9] += 1
        elif case.resolved is None:
            line[11] += 1
        else:
            line[4] += 1
            line[5 if case.resolved < case.due else 6 if case.resolved == case.due else 7] += 1
    return lines


def field_of(case: Case) -> str:
    """The field of its procedure."""
    return FIELDS[case.procedure]


def _round(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

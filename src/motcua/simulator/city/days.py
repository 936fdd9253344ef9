"""The days of the synthetic year: which are worked, how many dossiers come on each, and instants inside office hours."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate

from motcua.kernel.clock import local_date
from motcua.kernel.working_time import WorkCalendar

# Mondays are full, Fridays quiet; after Tết and in the school season more comes. Ours: the city publishes no daily figures.
_WEEKDAY = (1.25, 1.06, 1.0, 0.96, 0.9, 0.6, 0.6)
_MONTH = {1: 0.9, 2: 0.8, 3: 1.05, 4: 1.0, 5: 1.0, 6: 1.08, 7: 1.1, 8: 1.1, 9: 1.02, 10: 1.0, 11: 1.0, 12: 0.95}
# Month 5 (23.9 %) and month 11 (89 %) are published, the year's average too; the months between are interpolated.
_ONLINE = (0.42, 0.40, 0.36, 0.30, 0.239, 0.55, 0.70, 0.78, 0.84, 0.87, 0.89, 0.89)
_FIXED = frozenset({4, 10})


def spread(total: int, weights: Sequence[float]) -> list[int]:
    """Whole parts of ``total`` in proportion to ``weights``; they add up exactly."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    marks = [round(total * part / whole) for part in accumulate(weights)]
    return [b - a for a, b in zip([0, *marks], marks, strict=False)]


class Days:
    """Working days by number. ``first`` is the number of the first day of the year; earlier ones belong to the opening stock."""

    def __init__(self, *, calendar: WorkCalendar, start: date, end: date, before: int = 90) -> None:
        self.calendar, self.start, self.end = calendar, start, end
        span = (end - start).days + before
        self.all = [d for n in range(span) if calendar.is_working_day(d := start - timedelta(days=before) + timedelta(days=n))]
        self.first = bisect_left(self.all, start)
        self._sessions = [calendar.sessions_on(day) for day in self.all]

    @property
    def last(self) -> int:
        """The number of the last working day of the year."""
        return len(self.all) - 1

    def at(self, number: int, part: float) -> datetime:
        """The instant when ``part`` (0 to 1) of the office hours of a day has passed."""
        sessions = self._sessions[number]
        left = sum(((closes - opens) for opens, closes in sessions), timedelta(0)) * part
        for opens, closes in sessions:
            if left <= closes - opens:
                return (opens + left).replace(microsecond=0)
            left -= closes - opens
        return sessions[-1][1]

    def number_of(self, at: datetime) -> int:
        """The number of the last working day up to an instant; may be the last one known."""
        return bisect_right(self.all, local_date(at)) - 1

    @cached_property
    def arrivals(self) -> list[float]:
        """The weight of each day of the year, in order."""
        return [_WEEKDAY[d.weekday()] * _MONTH[d.month] for d in self.all[self.first :]]

    def online(self, counts: Sequence[int], total: int) -> list[int]:
        """How many of each day's dossiers come online, ``total`` in all: the published ramp, the free months moved to meet the total."""
        month = [min(11, (d - self.start).days * 12 // max((self.end - self.start).days, 1)) for d in self.all[self.first :]]
        volume = [sum(c for c, m in zip(counts, month, strict=True) if m == k) for k in range(12)]
        fixed = sum(volume[k] * _ONLINE[k] for k in _FIXED)
        free = sum(volume[k] * _ONLINE[k] for k in range(12) if k not in _FIXED)
        factor = (total - fixed) / free if free else 0.0
        rates = [r if k in _FIXED else min(max(r * factor, 0.0), 1.0) for k, r in enumerate(_ONLINE)]
        parts = spread(total, [c * rates[m] for c, m in zip(counts, month, strict=True)])
        return [min(p, c) for p, c in zip(parts, counts, strict=True)]

    def random_at(self, number: int, draw: random.Random, low: float, high: float) -> datetime:
        """An instant between two parts of a day's office hours."""
        return self.at(number, draw.uniform(low, high))

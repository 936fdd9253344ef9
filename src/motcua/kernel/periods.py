"""Half-open periods of dates, and the months, quarters, half-years and years of reports."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time
from enum import StrEnum

from motcua.kernel.clock import VIETNAM
from motcua.kernel.errors import NamedError


class InvalidPeriod(NamedError):
    """A period that ends before it starts, or a period code that cannot be read."""

    code = "kernel.invalid_period"
    vi = "Kỳ “{value}” không hợp lệ. Ví dụ đúng: 2026, 2026-H1, 2026-Q3, 2026-09."
    en = "“{value}” is not a period. Examples: 2026, 2026-H1, 2026-Q3, 2026-09."
    status = 422


@dataclass(frozen=True, slots=True, order=True)
class DatePeriod:
    """Days from ``starts_on`` up to but without ``ends_on``; ``ends_on`` None means until further notice."""

    starts_on: date
    ends_on: date | None = None

    def __post_init__(self) -> None:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise InvalidPeriod(value=f"{self.starts_on}/{self.ends_on}")

    @property
    def is_empty(self) -> bool:
        """Whether no day is in it."""
        return self.ends_on == self.starts_on

    def contains(self, day: date) -> bool:
        """Whether the day falls in the period."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def covers(self, other: DatePeriod) -> bool:
        """Whether every day of ``other`` falls in this period."""
        if other.is_empty:
            return True
        if self.ends_on is None:
            return self.starts_on <= other.starts_on
        return self.starts_on <= other.starts_on and other.ends_on is not None and other.ends_on <= self.ends_on

    def intersection(self, other: DatePeriod) -> DatePeriod | None:
        """The days in both, or None when there is none."""
        starts_on = max(self.starts_on, other.starts_on)
        ends = [p.ends_on for p in (self, other) if p.ends_on is not None]
        ends_on = min(ends) if ends else None
        return None if ends_on is not None and ends_on <= starts_on else DatePeriod(starts_on, ends_on)

    def overlaps(self, other: DatePeriod) -> bool:
        """Whether some day falls in both."""
        return self.intersection(other) is not None

    def days(self) -> int:
        """How many days it has; ValueError when it is open-ended."""
        if self.ends_on is None:
            msg = "an open-ended period has no length"
            raise ValueError(msg)
        return (self.ends_on - self.starts_on).days

    def instants(self) -> tuple[datetime, datetime | None]:
        """Its bounds as UTC instants: midnights in Vietnam, half-open."""
        return midnight(self.starts_on), None if self.ends_on is None else midnight(self.ends_on)


def midnight(day: date) -> datetime:
    """The instant (UTC) at which a day begins in Vietnam."""
    return datetime.combine(day, time(0), tzinfo=VIETNAM).astimezone(UTC)


class PeriodKind(StrEnum):
    """The reporting periods of the city."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}
_LETTERS = {PeriodKind.QUARTER: "Q", PeriodKind.HALF: "H"}
_CODE = re.compile(r"^(?P<year>\d{4})(?:-(?P<letter>[QH])(?P<part>\d)|-(?P<month>\d{2}))?$")
_ROMAN = ("I", "II", "III", "IV")
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CalendarPeriod:
    """A month, quarter, half-year or year; ``index`` counts from 1 within the year."""

    kind: PeriodKind
    year: int
    index: int = 1

    def __post_init__(self) -> None:
        if self.year not in range(1, MAXYEAR) or self.index not in range(1, 12 // _MONTHS[self.kind] + 1):
            raise InvalidPeriod(value=f"{self.kind} {self.index}/{self.year}")

    @property
    def code(self) -> str:
        """``2026``, ``2026-H1``, ``2026-Q3`` or ``2026-09``."""
        if self.kind is PeriodKind.YEAR:
            return f"{self.year:04d}"
        if self.kind is PeriodKind.MONTH:
            return f"{self.year:04d}-{self.index:02d}"
        return f"{self.year:04d}-{_LETTERS[self.kind]}{self.index}"

    @property
    def dates(self) -> DatePeriod:
        """Its days."""
        return DatePeriod(self._first_of(self.index), self._first_of(self.index + 1))

    def next(self) -> CalendarPeriod:
        """The period after it."""
        return self._shift(1)

    def previous(self) -> CalendarPeriod:
        """The period before it."""
        return self._shift(-1)

    def a_year_before(self) -> CalendarPeriod:
        """The same period of the year before, which reports compare with."""
        return CalendarPeriod(self.kind, self.year - 1, self.index)

    def label(self, language: str = "vi") -> str:
        """Its name in ``vi`` ("quý III năm 2026") or ``en`` ("third quarter of 2026" as "Q3 2026")."""
        return self._english() if language == "en" else self._vietnamese()

    def _vietnamese(self) -> str:
        match self.kind:
            case PeriodKind.MONTH:
                return f"tháng {self.index} năm {self.year}"
            case PeriodKind.QUARTER:
                return f"quý {_ROMAN[self.index - 1]} năm {self.year}"
            case PeriodKind.HALF:
                return f"6 tháng {'đầu' if self.index == 1 else 'cuối'} năm {self.year}"
            case _:
                return f"năm {self.year}"

    def _english(self) -> str:
        match self.kind:
            case PeriodKind.MONTH:
                return f"{_ENGLISH_MONTHS[self.index - 1]} {self.year}"
            case PeriodKind.QUARTER:
                return f"Q{self.index} {self.year}"
            case PeriodKind.HALF:
                return f"{'first' if self.index == 1 else 'second'} half of {self.year}"
            case _:
                return f"{self.year}"

    def _first_of(self, index: int) -> date:
        months = (index - 1) * _MONTHS[self.kind]
        return date(self.year + months // 12, months % 12 + 1, 1)

    def _shift(self, by: int) -> CalendarPeriod:
        per_year = 12 // _MONTHS[self.kind]
        year, index = divmod(self.year * per_year + self.index - 1 + by, per_year)
        return CalendarPeriod(self.kind, year, index + 1)


def parse_period(code: str) -> CalendarPeriod:
    """The period of a code (see ``CalendarPeriod.code``); InvalidPeriod otherwise."""
    found = _CODE.match(code.strip().upper())
    if not found:
        raise InvalidPeriod(value=code)
    year = int(found["year"])
    if found["letter"]:
        kind = PeriodKind.QUARTER if found["letter"] == "Q" else PeriodKind.HALF
        return CalendarPeriod(kind, year, int(found["part"]))
    if found["month"]:
        return CalendarPeriod(PeriodKind.MONTH, year, int(found["month"]))
    return CalendarPeriod(PeriodKind.YEAR, year)


def period_of(day: date, kind: PeriodKind) -> CalendarPeriod:
    """The month, quarter, half-year or year that a day falls in."""
    return CalendarPeriod(kind, day.year, (day.month - 1) // _MONTHS[kind] + 1)

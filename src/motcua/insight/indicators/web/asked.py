"""What a page is asked for: period, unit, snapshot, read from the address and written back into links."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from motcua.foundation.units import api as units
from motcua.kernel.clock import local_date
from motcua.kernel.periods import CalendarPeriod, InvalidPeriod, PeriodKind, parse_period, period_of


@dataclass(frozen=True, slots=True)
class Asked:
    """The choice behind a page."""

    period: CalendarPeriod
    unit: units.Unit | None = None
    snapshot: str = ""

    @property
    def unit_code(self) -> str | None:
        """The unit's code, None for the whole city."""
        return self.unit.code if self.unit else None

    def query(self, **more: str) -> str:
        """The query part of an address that asks for the same, and more."""
        parts = {"ky": self.period.code, "don-vi": self.unit_code or "", "anh-chup": self.snapshot, **more}
        return "?" + urlencode({name: value for name, value in parts.items() if value})

    def link(self, page: str, code: str, **more: str) -> str:
        """The address of a page about an indicator that asks for the same."""
        return reverse(f"indicators_{page}", args=[code]) + self.query(**more)

    def of(self, **changes: object) -> Asked:
        """The same with another period, unit or snapshot."""
        return replace(self, **changes)  # type: ignore[arg-type]


def read(request: HttpRequest, *, now: datetime) -> Asked:
    """The choice of a request; this year and the whole city when nothing is chosen. InvalidPeriod, UnitUnknown for nonsense."""
    today = local_date(now)
    code = _text(request, "ky")
    period = parse_period(code) if code else period_of(today, PeriodKind.YEAR)
    unit_code = _text(request, "don-vi")
    unit = units.get(code=unit_code, on=last_day(period, today)) if unit_code else None
    return Asked(period=period, unit=unit, snapshot=_text(request, "anh-chup"))


def last_day(period: CalendarPeriod, today: date) -> date:
    """The last day of a period, or today while it runs."""
    ends_on = period.dates.ends_on
    assert ends_on is not None
    return min(ends_on.fromordinal(ends_on.toordinal() - 1), today)


def choices(today: date) -> list[CalendarPeriod]:
    """The periods that a page offers: this and last year, this year's quarters and the last twelve months, newest first."""
    year = period_of(today, PeriodKind.YEAR)
    found = [year, year.previous()]
    for kind, count in ((PeriodKind.QUARTER, 4), (PeriodKind.MONTH, 12)):
        current = period_of(today, kind)
        for _ in range(count):
            found.append(current)
            current = current.previous()
    return found


def _text(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:40]


__all__ = ["Asked", "InvalidPeriod", "choices", "last_day", "read"]

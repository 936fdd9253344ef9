"""What a page is asked for: period, unit, procedure, officer, snapshot, read from the address and written back into links."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.foundation.units import api as units
from motcua.insight.quality.contracts import Subject
from motcua.kernel.clock import local_date
from motcua.kernel.periods import CalendarPeriod, PeriodKind, parse_period, period_of
from motcua.kit.web import language_of
from motcua.platform.casework import api as casework

_LONGEST = 60
CITY = Subject()


@dataclass(frozen=True, slots=True)
class Asked:
    """The choice behind a page."""

    period: CalendarPeriod
    subject: Subject = CITY
    snapshot: str = ""
    unit_name: str = ""
    procedure_name: str = ""

    def query(self, **more: str) -> str:
        """The query part of an address that asks for the same, and more."""
        parts = {
            "ky": self.period.code,
            "don-vi": self.subject.unit_code,
            "thu-tuc": self.subject.procedure_code,
            "can-bo": self.subject.officer_id,
            "anh-chup": self.snapshot,
            **more,
        }
        return "?" + urlencode({name: value for name, value in parts.items() if value})

    def link(self, page: str, *args: str, **more: str) -> str:
        """The address of a page of this room that asks for the same."""
        return reverse(f"quality_{page}", args=args) + self.query(**more)

    def of(self, **changes: str) -> Asked:
        """The same of another unit, procedure or officer."""
        return replace(self, subject=replace(self.subject, **changes))

    @property
    def label(self) -> str:
        """Whose quality, in words."""
        names = [name for name in (self.procedure_name, self.unit_name) if name]
        return ", ".join(names) if names else _("Toàn thành phố")


def read(request: HttpRequest, *, now: datetime, officer: bool = False) -> Asked:
    """The choice of a request; this year and the whole city when nothing is chosen. InvalidPeriod, UnitUnknown for nonsense.

    An officer is read from the address only where ``officer`` is asked for: the public pages know none.
    """
    today = local_date(now)
    code = _text(request, "ky")
    period = parse_period(code) if code else period_of(today, PeriodKind.YEAR)
    unit_code, procedure_code = _text(request, "don-vi"), _text(request, "thu-tuc")
    unit = units.get(code=unit_code, on=last_day(period, today)) if unit_code else None
    hits = casework.hits_of(codes=[procedure_code]) if procedure_code else ()
    subject = Subject(unit_code=unit_code, procedure_code=procedure_code, officer_id=_text(request, "can-bo") if officer else "")
    return Asked(
        period=period,
        subject=subject,
        snapshot=_text(request, "anh-chup"),
        unit_name=unit.label(language_of(request)) if unit else "",
        procedure_name=hits[0].name if hits else procedure_code,
    )


def last_day(period: CalendarPeriod, today: date) -> date:
    """The last day of a period, or today while it runs."""
    ends_on = period.dates.ends_on
    assert ends_on is not None
    return min(ends_on.fromordinal(ends_on.toordinal() - 1), today)


def choices(today: date) -> list[CalendarPeriod]:
    """The periods that a page offers: this and last year, half-years, quarters and the last twelve months, newest first."""
    year = period_of(today, PeriodKind.YEAR)
    found = [year, year.previous()]
    for kind, count in ((PeriodKind.HALF, 2), (PeriodKind.QUARTER, 4), (PeriodKind.MONTH, 12)):
        current = period_of(today, kind)
        for _number in range(count):
            found.append(current)
            current = current.previous()
    return found


def unit_choices(period: CalendarPeriod, today: date, language: str) -> list[tuple[str, str]]:
    """The units that a page offers."""
    on = last_day(period, today)
    named = [*units.agencies(on=on), *units.communes(on=on)]
    return [("", _("Toàn thành phố")), *((u.code, u.label(language)) for u in named)]


def _text(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:_LONGEST]

"""Reads of the registers."""

from __future__ import annotations

import time
from datetime import date, datetime

from django.db import Error as DatabaseFault
from django.db.models import Q

from motcua.foundation.registers import contracts, models, rules
from motcua.foundation.registers.conf import DEMO_CLOCK_CACHE_SECONDS
from motcua.kernel.clock import SystemClock, local_date
from motcua.kernel.working_time import WorkCalendar

_machine = SystemClock()


def rule(*, code: str, on: date) -> contracts.LegalRule:
    """The version of a rule in force on a day; RuleUnknown when there is none."""
    row = models.LegalRule.objects.filter(_on(on), code=code).order_by("-effective_from").first()
    if row is None:
        raise contracts.RuleUnknown(code=code, on=on.isoformat())
    return _rule(row)


def rules_on(*, on: date, prefix: str = "") -> tuple[contracts.LegalRule, ...]:
    """Every rule in force on a day whose code begins with ``prefix``, by code."""
    rows = models.LegalRule.objects.filter(_on(on), code__startswith=prefix).order_by("code", "effective_from")
    return tuple(_rule(row) for row in rows)


def history(*, code: str) -> tuple[contracts.LegalRule, ...]:
    """All versions of a rule, oldest first."""
    return tuple(_rule(row) for row in models.LegalRule.objects.filter(code=code).order_by("effective_from"))


def entries(*, catalogue: str, on: date) -> tuple[contracts.Entry, ...]:
    """The entries of a catalogue in force on a day, in the catalogue's order; empty for an unknown catalogue."""
    rows = models.Entry.objects.filter(_on(on), catalogue__code=catalogue).select_related("catalogue").order_by("position", "id")
    return tuple(_entry(row) for row in rows)


def entry(*, catalogue: str, code: str, on: date) -> contracts.Entry:
    """One entry in force on a day; EntryUnknown when there is none."""
    row = models.Entry.objects.filter(_on(on), catalogue__code=catalogue, code=code).select_related("catalogue").first()
    if row is None:
        raise contracts.EntryUnknown(catalogue=catalogue, code=code, on=on.isoformat())
    return _entry(row)


def calendar(*, around: date | datetime, unit_code: str = "") -> WorkCalendar:
    """The working calendar with the office hours in force around a day.

    It holds all known days off and worked Saturdays, and the closures of ``unit_code`` if given; whoever computes many due dates
    asks once. RuleUnknown on a day before any hours are known.
    """
    on = local_date(around) if isinstance(around, datetime) else around
    found = {r.code: r.value for r in rules_on(on=on, prefix="office.")}
    missing = {"office.week", "office.extra_day", "office.half_day"} - found.keys()
    if missing:
        raise contracts.RuleUnknown(code=min(missing), on=on.isoformat())
    return rules.work_calendar(
        week=found["office.week"],
        extra=found["office.extra_day"],
        half=found["office.half_day"],
        days=_days(Q(unit_code__in={"", unit_code})),
    )


def calendar_days(*, year: int, unit_code: str = "") -> tuple[contracts.CalendarDay, ...]:
    """The days of a year that differ from their weekday, in order."""
    return tuple(_days(Q(unit_code__in={"", unit_code}, on__year=year)))


class _Reading:
    """What this process last read of the demonstration clock."""

    def __init__(self) -> None:
        self.offset, self.frozen, self.read_at = 0.0, None, float("-inf")

    offset: float
    frozen: datetime | None
    read_at: float


_last = _Reading()


def demo_now() -> datetime:
    """The demonstration's instant: the machine's plus the offset in the database, believed for at most 0.2 s."""
    if time.monotonic() - _last.read_at > DEMO_CLOCK_CACHE_SECONDS:
        try:
            row = models.DemoClock.objects.filter(id=1).first()
        except (DatabaseFault, RuntimeError):
            # PostgreSQL restarting, an aborted transaction, a process without a database: the last reading still holds.
            pass
        else:
            _last.offset, _last.frozen = (row.offset_seconds, row.frozen_at) if row else (0.0, None)
            _last.read_at = time.monotonic()
    return rules.demo_reading(machine=_machine.now(), offset_seconds=_last.offset, frozen_at=_last.frozen)


def machine_now() -> datetime:
    """The instant of the machine that the demonstration clock is an offset of."""
    return _machine.now()


def forget_demo_reading() -> None:
    """Read the demonstration clock afresh next time, as this process just changed it."""
    _last.read_at = float("-inf")


def _days(condition: Q) -> list[contracts.CalendarDay]:
    rows = models.CalendarDay.objects.filter(condition).order_by("on", "unit_code")
    return [
        contracts.CalendarDay(
            on=r.on, kind=contracts.DayKind(r.kind), name_vi=r.name_vi, name_en=r.name_en, source=r.source, unit_code=r.unit_code
        )
        for r in rows
    ]


def _on(day: date) -> Q:
    return Q(effective_from__lte=day) & (Q(effective_to=None) | Q(effective_to__gt=day))


def _rule(row: models.LegalRule) -> contracts.LegalRule:
    return contracts.LegalRule(
        code=row.code,
        value=row.value,
        vi=row.vi,
        en=row.en,
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        source=row.source,
        trust=contracts.Trust(row.trust),
    )


def _entry(row: models.Entry) -> contracts.Entry:
    return contracts.Entry(
        catalogue=row.catalogue.code,
        code=row.code,
        vi=row.vi,
        en=row.en,
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        source=row.source,
        trust=contracts.Trust(row.trust),
        attributes=row.attributes,
    )

"""Units at the counter: their groups, their calendar, their online-only days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q

from motcua.foundation.registers import api as registers
from motcua.foundation.units import api as units
from motcua.kernel.clock import local_date
from motcua.kernel.working_time import WorkCalendar
from motcua.services.counter import conf
from motcua.services.counter.adapters import carried
from motcua.services.counter.contracts import Group, GroupUnknown, OnlineDays, OpeningDay
from motcua.services.counter.models import OnlineOnly, ServiceGroup
from motcua.services.counter.rules import days

_RULE = "casework.online_only_days_min"


def groups(*, unit_code: str, all_of_them: bool = False) -> tuple[Group, ...]:
    """The groups of a unit in their order: its own, or the carried ones until it has any. ``UnitUnknown`` is not asked here."""
    rows = ServiceGroup.objects.filter(unit_code=unit_code).order_by("position", "letter")
    found = tuple(group_of(row) for row in rows)
    if not found:
        found = tuple(Group(unit_code=unit_code, **one) for one in carried.groups())
    return found if all_of_them else tuple(g for g in found if g.active)


def group(*, unit_code: str, code: str) -> Group:
    """One active group. ``GroupUnknown``."""
    found = next((g for g in groups(unit_code=unit_code) if g.code == code), None)
    if found is None:
        raise GroupUnknown(fields={"group": (GroupUnknown.vi, GroupUnknown.en)})
    return found


def group_of(row: ServiceGroup) -> Group:
    """The row as it crosses the door."""
    return Group(
        unit_code=row.unit_code, code=row.code, letter=row.letter, vi=row.name_vi, en=row.name_en, minutes=row.minutes,
        capacity=row.capacity, active=row.active,
    )  # fmt: skip


def unit_name(*, unit_code: str, on: date, language: str = "vi") -> str:
    """The unit's full name on a day. ``UnitUnknown``."""
    return units.get(code=unit_code, on=on).label(language)


def calendar(*, unit_code: str, on: date) -> WorkCalendar:
    """The unit's working calendar with its own closures."""
    return registers.calendar(around=on, unit_code=unit_code)


def is_open(*, unit_code: str, now: datetime) -> bool:
    """Whether the doors are open at that instant."""
    on = local_date(now)
    return any(opens <= now < closes for opens, closes in calendar(unit_code=unit_code, on=on).sessions_on(on))


def online_weekdays(*, unit_code: str, on: date) -> tuple[int, ...]:
    """The online-only weekdays in force on a day (0 Monday)."""
    row = _in_force(unit_code, on)
    return tuple(sorted(row.weekdays)) if row else ()


def is_online_only(*, unit_code: str, on: date) -> bool:
    """Whether the unit takes dossiers online only on that day; urgent matters are still taken in."""
    return days.online_only(on=on, weekdays=online_weekdays(unit_code=unit_code, on=on))


def online_days(*, unit_code: str, on: date) -> OnlineDays:
    """The online-only days in force, and whether they are as many as the rule asks."""
    row = _in_force(unit_code, on)
    weekdays = tuple(sorted(row.weekdays)) if row else ()
    least = least_online_days(on=on)
    return OnlineDays(
        unit_code=unit_code, weekdays=weekdays, effective_from=row.effective_from if row else None, least=least,
        enough=days.enough_online_days(weekdays=weekdays, least=least),
    )  # fmt: skip


def least_online_days(*, on: date) -> int:
    """Online-only days a week that a unit should keep: the register's rule, else the setting."""
    try:
        return int(registers.rule(code=_RULE, on=on).value)
    except registers.RuleUnknown:
        return conf.ONLINE_DAYS_MIN


def opening(*, unit_code: str, first: date, count: int = 7) -> tuple[OpeningDay, ...]:
    """The opening hours of some days, with holidays named and online-only days marked."""
    years = {first.year, (first + timedelta(days=count)).year}
    known = {d.on: d for year in years for d in registers.calendar_days(year=year, unit_code=unit_code)}
    found = []
    for on in (first + timedelta(days=n) for n in range(count)):
        hours = calendar(unit_code=unit_code, on=on).hours_on(on)
        note = known.get(on)
        found.append(
            OpeningDay(
                on=on, sessions=tuple((s.opens, s.closes) for s in hours),
                online_only=bool(hours) and is_online_only(unit_code=unit_code, on=on), note_vi=note.name_vi if note else "",
                note_en=note.name_en if note else "",
            )
        )  # fmt: skip
    return tuple(found)


def _in_force(unit_code: str, on: date) -> OnlineOnly | None:
    rows = OnlineOnly.objects.filter(Q(effective_to=None) | Q(effective_to__gt=on), unit_code=unit_code, effective_from__lte=on)
    return rows.order_by("-effective_from").first()

"""Publishing days and hours; undoing a publication; every change draws a new stamp and is told to whoever computes due dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.foundation.registers import contracts, events, models, policies, queries, rules
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require

_FIELDS = ("on", "unit_code", "kind", "hours", "closed_from", "closed_until", "name_vi", "name_en", "source", "amended_by")


def set_day(*, day: contracts.CalendarDay, actor: Actor, now: datetime) -> contracts.CalendarChange:
    """Declare one day: off, worked, half, with hours of its own, or closed from an hour; see ``set_days``."""
    return set_days(days=[day], actor=actor, now=now)


@transaction.atomic
def set_days(*, days: Iterable[contracts.CalendarDay], actor: Actor, now: datetime, source: str = "") -> contracts.CalendarChange:
    """Publish days for the country, or for units and all below them; the last declaration of a day holds, and can be undone.

    Due instants are derived: who keeps them hears ``registers.calendar.changed.v1`` with the days and the unit. ``CalendarFaulty``,
    ``Forbidden``.
    """
    require(policies.can_amend(actor))
    wanted = {(day.unit_code, day.on): day for day in days}
    if not wanted:
        raise contracts.CalendarFaulty(reason="no days")
    known = models.CalendarDay.objects.select_for_update().filter(on__in={on for _, on in wanted})
    before = {(row.unit_code, row.on): row for row in known}
    items = []
    for key, day in sorted(wanted.items()):
        row = before.get(key) or models.CalendarDay(on=day.on, unit_code=day.unit_code)
        was = _plain(row) if key in before else None
        _write(row, day, actor=actor)
        items.append({"before": was, "after": _plain(row)})
    told = source or next(iter(wanted.values())).source
    change = models.CalendarChange.objects.create(at=now, actor_ref=actor.ref, source=told, items=items)
    _tell_days(items, source=told, now=now, actor=actor)
    return queries.to_change(change)


@transaction.atomic
def undo_change(*, change_id: UUID, actor: Actor, now: datetime) -> contracts.CalendarChange:
    """Put back what stood before a publication. ``ChangeUnknown``; ``ChangeSettled`` when undone already or changed again since."""
    require(policies.can_amend(actor))
    change = models.CalendarChange.objects.select_for_update().filter(uuid=change_id).first()
    if change is None:
        raise contracts.ChangeUnknown
    rows = {
        (r.unit_code, r.on): r
        for r in models.CalendarDay.objects.select_for_update().filter(on__in={i["after"]["on"] for i in change.items})
    }
    for item in change.items:
        after = item["after"]
        row = rows.get((after["unit_code"], date.fromisoformat(after["on"])))
        if change.undone_at is not None or row is None or _plain(row) != after:
            raise contracts.ChangeSettled(on=after["on"])
        if item["before"] is None:
            row.delete()
        else:
            for name, value in item["before"].items():
                setattr(row, name, value)
            row.save()
    change.undone_at, change.undone_by = now, actor.ref
    change.save(update_fields=["undone_at", "undone_by"])
    _tell_days(change.items, source=change.source, now=now, actor=actor)
    return queries.to_change(change)


@transaction.atomic
def set_hours(*, hours: contracts.UnitHours, actor: Actor, now: datetime) -> contracts.UnitHours:
    """Give a unit and all below it weekly hours of their own from a day on; the version before ends there. The past stays.

    The country's hours are the rules ``office.…``: amend those. ``CalendarFaulty``, ``AmendmentTooEarly``, ``Forbidden``.
    """
    require(policies.can_amend(actor))
    if not hours.unit_code or len(hours.week) != rules.DAYS_OF_WEEK:
        raise contracts.CalendarFaulty(reason="unit or week")
    if not any(hours.week):
        raise contracts.CalendarFaulty(reason="a week that never opens")
    week, extra, half = [rules.plain_hours(day) for day in hours.week], rules.plain_hours(hours.extra), rules.plain_hours(hours.half)
    for sessions in (*week, extra, half):
        rules.hours(sessions)
    rows = models.UnitHours.objects.select_for_update().filter(unit_code=hours.unit_code)
    latest = rows.order_by("-effective_from").first()
    if latest is not None:
        if hours.effective_from <= latest.effective_from:
            raise contracts.AmendmentTooEarly(code=f"office.week/{hours.unit_code}", latest=latest.effective_from.isoformat())
        if latest.effective_to is None or latest.effective_to > hours.effective_from:
            latest.effective_to = hours.effective_from
            latest.save(update_fields=["effective_to"])
    models.UnitHours.objects.create(
        unit_code=hours.unit_code, week=week, extra=extra, half=half, effective_from=hours.effective_from,
        effective_to=hours.effective_to, source=hours.source, amended_by=actor.ref,
    )  # fmt: skip
    tell_hours(unit_code=hours.unit_code, from_on=hours.effective_from, source=hours.source, now=now, actor=actor)
    return queries.unit_hours(unit_code=hours.unit_code)[-1]


@transaction.atomic
def import_days(
    *, content: str, fmt: str, unit_code: str, source: str, actor: Actor, now: datetime, dry_run: bool = False
) -> contracts.DaysImport:
    """Publish the days of a file (``csv`` or ``ics``) for the country or a unit; with a fault, or when dry, nothing is written."""
    require(policies.can_amend(actor))
    read = rules.read_ical if fmt == "ics" else rules.read_csv
    days, faults = read(content, unit_code=unit_code, source=source)
    change = set_days(days=days, actor=actor, now=now, source=source) if days and not faults and not dry_run else None
    return contracts.DaysImport(days=days, faults=faults, change=change)


def preview_days(*, days: Iterable[contracts.CalendarDay], actor: Actor, now: datetime) -> tuple[contracts.DueImpact, ...]:
    """What publishing these days would move, as each room that watches due instants counts it. Nothing is written."""
    require(policies.can_amend(actor))
    proposal = queries.proposed(days=days)
    return tuple(watcher.preview(proposal=proposal, now=now) for watcher in contracts.due_watchers)


def export_days(*, year: int, unit_code: str = "", fmt: str = "csv", now: datetime) -> str:
    """The days of a year, of the country and the unit, as ``csv`` or ``ics``."""
    days = queries.calendar_days(year=year, unit_code=unit_code)
    return rules.write_ical(days, stamp=now) if fmt == "ics" else rules.write_csv(days)


def restamp() -> None:
    """Draw a new stamp: processes read the calendar again."""
    models.CalendarStamp.objects.update_or_create(id=1, defaults={"stamp": uuid4()})


def tell_hours(*, unit_code: str, from_on: date, source: str, now: datetime, actor: Actor) -> None:
    """Weekly hours changed from a day on."""
    restamp()
    fact = events.CalendarChanged(unit_code=unit_code, kind="hours", days=(), from_on=from_on, source=source, at=now)
    outbox.publish(event=fact, now=now, actor=actor)


def _tell_days(items: list[dict[str, Any]], *, source: str, now: datetime, actor: Actor) -> None:
    restamp()
    by_unit: dict[str, list[date]] = {}
    for item in items:
        by_unit.setdefault(item["after"]["unit_code"], []).append(date.fromisoformat(item["after"]["on"]))
    for unit_code, days in sorted(by_unit.items()):
        facts = (
            events.RuleAmended(code="office.calendar", effective_from=min(days), source=source, at=now),
            events.CalendarChanged(unit_code=unit_code, kind="days", days=tuple(sorted(days)), from_on=min(days), source=source, at=now),
        )
        for fact in facts:
            outbox.publish(event=fact, now=now, actor=actor)


def _write(row: models.CalendarDay, day: contracts.CalendarDay, *, actor: Actor) -> None:
    closes = day.kind is contracts.DayKind.CLOSED
    if closes and day.closed_from is None and day.closed_until is None:
        raise contracts.CalendarFaulty(reason="closed_from")
    if closes and day.closed_from is not None and day.closed_until is not None and day.closed_until <= day.closed_from:
        raise contracts.CalendarFaulty(reason="closed_until")
    has_hours = day.kind is contracts.DayKind.HOURS
    row.kind, row.hours = day.kind.value, rules.plain_hours(day.hours) if has_hours else []
    rules.hours(row.hours)
    row.closed_from, row.closed_until = (day.closed_from, day.closed_until) if closes else (None, None)
    row.name_vi, row.name_en, row.source, row.amended_by = day.name_vi, day.name_en, day.source, actor.ref
    row.save()


def _plain(row: models.CalendarDay) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _FIELDS}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}

"""Facts that the registers tell."""

from __future__ import annotations

from datetime import date, datetime

from motcua.kernel.events import event


@event("registers.rule.amended.v1", stream="code")
class RuleAmended:
    """A rule got a new version; dossiers keep the version under which they were received."""

    code: str
    effective_from: date
    source: str
    at: datetime


@event("registers.calendar.changed.v1", stream="unit_code")
class CalendarChanged:
    """Days or weekly hours of the country (empty code), or of a unit and all below it, changed: due instants that rest on them move.

    ``days`` are the days of a publication; weekly hours (``kind`` hours) change from ``from_on`` on, and then ``days`` is empty.
    """

    unit_code: str
    kind: str
    days: tuple[date, ...]
    from_on: date
    source: str
    at: datetime


@event("registers.clock.moved.v1", stream="clock")
class ClockMoved:
    """The clock of a demonstration was set or moved on."""

    clock: str
    from_at: datetime
    to_at: datetime

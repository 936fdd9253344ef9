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


@event("registers.clock.moved.v1", stream="clock")
class ClockMoved:
    """The clock of a demonstration was set or moved on."""

    clock: str
    from_at: datetime
    to_at: datetime

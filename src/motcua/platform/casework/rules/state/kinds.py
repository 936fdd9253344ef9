"""What a history is made of, and what is true of a dossier after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.kernel.working_time import Pause
from motcua.platform.casework.contracts import DossierStatus, EventKind


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of a dossier's history, before or after it is stored. ``details`` is JSON without personal data."""

    kind: EventKind
    at: datetime
    actor_ref: str
    to_status: DossierStatus
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """One opinion in the history: open until ``given_at`` or ``recalled_at``."""

    ref: str
    unit: str
    key: str
    asked_at: datetime
    due_at: datetime
    stance: str = ""
    given_at: datetime | None = None
    recalled_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether an answer is still awaited."""
        return self.given_at is None and self.recalled_at is None


@dataclass(frozen=True, slots=True)
class Part:
    """One sub-dossier in the history; ``status`` is None while it is being worked on."""

    ref: str
    status: int | None = None


PERCENTS = (50, 80, 100)  # of the limit used, at which a warning goes out


@dataclass(frozen=True)
class State:
    """What is true of a dossier now. Empty units mean the unit in whose name it runs (histories of before units were told)."""

    status: DossierStatus
    step: str
    submitted_at: datetime
    waiting_for_fee: bool = False
    assigned_to: UUID | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    resolved_at: datetime | None = None
    handed_back_at: datetime | None = None
    ended_at: datetime | None = None
    proposed: str = ""
    outcome: str = ""
    pauses: tuple[Pause, ...] = ()
    handler: str = ""
    intake: str = ""
    authority: str = ""
    step_entered_at: datetime | None = None
    step_due_at: datetime | None = None
    intake_due_at: datetime | None = None
    warned: int = 0
    extensions: int = 0
    gross_minutes: int | None = None
    net_minutes: int | None = None
    limit: str = ""  # "10 working_days", extensions included
    version: int = 0  # of the definition; 0 where the history does not tell
    clock_start: datetime | None = None  # when the running limit began: receipt, or the end of a pause that reset it
    marks: tuple[datetime, ...] = ()  # the instants of PERCENTS; empty where no warnings go out
    given_due: bool = False  # the due date was brought along, not computed
    opinions: tuple[Asked, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def paused(self) -> bool:
        """Whether the clock stands still."""
        return any(p.until_at is None for p in self.pauses)

    @property
    def running(self) -> bool:
        """Whether the clock of the whole dossier runs now."""
        return self.due_at is not None and not self.paused and self.resolved_at is None and self.ended_at is None

    @property
    def warn_at(self) -> datetime | None:
        """When the next warning is due; None while the clock does not run."""
        if not self.running:
            return None
        return next((at for percent, at in zip(PERCENTS, self.marks, strict=False) if percent > self.warned), None)

    @property
    def open_opinions(self) -> tuple[Asked, ...]:
        """Opinions that are still awaited."""
        return tuple(o for o in self.opinions if o.open)

    @property
    def open_parts(self) -> tuple[Part, ...]:
        """Sub-dossiers that are being worked on."""
        return tuple(p for p in self.parts if p.status is None)


_NAMES = frozenset(f.name for f in fields(State))


def but(state: State, **changes: Any) -> State:
    """The state with changes, as ``dataclasses.replace`` makes it in many times the time: a year is folded fact by fact."""
    if not changes.keys() <= _NAMES:
        msg = f"a state has no {', '.join(sorted(changes.keys() - _NAMES))}"
        raise TypeError(msg)
    new = object.__new__(State)
    new.__dict__.update(state.__dict__, **changes)
    return new


class HistoryBroken(ValueError):
    """Stored facts that no sequence of actions could have written: corruption or tampering."""

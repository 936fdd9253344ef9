"""The clock, the steps and the end of a breach (Luật 91/2025/QH15 Điều 23; NĐ 356/2025/NĐ-CP)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.services.privacy.contracts.breaches import BreachClock, BreachState, Harm

# What a breach still lacks before it may be closed, in both languages.
_LACKING = {
    "contained": ("ngăn chặn", "containment"),
    "assessed": ("đánh giá mức độ", "assessment"),
    "notified": ("thông báo cơ quan chuyên trách", "notice to the authority"),
    "people": ("thông báo cho người bị ảnh hưởng", "messages to the people concerned"),
    "repaired": ("thời điểm khắc phục xong", "when it was repaired"),
    "lessons": ("bài học rút ra", "lessons learnt"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the steps and the clock depend on; an instant that is None has not come."""

    discovered_at: datetime
    contained_at: datetime | None = None
    assessed_at: datetime | None = None
    authority_needed: bool | None = None
    people_needed: bool | None = None
    notified_at: datetime | None = None
    people_told_at: datetime | None = None
    repaired_at: datetime | None = None
    has_lessons: bool = False
    closing: bool = False
    closed_at: datetime | None = None


def due_at(*, discovered_at: datetime, hours: int) -> datetime:
    """The last instant for the notice: hours of the law count around the clock, weekends and holidays included."""
    return discovered_at + timedelta(hours=hours)


def clock(facts: Facts, *, due: datetime, now: datetime) -> BreachClock:
    """The countdown. Once the authority was told it stands at that instant; where it need not be told, it is settled and never late."""
    if facts.notified_at is not None:
        return BreachClock(due_at=due, left=due - facts.notified_at, settled=True, late=facts.notified_at > due)
    exempt = facts.authority_needed is False
    return BreachClock(due_at=due, left=due - now, settled=exempt, late=not exempt and now > due)


def warnings(facts: Facts, *, marks: Sequence[int], now: datetime, sent: Collection[int]) -> tuple[int, ...]:
    """Hours after discovery at which a warning is due and was not sent yet; none once the clock is settled or the breach closed."""
    if facts.closed_at is not None or facts.notified_at is not None or facts.authority_needed is False:
        return ()
    passed = now - facts.discovered_at
    return tuple(mark for mark in sorted(marks) if mark not in sent and passed >= timedelta(hours=mark))


def state(facts: Facts) -> BreachState:
    """Where the handling stands, the furthest step first."""
    if facts.closed_at is not None:
        return BreachState.CLOSED
    if facts.closing:
        return BreachState.CLOSING
    if facts.notified_at is not None:
        return BreachState.NOTIFIED
    if facts.assessed_at is not None:
        return BreachState.ASSESSED
    return BreachState.CONTAINED if facts.contained_at is not None else BreachState.REPORTED


def lacking(facts: Facts) -> tuple[str, ...]:
    """Keys of what must be done before closing; empty when the breach may be closed."""
    wanted = {
        "contained": facts.contained_at is not None,
        "assessed": facts.assessed_at is not None,
        "notified": facts.notified_at is not None or facts.authority_needed is False,
        "people": facts.people_told_at is not None or facts.people_needed is False,
        "repaired": facts.repaired_at is not None,
        "lessons": facts.has_lessons,
    }
    return tuple(key for key, done in wanted.items() if not done)


def lacking_words(keys: Collection[str]) -> tuple[str, str]:
    """The same as a list for people, in both languages."""
    return ", ".join(_LACKING[k][0] for k in keys), ", ".join(_LACKING[k][1] for k in keys)


def may_skip_people(harm: Harm) -> bool:
    """Whether the people concerned need not be told: only where no harm to them is to be expected."""
    return harm is Harm.NONE


def keep_until(*, repaired_at: datetime | None, years: int) -> datetime | None:
    """Until when the record must be kept: ``years`` after repair, 29 February falling on 1 March; None while it is not repaired."""
    if repaired_at is None:
        return None
    try:
        return repaired_at.replace(year=repaired_at.year + years)
    except ValueError:
        return repaired_at.replace(year=repaired_at.year + years, month=3, day=1)

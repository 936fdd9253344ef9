"""Which version is in force; how the demonstration clock reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar


class Dated(Protocol):
    """Anything with a half-open period of force."""

    @property
    def effective_from(self) -> date:
        """First day in force."""
        ...

    @property
    def effective_to(self) -> date | None:
        """First day no longer in force."""
        ...


T = TypeVar("T", bound=Dated)


def in_force(versions: Iterable[T], *, on: date) -> T | None:
    """The version in force on a day, the latest one if two claim it."""
    fitting = [v for v in versions if v.effective_from <= on and (v.effective_to is None or on < v.effective_to)]
    return max(fitting, key=lambda v: v.effective_from, default=None)


def ends(starts: Sequence[date], stated: Sequence[date | None]) -> list[date | None]:
    """When each version in order ends: as stated, but never after the next one begins (Luật Ban hành VBQPPL: the later act prevails)."""
    following: list[date | None] = [*starts[1:], None]
    return [min((e for e in (own, after) if e is not None), default=None) for own, after in zip(stated, following, strict=True)]


def same_shape(old: Any, new: Any) -> bool:
    """Whether a new value can be read where the old one was: numbers for numbers, lists for lists, mappings with the same keys."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(same_shape(old[key], new[key]) for key in old)
    if isinstance(old, bool) or isinstance(new, bool):
        return isinstance(old, bool) and isinstance(new, bool)
    if isinstance(old, int | float):
        return isinstance(new, int | float)
    return type(old) is type(new)


def demo_reading(*, machine: datetime, offset_seconds: float, frozen_at: datetime | None) -> datetime:
    """What the demonstration clock shows when the machine's clock shows ``machine``."""
    return frozen_at if frozen_at is not None else machine + timedelta(seconds=offset_seconds)


def demo_offset(*, offset_seconds: float, shown: datetime, wanted: datetime) -> float:
    """The offset with which the clock, showing ``shown`` now, will show ``wanted``."""
    return offset_seconds + (wanted - shown).total_seconds()

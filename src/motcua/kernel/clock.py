"""What a clock is; who reads one is the edge (``kit.clock``), never a rule."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Tells the instant in UTC."""

    def now(self) -> datetime:
        """The instant, timezone-aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The machine's instant in UTC."""
        return datetime.now(UTC)


def local(at: datetime) -> datetime:
    """The same instant on a clock in Vietnam (UTC+7)."""
    return at.astimezone(VIETNAM)


def local_date(at: datetime) -> date:
    """The day in Vietnam on which the instant falls."""
    return local(at).date()

"""What crosses the door of the operations centre."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class TileKind(StrEnum):
    """The numbers of the board, in their order."""

    RECEIVED = "received"
    RESOLVED = "resolved"
    PENDING = "pending"
    OVERDUE = "overdue"
    ON_TIME = "on_time_rate"
    ONLINE = "online_rate"
    PAYMENTS = "payments_settled"
    MESSAGES = "messages"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Tile:
    """One number. ``value`` None: nothing is known, never zero. ``before`` is the same number a day or a month earlier.

    ``indicator`` and ``period`` lead to the page of the number; both empty where it has none. ``needs_person`` asks for somebody now.
    """

    kind: TileKind
    value: Decimal | int | None
    as_of: datetime | None
    before: Decimal | int | None = None
    stale: bool = False
    indicator: str = ""
    period: str = ""
    needs_person: bool = False
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Stream:
    """Calls of one system to a service today; ``failed``: the service could not answer; ``refused`` by it or by the exchange.

    ``took_ms`` is the mean.
    """

    client: str
    service: str
    messages: int
    failed: int
    refused: int
    took_ms: int


@dataclass(frozen=True, slots=True)
class Flows:
    """Who called whom today at one snapshot, the largest first, and all their calls; ``as_of`` None: the warehouse holds nothing yet."""

    streams: tuple[Stream, ...]
    total: int
    snapshot: str
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """All tiles at one snapshot of the shared warehouse; ``behind`` counts events that it has not taken in yet."""

    tiles: tuple[Tile, ...]
    snapshot: str
    as_of: datetime | None
    behind: int
    stale: bool

    def tile(self, kind: TileKind) -> Tile:
        """One tile; KeyError when the board has none of that kind."""
        found = next((t for t in self.tiles if t.kind is kind), None)
        if found is None:
            raise KeyError(kind)
        return found

"""How much may be asked: a token bucket and a quota a calendar day, in one file that every worker process of the machine shares.

The file is mapped into memory: what is counted there outlives the process (``kill -9`` included), so a quota is exact across restarts.
``sync`` is called every few seconds; a machine that loses power may forget the calls since then, and nothing else. Gateways on several
machines count each for itself; what counts calls for events is carried from owner to owner of the events.

The bucket is kept as the instant at which it will be full again (GCRA), in whole nanoseconds of the monotonic clock: in any stretch of T
seconds at most ``burst + per_second × T`` calls pass, whatever their order. After a reboot a bucket starts empty at worst.
"""

from __future__ import annotations

import fcntl
import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from motcua.gateway.core.slots import Adopt, Format, SlotFile
from motcua.gateway.protocol.config import Pace

SECOND, MILLISECOND = 1_000_000_000, 1_000_000
DAY_S = 86_400
_STATE = struct.Struct("<qqq")  # instant of a full bucket, day, count of the day
_FORMAT = Format(1, b"MCPACE1\n", _STATE.size)
_EARLIER: Mapping[Format, Adopt] = {}  # a later format says here what it makes of this one: the further of both (``further``)
# The city's day: UTC+7 without daylight saving since 1975 (``kernel.clock.VIETNAM``); read without a time zone look-up per call.
_OFFSET_S = 7 * 3600


class Bound(NamedTuple):
    """A pace made ready: nanoseconds a token (0: no bound), tokens of a full bucket, calls a day (0: no bound), its policy header.

    ``whose`` stands before the names of its policies (``burst``, ``day``), so that a caller who is held to several can tell them apart.
    """

    interval: int
    burst: int
    per_day: int
    policy: str
    whose: str = ""


class Verdict(NamedTuple):
    """What became of a call: ``wait_s`` is 0 when it was counted, otherwise seconds until it may be tried; ``limit`` is RateLimit."""

    wait_s: int
    by: str
    limit: str


def bound_of(pace: Pace | None, *, whose: str = "") -> Bound | None:
    """The pace in whole numbers, its policies named after ``whose`` it is; None when it bounds nothing."""
    if pace is None or not (pace.per_second or pace.per_day):
        return None
    interval = math.ceil(SECOND / pace.per_second) if pace.per_second else 0
    burst = max(1, pace.burst or math.ceil(pace.per_second)) if interval else 0
    parts = []
    if interval:
        parts.append(f'"{whose}burst";q={burst};w={max(1, burst * interval // SECOND)}')
    if pace.per_day:
        parts.append(f'"{whose}day";q={pace.per_day};w={DAY_S}')
    return Bound(interval, burst, pace.per_day, ", ".join(parts), whose)


def city_day(at_s: int) -> int:
    """Number of the calendar day in Asia/Ho_Chi_Minh on which the instant (Unix seconds) falls."""
    return (at_s + _OFFSET_S) // DAY_S


def until_midnight(at_s: int) -> int:
    """Whole seconds until the next day of the city begins, at least 1."""
    return DAY_S - (at_s + _OFFSET_S) % DAY_S


@dataclass(slots=True)
class _State:
    full_at: int
    day: int
    count: int


Name = tuple[object, ...]
"""Of a counter; its parts are told apart by their ``str``."""
Counted = tuple[int, int, int]
"""A counter: instant of a full bucket (monotonic ns), day, count of the day."""


def further(one: Counted, other: Counted) -> Counted:
    """Two counters of the same calls that were kept apart, as one: the emptier bucket, of the later day the higher count."""
    return (max(one[0], other[0]), *max(one[1:], other[1:]))


class Ledger(SlotFile):
    """The counters of all paces. One per process; processes that open the same file share them under a lock of the file."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _FORMAT, _EARLIER)

    def take(self, name: Name, bound: Bound, *, now: int, at_s: int) -> Verdict:
        """Count one call of ``name`` against bucket and quota, both or neither. ``now`` in monotonic ns, ``at_s`` in Unix seconds."""
        return self.take_all(((name, bound),), now=now, at_s=at_s)

    def take_all(self, asked: Sequence[tuple[Name, Bound]], *, now: int, at_s: int) -> Verdict:
        """Count one call against every bound that applies to it, all or none: the strictest one holds.

        A refusal names the bound that takes longest to open again.
        """
        fcntl.flock(self.file, fcntl.LOCK_EX)
        try:
            decided = [self._decided(name, bound, now, at_s) for name, bound in asked]
            refused = [one for one in decided if one[2].wait_s]
            for place, state, _verdict in refused or decided:
                _STATE.pack_into(self.map, place, state.full_at, state.day, state.count)
        finally:
            fcntl.flock(self.file, fcntl.LOCK_UN)
        said = [verdict for _place, _state, verdict in refused or decided]
        worst = max(said, key=lambda verdict: verdict.wait_s)
        return worst if len(said) == 1 else worst._replace(limit=", ".join(verdict.limit for verdict in said))

    def _decided(self, name: Name, bound: Bound, now: int, at_s: int) -> tuple[int, _State, Verdict]:
        place = self._place_of(name)
        state = _State(*_STATE.unpack_from(self.map, place))
        return place, state, _decide(state, bound, now, at_s)

    def counted(self, name: Name) -> Counted:
        """How far a counter has come."""
        fcntl.flock(self.file, fcntl.LOCK_EX)
        try:
            full_at, day, count = _STATE.unpack_from(self.map, self._place_of(name))
            return full_at, day, count
        finally:
            fcntl.flock(self.file, fcntl.LOCK_UN)

    def carry(self, name: Name, counted: Counted) -> None:
        """A counter that had come so far on another machine; what stands here may be further."""
        fcntl.flock(self.file, fcntl.LOCK_EX)
        try:
            place = self._place_of(name)
            _STATE.pack_into(self.map, place, *further(counted, _STATE.unpack_from(self.map, place)))
        finally:
            fcntl.flock(self.file, fcntl.LOCK_UN)


def _decide(state: _State, bound: Bound, now: int, at_s: int) -> Verdict:
    """The verdict; ``state`` is moved on for a call that passes, and brought back to what can be for one that does not."""
    interval, burst, per_day, _, whose = bound
    today = city_day(at_s)
    count = state.count if state.day == today else 0
    # An instant beyond an empty bucket is of a slower pace or of an earlier boot of the machine.
    full_at = state.full_at = min(max(state.full_at, now), now + burst * interval)
    wait = full_at - now - (burst - 1) * interval
    said = []
    if interval and wait > 0:
        said.append(f'"{whose}burst";r=0;t={-(-wait // SECOND)}')
        return Verdict(-(-wait // SECOND), "burst", _join(said, bound, count, at_s))
    if per_day and count >= per_day:
        left = until_midnight(at_s)
        return Verdict(left, "day", f'"{whose}day";r=0;t={left}')
    state.full_at, state.day, state.count = full_at + interval, today, count + 1
    if interval:
        left = (now + burst * interval - state.full_at) // interval
        said.append(f'"{whose}burst";r={left};t={-(-(state.full_at - now) // SECOND)}')
    return Verdict(0, "", _join(said, bound, count + 1, at_s))


def _join(said: list[str], bound: Bound, count: int, at_s: int) -> str:
    if bound.per_day:
        said.append(f'"{bound.whose}day";r={max(0, bound.per_day - count)};t={until_midnight(at_s)}')
    return ", ".join(said)

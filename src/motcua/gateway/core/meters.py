"""What a process counts about its messages: outcomes, durations and sizes by service, and the health of the last ten minutes.

Plain numbers, so that a message costs microseconds; ``app.exposition`` and ``core.operational`` give them a shape when somebody asks.
Services and callers are those of the configuration, so the number of rows is bounded by it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import mul

CELL_S, CELLS = 60, 10  # statistics cover the last 600 s, as in X-Road's health data
UNKNOWN = "unknown"
METADATA = "metadata"
DURATIONS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
COMMITS_S = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0)
_FOLD = 256  # messages that are added up together: one by one each would cost three times as much
BATCHES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0)


class Histogram:
    """Counts by upper bound (inclusive) and the sum of what was seen."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds, self.counts, self.total = bounds, [0] * (len(bounds) + 1), 0.0

    def see(self, value: float, times: int = 1) -> None:
        """A value that came so many times."""
        self.counts[bisect_left(self.bounds, value)] += times
        self.total += value * times

    def cumulated(self) -> Iterator[tuple[str, int]]:
        """Prometheus' buckets: upper bound and how many values lie within it."""
        count = 0
        for bound, n in zip((*map(str, self.bounds), "+Inf"), self.counts, strict=True):
            count += n
            yield bound, count


@dataclass(slots=True)
class Spread:
    """Number, sum, sum of squares, least and most of some values."""

    n: int = 0
    total: int = 0
    squares: int = 0
    least: int = 0
    most: int = 0

    def see(self, values: Sequence[int]) -> None:
        """More values, at least one."""
        self.join(Spread(len(values), sum(values), sum(map(mul, values, values)), min(values), max(values)))

    def join(self, other: Spread) -> None:
        """Take over the other's values."""
        if other.n:
            self.least = min(self.least, other.least) if self.n else other.least
            self.most = max(self.most, other.most)
            self.n, self.total, self.squares = self.n + other.n, self.total + other.total, self.squares + other.squares

    @property
    def average(self) -> float:
        """The mean, 0 of nothing."""
        return self.total / self.n if self.n else 0.0

    @property
    def deviation(self) -> float:
        """The standard deviation of the population, 0 of nothing."""
        if not self.n:
            return 0.0
        # n·Σx² − (Σx)² is whole, so no rounding makes it negative.
        return float((self.n * self.squares - self.total * self.total) ** 0.5) / self.n


@dataclass(slots=True)
class Period:
    """Messages of one stretch of time; durations in ms and sizes in bytes are those of successful ones, as X-Road counts them."""

    number: int = -1
    good: int = 0
    bad: int = 0
    duration: Spread = field(default_factory=Spread)
    request: Spread = field(default_factory=Spread)
    response: Spread = field(default_factory=Spread)

    def join(self, other: Period) -> None:
        """Take over the other's messages."""
        self.good, self.bad = self.good + other.good, self.bad + other.bad
        self.duration.join(other.duration)
        self.request.join(other.request)
        self.response.join(other.response)


@dataclass(slots=True)
class Health:
    """How a service does: its last good and bad message (Unix ms, 0 for never) and the last ten minutes."""

    last_good_ms: int = 0
    last_bad_ms: int = 0
    lately: Period = field(default_factory=Period)

    def join(self, other: Health) -> None:
        """Take over what another worker has seen."""
        self.last_good_ms = max(self.last_good_ms, other.last_good_ms)
        self.last_bad_ms = max(self.last_bad_ms, other.last_bad_ms)
        self.lately.join(other.lately)


class ServiceMeter:
    """One service's numbers; instants in Unix ms, 0 for never. Messages that went well are added up by the hundred, or when one asks."""

    def __init__(self) -> None:
        self.in_flight = 0
        self.last_good_ms = self.last_bad_ms = 0
        self._outcomes: Counter[tuple[str, str]] = Counter()
        self._duration = Histogram(DURATIONS_S)
        self._request_bytes = self._response_bytes = 0
        self._cells = [Period() for _ in range(CELLS)]
        self._minute = 0  # of the fresh ones
        self._fresh: list[tuple[tuple[str, str], int, int, int]] = []  # (client, outcome), duration, sizes

    @property
    def outcomes(self) -> dict[tuple[str, str], int]:
        """Messages by (client, outcome)."""
        self._fold()
        return self._outcomes

    @property
    def duration(self) -> Histogram:
        """How long messages took, in seconds."""
        self._fold()
        return self._duration

    @property
    def request_bytes(self) -> int:
        """Octets of request bodies."""
        self._fold()
        return self._request_bytes

    @property
    def response_bytes(self) -> int:
        """Octets of answers' bodies."""
        self._fold()
        return self._response_bytes

    def see(self, *, client: str, outcome: str, good: bool, at_ms: int, took_ms: int, request: int, response: int) -> None:
        """One message that was answered at ``at_ms``."""
        minute = at_ms // (CELL_S * 1000)
        if minute != self._minute or len(self._fresh) >= _FOLD:
            self._fold()
            self._minute = minute
        if good:
            self.last_good_ms = at_ms
            self._fresh.append(((client, outcome), took_ms, request, response))
            return
        self.last_bad_ms = at_ms
        self._cell(minute).bad += 1
        self._outcomes[client, outcome] += 1
        self._duration.see(took_ms / 1000)
        self._request_bytes += request
        self._response_bytes += response

    def _fold(self) -> None:
        """Add up the fresh ones, column by column."""
        if not self._fresh:
            return
        keys, took, requests, responses = zip(*self._fresh, strict=True)
        self._fresh = []
        self._outcomes.update(keys)
        for ms, n in Counter(took).items():
            self._duration.see(ms / 1000, n)
        cell = self._cell(self._minute)
        cell.good += len(keys)
        cell.duration.see(took)
        cell.request.see(requests)
        cell.response.see(responses)
        self._request_bytes += sum(requests)
        self._response_bytes += sum(responses)

    def _cell(self, minute: int) -> Period:
        if self._cells[minute % CELLS].number != minute:
            self._cells[minute % CELLS] = Period(minute)
        return self._cells[minute % CELLS]

    def health(self, now_ms: int) -> Health:
        """How the service does at this instant."""
        return Health(self.last_good_ms, self.last_bad_ms, self.lately(now_ms))

    def lately(self, now_ms: int) -> Period:
        """The last ten minutes, by whole minutes."""
        self._fold()
        newest = now_ms // (CELL_S * 1000)
        joined = Period(newest)
        for cell in self._cells:
            if newest - CELLS < cell.number <= newest:
                joined.join(cell)
        return joined


class Meters:
    """The numbers of one process since ``started_ms``; ``services`` by the service's identifier as text."""

    def __init__(self, *, started_ms: int) -> None:
        self.started_ms = started_ms
        self.services: dict[str, ServiceMeter] = {}
        self.commit_s = Histogram(COMMITS_S)
        self.batch = Histogram(BATCHES)

    def of(self, service: str) -> ServiceMeter:
        """The meter of a service, made when first needed."""
        meter = self.services.get(service)
        if meter is None:
            meter = self.services[service] = ServiceMeter()
        return meter

    def keep_only(self, services: set[str]) -> None:
        """Forget services that the configuration no longer knows."""
        for gone in set(self.services) - services - {UNKNOWN, METADATA}:
            del self.services[gone]

    def committed(self, records: int, seconds: float) -> None:
        """One batch of the message log is durable."""
        self.commit_s.see(seconds)
        self.batch.see(records)

"""Adding up calls by hour, client and service while the log is taken over: same transaction, so that nothing counts twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

from django.db import connection

from motcua.gateway import protocol
from motcua.platform.exchange.models import HourCount
from motcua.platform.exchange.rules.watching import Sort, sort_of

KEPT = timedelta(days=730)
_SQL = """
INSERT INTO exchange_hour_count AS t (hour, client, service, calls, failed, refused, total_ms, shortest_ms, longest_ms, bytes_in, bytes_out,
    last_ok_at, last_failed_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (service, hour, client) DO UPDATE SET calls = t.calls + excluded.calls, failed = t.failed + excluded.failed,
    refused = t.refused + excluded.refused, total_ms = t.total_ms + excluded.total_ms,
    shortest_ms = LEAST(t.shortest_ms, excluded.shortest_ms), longest_ms = GREATEST(t.longest_ms, excluded.longest_ms),
    bytes_in = t.bytes_in + excluded.bytes_in, bytes_out = t.bytes_out + excluded.bytes_out,
    last_ok_at = GREATEST(t.last_ok_at, excluded.last_ok_at), last_failed_at = GREATEST(t.last_failed_at, excluded.last_failed_at)
"""


@dataclass(slots=True)
class _Sum:
    """One row in the making, in the order of its columns."""

    calls: int = 0
    failed: int = 0
    refused: int = 0
    total_ms: int = 0
    shortest_ms: int = 0
    longest_ms: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    last_ok_at: datetime | None = None
    last_failed_at: datetime | None = None

    def add(self, record: protocol.Record, sort: Sort, at: datetime) -> None:
        took = max(record.response_out_ms - record.request_in_ms, 0)
        self.shortest_ms = min(self.shortest_ms, took) if self.calls else took
        self.longest_ms = max(self.longest_ms, took)
        self.calls += 1
        self.total_ms += took
        self.bytes_in += record.request_size
        self.bytes_out += record.response_size
        self.refused += sort is Sort.REFUSED
        if sort is Sort.FAILED:
            self.failed += 1
            self.last_failed_at = max(at, self.last_failed_at or at)
        else:
            self.last_ok_at = max(at, self.last_ok_at or at)


def tally(records: Iterable[protocol.Record]) -> None:
    """Add logged calls to the counts of their hours; calls of services that do not exist count nowhere."""
    sums: dict[tuple[datetime, str, str], _Sum] = {}
    for record in records:
        sort = sort_of(status=record.status, fault=record.fault or "")
        if sort is None:
            continue
        at = datetime.fromtimestamp(record.response_out_ms / 1000, tz=UTC)
        key = (at.replace(minute=0, second=0, microsecond=0), record.client[:300], record.service[:300])
        sums.setdefault(key, _Sum()).add(record, sort, at)
    with connection.cursor() as cursor:
        # Always in the same order, so that two collectors never wait for each other in a circle.
        for key in sorted(sums):
            cursor.execute(_SQL, [*key, *(getattr(sums[key], f.name) for f in fields(_Sum))])


def sweep_counts(*, now: datetime) -> int:
    """Delete counts older than two years; returns how many."""
    gone, _ = HourCount.objects.filter(hour__lt=now - KEPT).delete()
    return gone

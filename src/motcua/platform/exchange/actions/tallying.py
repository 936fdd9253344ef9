"""Adding up calls by hour, client and service while the log is taken over: same transaction, so that nothing counts twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import UTC, datetime, timedelta

from django.db import connection

from motcua.gateway import protocol
from motcua.platform.exchange.contracts import Count
from motcua.platform.exchange.models import HourCount
from motcua.platform.exchange.rules.watching import Sort, heard, sort_of

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


def _with(count: Count, record: protocol.Record, sort: Sort, at: datetime, *, files: bool) -> Count:
    """The count with one more call."""
    took, failed = max(record.response_out_ms - record.request_in_ms, 0), sort is Sort.FAILED
    answers = heard(sort=sort, fault=record.fault or "", target=record.target, files=files)
    return Count(
        calls=count.calls + 1, failed=count.failed + failed, refused=count.refused + (sort is Sort.REFUSED),
        total_ms=count.total_ms + took, shortest_ms=min(count.shortest_ms, took) if count.calls else took,
        longest_ms=max(count.longest_ms, took), bytes_in=count.bytes_in + record.request_size,
        bytes_out=count.bytes_out + record.response_size,
        last_ok_at=max(at, count.last_ok_at or at) if answers else count.last_ok_at,
        last_failed_at=max(at, count.last_failed_at or at) if answers is False else count.last_failed_at,
    )  # fmt: skip


def tally(records: Iterable[protocol.Record], *, lead: timedelta = timedelta(0), files: Collection[str] = ()) -> None:
    """Add logged calls to the counts of their hours; calls of services that do not exist count nowhere.

    ``lead``: how far the city's clock is ahead of the gateway's (a demonstration); ``files``: services that are spoken to by files.
    """
    sums: dict[tuple[datetime, str, str], Count] = {}
    for record in records:
        sort = sort_of(status=record.status, fault=record.fault or "")
        if sort is None:
            continue
        at = datetime.fromtimestamp(record.response_out_ms / 1000, tz=UTC) + lead
        key = (at.replace(minute=0, second=0, microsecond=0), record.client[:300], record.service[:300])
        sums[key] = _with(sums.get(key, Count()), record, sort, at, files=record.service in files)
    with connection.cursor() as cursor:
        # Always in the same order, so that two collectors never wait for each other in a circle.
        for key in sorted(sums):
            cursor.execute(_SQL, [*key, *(getattr(sums[key], f.name) for f in fields(Count))])


def sweep_counts(*, now: datetime) -> int:
    """Delete counts older than two years; returns how many."""
    gone, _ = HourCount.objects.filter(hour__lt=now - KEPT).delete()
    return gone

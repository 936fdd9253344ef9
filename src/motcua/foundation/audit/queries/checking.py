"""The check of the log: recomputes every digest, link, tree, root and signature from the rows, in bounded memory; changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import DataError, connection

from motcua.foundation.audit import rules
from motcua.foundation.audit.contracts import ChainReport, Fault, FaultKind
from motcua.foundation.audit.models import Entry, Hour, Link, Seal, Span, Waiting
from motcua.foundation.audit.queries import checking_hours, checking_streams, first_book
from motcua.foundation.audit.queries.entries import record
from motcua.foundation.audit.queries.tolerant import tolerant

_KEPT = 100
_EVERY = 2000
_STREAMS = """
WITH RECURSIVE s(stream) AS (
    (SELECT stream FROM audit_link ORDER BY stream LIMIT 1)
    UNION ALL
    SELECT (SELECT l.stream FROM audit_link l WHERE l.stream > s.stream ORDER BY l.stream LIMIT 1) FROM s WHERE s.stream IS NOT NULL
) SELECT stream FROM s WHERE stream IS NOT NULL UNION SELECT DISTINCT stream FROM audit_span WHERE stream NOT IN ('1:seals', '1:days')
"""
_LOST = """
SELECT e.id, e.at FROM audit_entry e WHERE NOT EXISTS (
    SELECT 1 FROM audit_link l WHERE l.entry_id = e.id AND l.stream IS NOT NULL AND l.seq IS NOT NULL
) AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.entry_id = e.id AND s.seq IS NOT NULL)
AND NOT EXISTS (SELECT 1 FROM audit_waiting w WHERE w.entry_id = e.id)
ORDER BY e.id
"""
_EXTRA = """
SELECT w.entry_id FROM audit_waiting w WHERE EXISTS (SELECT 1 FROM audit_link l WHERE l.entry_id = w.entry_id)
OR EXISTS (SELECT 1 FROM audit_seal s WHERE s.entry_id = w.entry_id) OR NOT EXISTS (SELECT 1 FROM audit_entry e WHERE e.id = w.entry_id)
ORDER BY 1
"""
_ORPHANS = """
SELECT p.stream, p.first_seq, p.hour_number FROM audit_span p WHERE NOT EXISTS (SELECT 1 FROM audit_hour h WHERE h.number = p.hour_number)
"""
_TWICE = "SELECT l.entry_id FROM audit_link l JOIN audit_seal s ON s.entry_id = l.entry_id ORDER BY 1"


@dataclass(slots=True)
class Findings:
    """Faults as they are found: the first hundred are kept, all are counted; and how far the check is."""

    told: Callable[[int, int], None]
    total: int
    kept: list[Fault] = field(default_factory=list)
    count: int = 0
    done: int = 0

    def found(self, fault: Fault) -> None:
        """One more fault."""
        self.count += 1
        if len(self.kept) < _KEPT:
            self.kept.append(fault)

    def step(self) -> None:
        """One more row read."""
        self.done += 1
        if self.done % _EVERY == 0:
            self.told(self.done, self.total)


@tolerant()
def verify(
    *,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
    copies: Mapping[int, Mapping[str, Any]] | None = None,
    told: Callable[[int, int], None] | None = None,
) -> ChainReport:
    """Check the log, or the hours that touch ``from_at`` to ``to_at``, and say where it is not what it was.

    ``copies`` are exported roots by number (``read_copies``): with them even a rewritten end of the log is found. ``told`` hears how many
    of how many rows are read. Hours, then each stream, then the first book; what is added meanwhile is left to the next check.
    """
    state = Findings(told=told or (lambda *_: None), total=Link.objects.count() + Seal.objects.count())
    bounds = _bounds(from_at, to_at)
    hours = checking_hours.Hours()
    with _at(state, Fault(FaultKind.HOUR_CHANGED)):
        hours = checking_hours.check(bounds, copies or {}, state.found)
    checked, open_ = 0, 0
    streams = _streams()
    for stream in streams:
        with _at(state, Fault(FaultKind.SEAL_CHANGED, stream=stream)):
            read, beyond = checking_streams.check(stream, bounds, state)
            checked, open_ = checked + read, open_ + beyond
    if bounds.whole:
        bound = {span.stream: span for span in Span.objects.filter(hour_number=1, stream__startswith="1:")}
        with _at(state, Fault(FaultKind.FIRST_BOOK, stream=rules.FIRST_BOOK)):
            checked += first_book.check(bound, closed=Hour.objects.exists(), found=state.found, step=state.step)
        with _at(state, Fault(FaultKind.ENTRY_CHANGED, note="not sealed yet")):
            for fault in (*_waiting(), *_queue()):
                state.found(fault)
    state.told(state.total, state.total)
    return ChainReport(
        ok=state.count == 0, entries=Entry.objects.count(), sealed=Link.objects.count() + Seal.objects.count(), checked=checked,
        streams=len(streams), hours=hours.read, open=open_, unsigned=hours.unsigned, late=hours.late, compared=hours.compared,
        faults=tuple(state.kept), fault_count=state.count,
    )  # fmt: skip


@contextmanager
def _at(state: Findings, fault: Fault) -> Iterator[None]:
    """A value that cannot even be read, such as an emptied column, is a fault of that part; the other parts are still checked."""
    try:
        yield
    except (TypeError, ValueError, AttributeError, ArithmeticError, RecursionError, DataError) as error:
        state.found(replace(fault, note=f"{fault.note} {type(error).__name__}: a value cannot be read".strip()))


def _bounds(from_at: datetime | None, to_at: datetime | None) -> checking_hours.Bounds:
    """The hours that a check reads; without an end it goes on to what no root holds yet."""
    last = Hour.objects.order_by("-number").values_list("number", flat=True).first() or 0
    first = 1
    if from_at is not None:
        touched = Hour.objects.filter(to_at__gt=from_at).order_by("number").values_list("number", flat=True).first()
        first = touched if touched is not None else last + 1
    until: int | None = None
    if to_at is not None:
        beyond = Hour.objects.filter(from_at__gte=to_at).order_by("number").values_list("number", flat=True).first()
        until = None if beyond is None else beyond - 1
    return checking_hours.Bounds(
        first=first, last=last if until is None else until, to_the_end=until is None, whole=first == 1 and until is None
    )


def _streams() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_STREAMS)
        return sorted(stream for (stream,) in cursor.fetchall())


def _waiting() -> Iterator[Fault]:
    """Entries that wait to be sealed and are no longer what was recorded."""
    for entry in Entry.objects.filter(pk__in=Waiting.objects.values("pk")).order_by("pk").iterator(chunk_size=_EVERY):
        if rules.digest_of(record(entry)).hex() != entry.digest:
            yield Fault(FaultKind.ENTRY_CHANGED, entry_id=entry.pk, at=entry.at, note="not sealed yet")


def _queue() -> Iterator[Fault]:
    """What neither a link nor the queue holds, and what both hold."""
    with connection.cursor() as cursor:
        cursor.execute(_LOST)
        yield from (Fault(FaultKind.QUEUE_LOST, entry_id=pk, at=at) for pk, at in cursor.fetchall())
        cursor.execute(_EXTRA)
        yield from (Fault(FaultKind.QUEUE_EXTRA, entry_id=pk) for (pk,) in cursor.fetchall())
        cursor.execute(_ORPHANS)
        yield from (
            Fault(FaultKind.SPAN, stream=stream, seq=seq, hour=hour, note="no such hour") for stream, seq, hour in cursor.fetchall()
        )
        cursor.execute(_TWICE)
        yield from (Fault(FaultKind.INSERTED, entry_id=pk, note="in the first book and in a stream") for (pk,) in cursor.fetchall())

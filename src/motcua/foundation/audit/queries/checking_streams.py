"""The check of one stream: every entry, every link, and the trees of its hours, chunk by chunk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from motcua.foundation.audit import rules
from motcua.foundation.audit.contracts import Fault, FaultKind
from motcua.foundation.audit.models import Link, Span
from motcua.foundation.audit.queries.checking_hours import Bounds
from motcua.foundation.audit.queries.first_book import as_bytes
from motcua.kernel.evidence import GENESIS, MerkleTree, chain_step

if TYPE_CHECKING:
    from motcua.foundation.audit.queries.checking import Findings

_CHUNK = 5000
# A link whose entry is gone is still read; a number that stands twice is read twice.
_ROWS = """
SELECT l.seq, l.entry_id, l.previous_hash, l.hash, l.sealed_at, e.id, e.uuid, e.at, e.actor_ref, e.on_behalf_of, e.action, e.object_ref,
    e.ground, e.details::text, e.digest, e.person, e.dossier, e.unit, e.form
FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id
WHERE l.stream = %s AND (l.seq, l.entry_id) > (%s, %s) AND l.seq <= %s ORDER BY l.seq, l.entry_id LIMIT %s
"""
_END = 2**62


class _Row(NamedTuple):
    seq: int
    entry_id: int
    previous_hash: str
    hash: str
    sealed_at: Any
    pk: int | None
    uuid: Any
    at: Any
    actor_ref: str
    on_behalf_of: str
    action: str
    object_ref: str
    ground: str
    details: str
    digest: str
    person: str
    dossier: str
    unit: str
    form: int


class _Walk:
    """One stream on the way: what comes next, and the tree of the hour it is in."""

    def __init__(self, stream: str, spans: Iterator[Span], start: int, previous: bytes, state: Findings) -> None:
        self.stream, self.spans, self.state = stream, spans, state
        self.expected, self.previous = start, previous
        self.tree, self.read, self.open = MerkleTree(), 0, 0
        self.span = next(spans, None)
        self.end = start - 1
        self._span_begins()

    def row(self, row: _Row) -> None:
        """The next link with its entry."""
        self.read += 1
        self.state.step()
        for kind in self._faults(row):
            self.state.found(Fault(kind, stream=self.stream, seq=row.seq, entry_id=row.entry_id, at=row.sealed_at, hour=self._hour()))
        self.previous, self.expected = as_bytes(row.hash), row.seq + 1
        while self.span is not None and row.seq > self.span.last_seq:
            self._span_ends()
        self.tree.add(self.previous)
        if self.span is None:
            self.open += 1
        elif row.seq == self.span.last_seq:
            self._span_ends()

    def finish(self) -> None:
        """No link is left; hours that promise more are told."""
        while self.span is not None:
            if self.expected <= self.span.last_seq:
                self.state.found(
                    Fault(FaultKind.TRUNCATED, stream=self.stream, seq=self.expected, hour=self._hour(), note=f"to {self.span.last_seq}")
                )
            self._span_ends(silent=True)

    def _faults(self, row: _Row) -> Iterator[FaultKind]:
        if row.seq != self.expected:
            yield FaultKind.REMOVED if row.seq > self.expected else FaultKind.INSERTED
        if row.pk is None:
            yield FaultKind.ENTRY_MISSING
            return
        if rules.digest_of(_record(row)).hex() != row.digest:
            yield FaultKind.ENTRY_CHANGED
        if rules.stream_of(row.action or "") != self.stream:
            yield FaultKind.MOVED
        if row.previous_hash != self.previous.hex():
            yield FaultKind.ORDER
        told = rules.link_record(stream=self.stream, seq=row.seq, entry_id=row.entry_id, digest=row.digest, sealed_at=row.sealed_at)
        if chain_step(previous=as_bytes(row.previous_hash), record=told).hex() != row.hash:
            yield FaultKind.SEAL_CHANGED

    def _span_begins(self) -> None:
        if self.span is not None and self.span.first_seq != self.end + 1:
            self.state.found(Fault(FaultKind.SPAN, stream=self.stream, seq=self.span.first_seq, hour=self._hour()))

    def _span_ends(self, *, silent: bool = False) -> None:
        assert self.span is not None
        if not silent and self.tree.root().hex() != self.span.tree:
            note = f"{self.span.first_seq}–{self.span.last_seq}"
            self.state.found(Fault(FaultKind.TREE, stream=self.stream, seq=self.span.first_seq, hour=self._hour(), note=note))
        self.end, self.tree, self.span = self.span.last_seq, MerkleTree(), next(self.spans, None)
        self._span_begins()

    def _hour(self) -> int | None:
        return self.span.hour_number if self.span is not None else None


def check(stream: str, bounds: Bounds, state: Findings) -> tuple[int, int]:
    """Check a stream within the bounds; returns how many links were read and how many of them no hour holds yet."""
    before = (
        Span.objects.filter(stream=stream, hour_number__lt=bounds.first).order_by("-last_seq").values_list("last_seq", flat=True).first()
        or 0
    )
    within = Span.objects.filter(stream=stream, hour_number__range=(bounds.first, bounds.last)).order_by("first_seq", "hour_number")
    last = within.order_by("-last_seq").values_list("last_seq", flat=True).first() or before
    walk = _Walk(stream, within.iterator(chunk_size=500), before + 1, _hash_before(stream, before), state)
    for row in _rows(stream, after=before, until=_END if bounds.to_the_end else last):
        walk.row(row)
    walk.finish()
    return walk.read, walk.open


def _hash_before(stream: str, seq: int) -> bytes:
    if not seq:
        return GENESIS
    found = Link.objects.filter(stream=stream, seq=seq).values_list("hash", flat=True).first()
    return as_bytes(found or "")


def _rows(stream: str, *, after: int, until: int) -> Iterator[_Row]:
    seq, entry = (after, _END) if after else (-_END, -_END)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, [stream, seq, entry, until, _CHUNK])
            found = [_Row(*row) for row in cursor.fetchall()]
        yield from found
        if len(found) < _CHUNK:
            return
        seq, entry = found[-1].seq, found[-1].entry_id


def _record(row: _Row) -> dict[str, Any]:
    return rules.record_of(
        uuid=row.uuid, at=row.at, actor_ref=row.actor_ref, on_behalf_of=row.on_behalf_of, action=row.action, object_ref=row.object_ref,
        ground=row.ground, details=_details(row.details), person=row.person, dossier=row.dossier, unit=row.unit, form=row.form,
    )  # fmt: skip


def _details(text: str | None) -> Any:
    """The JSON value of a column; None for one that was emptied or holds what no entry ever held, such as a number of 5,000 digits."""
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        return None

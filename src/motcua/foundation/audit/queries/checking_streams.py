"""The check of one stream: every entry, every link, and the trees of its hours, chunk by chunk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from motcua.foundation.audit import rules
from motcua.foundation.audit.contracts import Fault, FaultKind
from motcua.foundation.audit.models import Link, Span
from motcua.foundation.audit.queries.checking_hours import Bounds
from motcua.foundation.audit.queries.first_book import as_bytes
from motcua.foundation.audit.queries.reading_links import END, LinkRow, exact, instant, links
from motcua.kernel.evidence import GENESIS, MerkleTree

if TYPE_CHECKING:
    from motcua.foundation.audit.queries.checking import Findings

class _Walk:
    """One stream on the way: what comes next, and the tree of the hour it is in."""

    def __init__(self, stream: str, spans: Iterator[Span], start: int, previous: bytes, state: Findings) -> None:
        self.stream, self.spans, self.state = stream, spans, state
        self.expected, self.previous = start, previous
        self.tree, self.read, self.open = MerkleTree(), 0, 0
        self.span = next(spans, None)
        self.end = start - 1
        self._span_begins()

    def row(self, row: LinkRow) -> None:
        """The next link with its entry."""
        self.read += 1
        self.state.step()
        seq, digest, current = int(row.seq), _digest(row), self._follows(row)
        told = (seq, row.digest, row.previous_hash, row.hash, row.action and rules.stream_of(row.action))
        if told != (self.expected, digest, self.previous.hex(), current.hex(), self.stream):
            for kind in self._faults(row, digest, current):
                at = instant(row.sealed_at)
                self.state.found(Fault(kind, stream=self.stream, seq=seq, entry_id=_number(row.entry_id), at=at, hour=self._hour()))
        self.previous, self.expected = current if row.hash == current.hex() else as_bytes(row.hash), seq + 1
        while self.span is not None and seq > self.span.last_seq:
            self._span_ends()
        self.tree.add(self.previous)
        if self.span is None:
            self.open += 1
        elif seq == self.span.last_seq:
            self._span_ends()

    def finish(self) -> None:
        """No link is left; hours that promise more are told."""
        while self.span is not None:
            if self.expected <= self.span.last_seq:
                self.state.found(
                    Fault(FaultKind.TRUNCATED, stream=self.stream, seq=self.expected, hour=self._hour(), note=f"to {self.span.last_seq}")
                )
            self._span_ends(silent=True)

    def _follows(self, row: LinkRow) -> bytes:
        """The hash that the link must have after the one that it names."""
        previous = self.previous if row.previous_hash == self.previous.hex() else as_bytes(row.previous_hash)
        return rules.link_hash(
            previous=previous, stream=self.stream, seq=int(row.seq), entry_id=_number(row.entry_id) or 0, digest=row.digest or "",
            sealed_at=exact(row.sealed_at),
        )  # fmt: skip

    def _faults(self, row: LinkRow, digest: str, current: bytes) -> Iterator[FaultKind]:
        """By name what is not as it was recorded; the entry's own digest is ``digest``, and ``current`` the hash that must stand here."""
        if int(row.seq) != self.expected:
            yield FaultKind.REMOVED if int(row.seq) > self.expected else FaultKind.INSERTED
        if row.pk is None:
            yield FaultKind.ENTRY_MISSING
            return
        if row.digest != digest:
            yield FaultKind.ENTRY_CHANGED
        if rules.stream_of(row.action or "") != self.stream:
            yield FaultKind.MOVED
        if row.previous_hash != self.previous.hex():
            yield FaultKind.ORDER
        if row.hash != current.hex():
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
    for row in links(stream, after=before, until=END if bounds.to_the_end else last):
        walk.row(row)
    walk.finish()
    return walk.read, walk.open


def _hash_before(stream: str, seq: int) -> bytes:
    if not seq:
        return GENESIS
    found = Link.objects.filter(stream=stream, seq=seq).values_list("hash", flat=True).first()
    return as_bytes(found or "")


def _digest(row: LinkRow) -> str:
    """The digest of the entry as it stands there now."""
    at, details = exact(row.at), _details(row.details)
    said = {
        "uuid": row.uuid, "at": at, "actor_ref": row.actor_ref, "on_behalf_of": row.on_behalf_of, "action": row.action,
        "object_ref": row.object_ref, "ground": row.ground, "details": details, "person": row.person, "dossier": row.dossier,
        "unit": row.unit,
    }  # fmt: skip
    if row.form == "2" and None not in row:
        return rules.digest_of_texts(**said).hex()
    return rules.digest_of(rules.record_of(**said, form=_number(row.form) or 0)).hex()


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _details(text: str | None) -> Any:
    """The JSON value of a column; None for one that was emptied or holds what no entry ever held, such as a number of 5,000 digits."""
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        return None

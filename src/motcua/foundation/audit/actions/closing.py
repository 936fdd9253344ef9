"""Closing hours: the root over what all streams sealed since the last one, signed and time-stamped, chained to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from motcua.foundation.audit import rules
from motcua.foundation.audit.actions.sealing import locked
from motcua.foundation.audit.contracts import root_signers
from motcua.foundation.audit.models import Hour, Link, Seal, Span
from motcua.foundation.audit.queries import first_book
from motcua.foundation.audit.queries.roots import content_of, digest_of, leaves_of
from motcua.kernel.evidence import MerkleTree, merkle_root

_HOUR = timedelta(hours=1)
_CHUNK = 5000
# Streams by jumping from one to the next through the index: there are few, with many links each.
_OPEN = """
WITH RECURSIVE s(stream) AS (
    (SELECT stream FROM audit_link ORDER BY stream LIMIT 1)
    UNION ALL
    SELECT (SELECT l.stream FROM audit_link l WHERE l.stream > s.stream ORDER BY l.stream LIMIT 1) FROM s WHERE s.stream IS NOT NULL
), ends AS (
    SELECT s.stream,
        coalesce((SELECT last_seq FROM audit_span p WHERE p.stream = s.stream ORDER BY last_seq DESC LIMIT 1), 0) AS closed,
        (SELECT seq FROM audit_link l WHERE l.stream = s.stream ORDER BY seq DESC LIMIT 1) AS sealed
    FROM s WHERE s.stream IS NOT NULL
) SELECT stream, closed + 1, sealed FROM ends WHERE sealed > closed ORDER BY stream
"""


@dataclass(frozen=True, slots=True)
class _Draft:
    """An hour before it is signed."""

    row: Hour
    spans: tuple[Span, ...]


def close_hours(*, now: datetime) -> int:
    """Close everything up to the beginning of this hour under one signed root; returns how many hours that were.

    Each hour is closed by itself, an empty one too: it says, signed, that nothing stands in it. When the signer or the time-stamping
    authority was away, the error is raised and nothing is written; the next call closes all hours since the last root together, and
    ``from_at``, ``to_at`` and ``closed_at`` show the gap. The signature is asked for outside the transaction that holds the lock.
    """
    draft = _draft(now)
    if draft is None:
        return 0
    row = draft.row
    signer = next(iter(root_signers), None)
    if signer is not None:
        row.signed_by = signer.key
        made = signer.sign(content=content_of(row), now=now)
        row.signature, row.certificate, row.time_stamp = made.signature, made.certificate, made.time_stamp
    with transaction.atomic():
        if not locked() or Hour.objects.filter(number__gte=row.number).exists():
            return 0  # another worker closed it meanwhile
        row.save(force_insert=True)
        Span.objects.bulk_create(draft.spans)
    return int((row.to_at - row.from_at) / _HOUR)


def _draft(now: datetime) -> _Draft | None:
    to_at = rules.hour_of(now)
    last = Hour.objects.order_by("-number").first()
    from_at = last.to_at if last else _begin(to_at)
    if from_at is None or from_at >= to_at:
        return None
    number = last.number + 1 if last else 1
    spans = [] if last else first_book.spans()
    with connection.cursor() as cursor:
        cursor.execute(_OPEN)
        for stream, first_seq, last_seq in cursor.fetchall():
            tree = _tree(stream, first_seq, last_seq)
            spans.append(Span(hour_number=1, stream=stream, first_seq=first_seq, last_seq=last_seq, tree=tree))
    for span in spans:
        span.hour_number = number
    seals = sum(s.last_seq - s.first_seq + 1 for s in spans)
    row = Hour(
        number=number, from_at=from_at, to_at=to_at, seals=seals, root=merkle_root(leaves_of(spans)).hex(),
        previous=digest_of(last) if last else first_book.last_root(), closed_at=now,
    )  # fmt: skip
    return _Draft(row=row, spans=tuple(spans))


def _begin(to_at: datetime) -> datetime | None:
    """When the first hour begins: with the first link or seal, None when there is nothing yet."""
    first = Link.objects.order_by("sealed_at").values_list("sealed_at", flat=True).first()
    kept = Seal.objects.order_by("seq").values_list("sealed_at", flat=True).first()
    begun = min((at for at in (first, kept) if at is not None), default=None)
    if begun is None:
        return None
    begin = rules.hour_of(begun)
    return begin if begin < to_at else None


def _tree(stream: str, first_seq: int, last_seq: int) -> str:
    tree, after = MerkleTree(), first_seq - 1
    while after < last_seq:
        rows = Link.objects.filter(stream=stream, seq__gt=after, seq__lte=last_seq).order_by("seq").values_list("seq", "hash")[:_CHUNK]
        found = list(rows)
        if not found:
            break
        for _, hash_ in found:
            tree.add(bytes.fromhex(hash_))
        after = found[-1][0]
    return tree.root().hex()

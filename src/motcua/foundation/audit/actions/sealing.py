"""Sealing: each entry becomes a link of its room's chain, apart from the writers, so that they never wait for each other."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from motcua.foundation.audit import rules
from motcua.foundation.audit.models import Link
from motcua.kernel.evidence import GENESIS

_LOCK = 0x6175646974  # "audit": one sealer at a time in the whole installation
_BATCH = 1000
_WAITING = """
SELECT e.id, e.action, e.digest FROM audit_waiting w JOIN audit_entry e ON e.id = w.entry_id
WHERE NOT EXISTS (SELECT 1 FROM audit_link l WHERE l.entry_id = e.id) ORDER BY e.id LIMIT %s
"""
_ENDS = """
SELECT s.stream, l.seq, l.hash FROM unnest(%s::text[]) AS s(stream)
CROSS JOIN LATERAL (SELECT seq, hash FROM audit_link WHERE stream = s.stream ORDER BY seq DESC LIMIT 1) l
"""


def seal(*, now: datetime) -> int:
    """Chain all waiting entries, oldest first; returns how many. A second sealer at the same time does nothing."""
    total = 0
    while done := _seal_batch(now):
        total += done
        if done < _BATCH:
            break
    return total


def _seal_batch(now: datetime) -> int:
    with transaction.atomic():
        if not locked():
            return 0
        with connection.cursor() as cursor:
            cursor.execute(_WAITING, [_BATCH])
            waiting = [(pk, rules.stream_of(action), digest) for pk, action, digest in cursor.fetchall()]
            cursor.execute(_ENDS, [sorted({stream for _, stream, _ in waiting})])
            ends = {stream: (seq, bytes.fromhex(hash_)) for stream, seq, hash_ in cursor.fetchall()}
            links, sealed_at = [], rules.exact_time(now)
            for pk, stream, digest in waiting:
                seq, previous = ends.get(stream, (0, GENESIS))
                current = rules.link_hash(
                    previous=previous, stream=stream, seq=seq + 1, entry_id=pk, digest=digest, sealed_at=sealed_at
                )
                names = {"previous_hash": previous.hex(), "hash": current.hex(), "sealed_at": now}
                links.append(Link(entry_id=pk, stream=stream, seq=seq + 1, **names))
                ends[stream] = (seq + 1, current)
            Link.objects.bulk_create(links)
            cursor.execute("SELECT audit_leave_queue(%s)", [[pk for pk, _, _ in waiting]])
    return len(waiting)


def locked() -> bool:
    """Whether this transaction is now the only one that seals or closes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])

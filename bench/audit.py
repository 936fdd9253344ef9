"""The check of the audit log: a million links read and recomputed, beside reading and hashing the same bytes in the same run."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from _common import Bench, database, quick

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
STREAMS = ("audit", "casework", "consent", "exchange", "files", "identity", "payments", "signing", "vault", "visit")
_ENTRY = """COPY audit_entry (id, uuid, at, actor_ref, on_behalf_of, action, object_ref, ground, details, digest, person, dossier, unit,
    form) FROM STDIN"""
_LINK = "COPY audit_link (entry_id, stream, seq, previous_hash, hash, sealed_at) FROM STDIN"
_SAME = """COPY (SELECT l.seq, l.entry_id, l.previous_hash, l.hash, l.sealed_at, e.id, e.uuid, e.at, e.actor_ref, e.on_behalf_of, e.action,
    e.object_ref, e.ground, e.details::text, e.digest, e.person, e.dossier, e.unit, e.form
    FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id) TO STDOUT"""
_AT = NOW.isoformat(timespec="microseconds")


def entries(count: int) -> Iterator[tuple[tuple[object, ...], tuple[object, ...]]]:
    """Entries with their links as the log itself writes them, of ten streams in turn."""
    ends = dict.fromkeys(STREAMS, (0, bytes(32)))
    for number in range(1, count + 1):
        stream, who, unit = STREAMS[number % len(STREAMS)], UUID(int=number), f"11{number % 400:03d}"
        actor, thing, dossier = f"officer:{UUID(int=number % 900)}", f"{stream}.thing:{number}", f"H24.11-261122-{number % 9999:04d}"
        told = (
            f'{{"action":"{stream}.done","actor":"{actor}","at":"{_AT}","details":{{"n":{number}}},"dossier":"{dossier}","form":2,'
            f'"ground":"NĐ 118/2025/NĐ-CP","object":"{thing}","on_behalf_of":"","person":"","unit":"{unit}","uuid":"{who}"}}'
        )
        digest = hashlib.sha256(told.encode()).hexdigest()
        seq, previous = ends[stream]
        link = f'{{"digest":"{digest}","form":2,"id":{number},"sealed_at":"{_AT}","seq":{seq + 1},"stream":"{stream}"}}'
        hashed = hashlib.sha256(previous + hashlib.sha256(link.encode()).digest()).digest()
        ends[stream] = (seq + 1, hashed)
        said = (f"{stream}.done", thing, "NĐ 118/2025/NĐ-CP", f'{{"n": {number}}}')
        row = (number, who, NOW, actor, "", *said, digest, "", dossier, unit, 2)
        yield row, (number, stream, seq + 1, previous.hex(), hashed.hex(), NOW)


def fill(count: int) -> None:
    """Write the log at once, past its guards, as its owner may; ``verify`` says whether it is one."""
    from django.db import connection

    rows = list(entries(count))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for text, place in ((_ENTRY, 0), (_LINK, 1)):
            with cursor.copy(text) as copy:
                for pair in rows:
                    copy.write_row(pair[place])
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE audit_entry, audit_link")


def measure(bench: Bench, count: int) -> None:
    from django.db import connection

    from motcua.foundation.audit import api as audit

    fill(count)
    audit.close_hours(now=NOW + timedelta(hours=1))
    began = time.perf_counter()
    hashed, size = hashlib.sha256(), 0
    with connection.cursor() as cursor, cursor.copy(_SAME) as copy:
        for part in copy:
            hashed.update(part)
            size += len(part)
    plain = count / (time.perf_counter() - began)
    began = time.perf_counter()
    report = audit.verify()
    checked = count / (time.perf_counter() - began)
    if not report.ok or report.checked != count or size < count:
        raise RuntimeError(f"{report.fault_count} faults, {report.checked} of {count} links were read: {report.faults[:3]}")
    against = "COPY of the same joined rows and one SHA-256 over them"
    bench.add("links_checked_per_s", checked, plain, unit="links/s", better="higher", against=against)


def main() -> None:
    count = 50_000 if quick() else 1_000_000
    bench = Bench("audit")
    with database("audit"):
        measure(bench, count)
    bench.show()


if __name__ == "__main__":
    main()

"""The audit log: links checked beside reading and hashing the same rows; acts recorded, sealed and found beside bare statements."""

from __future__ import annotations

import hashlib
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from _common import Bench, database, percentile, quick, times_ms

BEGIN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
AN_HOUR = 5_000  # entries
STREAMS = ("audit", "casework", "consent", "exchange", "files", "identity", "payments", "signing", "vault", "visit")
OFFICERS, PEOPLE, DOSSIERS, UNITS = 900, 50_000, 30_000, 400
_PLAINLY = 100_000
_ENTRY = """COPY audit_entry (id, uuid, at, actor_ref, on_behalf_of, action, object_ref, ground, details, digest, person, dossier, unit,
    form) FROM STDIN"""
_LINK = "COPY audit_link (entry_id, stream, seq, previous_hash, hash, sealed_at) FROM STDIN"
_SAME = """SELECT l.seq, l.entry_id, l.previous_hash, l.hash, l.sealed_at, e.id, e.uuid, e.at, e.actor_ref, e.on_behalf_of, e.action,
    e.object_ref, e.ground, e.details::text, e.digest, e.person, e.dossier, e.unit, e.form
    FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id ORDER BY l.stream, l.seq LIMIT {}"""
_FOUND = "SELECT * FROM audit_entry WHERE {} = %s ORDER BY id DESC LIMIT 51"
_BARE = """INSERT INTO audit_entry (uuid, at, actor_ref, on_behalf_of, action, object_ref, ground, details, person, dossier, unit, form,
    digest) VALUES (%s, now(), 'officer:x', '', 'bare.done', 'x', '', '{}', '', '', '', 2, repeat('0', 64))"""


class Filling:
    """A log as its installation wrote it: entries and links by the room's own hashing, hour after hour closed by the room itself."""

    def __init__(self, count: int) -> None:
        self.count, self.number = count, 0
        self.ends = dict.fromkeys(STREAMS, (0, bytes(32)))

    def rows(self, at: datetime, count: int) -> Iterator[tuple[tuple[object, ...], tuple[object, ...]]]:
        """The next entries, of ten streams in turn, each with its link."""
        from motcua.foundation.audit import rules

        for _ in range(count):
            self.number += 1
            n, when = self.number, at + (HOUR * (self.number % AN_HOUR)) / AN_HOUR
            stream, uuid = STREAMS[n % len(STREAMS)], UUID(int=n)
            said: dict[str, Any] = {
                "actor_ref": f"officer:{UUID(int=n * 7919 % OFFICERS)}", "on_behalf_of": "", "action": f"{stream}.done",
                "object_ref": f"{stream}.thing:{n}", "ground": "NĐ 118/2025/NĐ-CP",
            }  # fmt: skip
            about = {
                "person": f"person:{UUID(int=n * 104_729 % PEOPLE)}" if n % 2 else "",
                "dossier": f"H24.11-260105-{n * 15_485_863 % DOSSIERS:05d}", "unit": f"11{n * 7919 % OFFICERS % UNITS:03d}",
            }  # fmt: skip
            exact = rules.exact_time(when)
            digest = rules.digest_of_texts(uuid=str(uuid), at=exact, details={"n": n}, **said, **about).hex()
            seq, previous = self.ends[stream]
            link: dict[str, Any] = {"stream": stream, "seq": seq + 1, "entry_id": n}
            hashed = rules.link_hash(previous=previous, **link, digest=digest, sealed_at=exact)
            self.ends[stream] = (seq + 1, hashed)
            row = (n, uuid, when, *said.values(), json.dumps({"n": n}), digest, *about.values(), 2)
            yield row, (n, stream, seq + 1, previous.hex(), hashed.hex(), when)

    def run(self) -> float:
        """Write all of them, past the guards, as the owner of the database may; returns entries per second, closing included."""
        from django.db import connection

        from motcua.foundation.audit import api as audit

        began, at, say = time.perf_counter(), BEGIN, Progress("written")
        while self.number < self.count:
            rows = list(self.rows(at, min(AN_HOUR, self.count - self.number)))
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = replica")
                for text, place in ((_ENTRY, 0), (_LINK, 1)):
                    with cursor.copy(text) as copy:
                        for pair in rows:
                            copy.write_row(pair[place])
                cursor.execute("SET session_replication_role = DEFAULT")
            at += HOUR
            audit.close_hours(now=at)
            say(self.number, self.count)
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('audit_entry', 'id'), %s)", [self.count])
            cursor.execute("VACUUM ANALYZE audit_entry, audit_link")
        return self.count / (time.perf_counter() - began)


def checking(bench: Bench, count: int) -> None:
    """``verify`` of the whole log, beside the least that any check must do, and beside the loop that one would write first."""
    from django.db import connection

    from motcua.foundation.audit import api as audit

    began, read = time.perf_counter(), 0
    with connection.cursor() as cursor, cursor.copy(f"COPY ({_SAME.format(count)}) TO STDOUT") as copy:
        for line in copy:
            hashlib.sha256(line).digest()
            read += 1
    least = read / (time.perf_counter() - began)
    some, began = min(count, _PLAINLY), time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(_SAME.format(some))
        for row in cursor.fetchall():
            hashlib.sha256(json.dumps(row, sort_keys=True, default=str).encode()).digest()
    plain = some / (time.perf_counter() - began)
    began = time.perf_counter()
    report = audit.verify(told=Progress("checked"))
    checked = count / (time.perf_counter() - began)
    if not report.ok or report.checked != count or read != count:
        msg = f"{report.fault_count} faults, {report.checked} of {count} links were read: {report.faults[:3]}"
        raise RuntimeError(msg)
    against = "COPY of the same joined rows in the same order and one SHA-256 of each: no chain, no tree, no JSON"
    bench.add("links_checked_per_s", checked, least, unit="links/s", better="higher", against=against)
    against = f"the driver's rows, their JSON and one SHA-256 of each ({some:,} rows)"
    bench.add("links_checked_vs_plain", checked, plain, unit="links/s", better="higher", against=against)


def recording(bench: Bench, count: int) -> None:
    """Acts recorded one transaction each, of one room and of ten, beside the bare INSERT of a row; then sealed together."""
    from django.db import connection

    from motcua.foundation.audit import api as audit
    from motcua.foundation.audit.testing import NOW, OFFICER
    from motcua.kernel.ids import uuid7

    def recorded(streams: tuple[str, ...]) -> Callable[[], object]:
        dice = random.Random(1)
        return lambda: audit.record(action=f"{dice.choice(streams)}.done", object_ref="x", actor=OFFICER, now=NOW, details={"n": 1})

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BARE, [uuid7()])

    ways = (recorded(STREAMS[:1]), recorded(STREAMS), bare)
    spent = [sum(times_ms(way, count=count)) / 1000 for way in ways]
    against = "one bare INSERT of the entry alone, each by itself"
    bench.add("acts_recorded_per_s", count / spent[0], count / spent[2], unit="acts/s", better="higher", against=against)
    bench.add("acts_recorded_ten_rooms_per_s", count / spent[1], count / spent[2], unit="acts/s", better="higher", against=against)
    began = time.perf_counter()
    sealed = audit.seal(now=NOW)
    taken = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bare_link (LIKE audit_link INCLUDING ALL)")
        began = time.perf_counter()
        cursor.execute("INSERT INTO bare_link SELECT * FROM audit_link ORDER BY entry_id DESC LIMIT %s", [sealed])
        least = time.perf_counter() - began
    against = "INSERT … SELECT of the same links into an empty table with the same indexes, inside the database"
    bench.add("acts_sealed_per_s", sealed / taken, sealed / least, unit="acts/s", better="higher", against=against)


def searching(bench: Bench, count: int) -> None:
    """The first page of the log by each filter, and pages far behind, beside the bare SELECT of the same rows: 95 of 100 are faster."""
    from django.db import connection

    from motcua.foundation.audit import api as audit
    from motcua.foundation.audit.models import Entry

    dice = random.Random(20261122)
    some = list(Entry.objects.filter(pk__in=[2 * dice.randrange(count // 2) + 1 for _ in range(60)]))
    for name in ("person", "actor_ref", "dossier"):
        values = iter([getattr(row, name) for row in some] * 2)

        def bare(field: str = name, given: Iterator[Any] = values) -> None:
            with connection.cursor() as cursor:
                cursor.execute(_FOUND.format(field), [next(given)])
                cursor.fetchall()

        least = percentile(times_ms(bare, count=len(some)), 0.95)
        ours = percentile(times_ms(lambda field=name, given=values: audit.entries(**{field: next(given)}), count=len(some)), 0.95)
        bench.add(f"found_by_{name}_ms", ours, least, unit="ms", better="lower", against="the bare SELECT of the same 51 rows, p95")
    days = iter([row.at for row in some] * 2)
    least = percentile(times_ms(lambda: list(Entry.objects.order_by("-id").values_list()[:51]), count=len(some)), 0.95)
    ours = percentile(times_ms(lambda: _of_an_hour(audit, next(days)), count=len(some)), 0.95)
    against = "the newest 51 rows read bare, p95; ours: an hour anywhere in the log, and the page after the first"
    bench.add("found_by_time_ms", ours, least, unit="ms", better="lower", against=against)


def _of_an_hour(audit: Any, at: datetime) -> None:
    first = audit.entries(from_at=at, to_at=at + HOUR)
    if first.next_before is not None:
        audit.entries(from_at=at, to_at=at + HOUR, before=first.next_before)


class Progress:
    """How far it is, told every twentieth of the way."""

    def __init__(self, what: str) -> None:
        self.what, self.told = what, 0

    def __call__(self, done: int, total: int) -> None:
        if done * 20 // total != self.told:
            self.told = done * 20 // total
            sys.stderr.write(f"{self.what} {done:,} of {total:,}\n")


def main() -> None:
    count = 50_000 if quick() else 1_000_000
    bench = Bench("audit")
    with database("audit"):
        print(f"{count:,} entries with links and hours, written at {Filling(count).run():,.0f} a second")
        checking(bench, count)
        searching(bench, count)
        recording(bench, 1_000 if quick() else 5_000)
    bench.show()


if __name__ == "__main__":
    main()

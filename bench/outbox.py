"""The outbox: recording and delivering events, beside a bare insert and a bare job queue on the same database in the same run."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from _common import Bench, database, percentile, quick

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def rate(work: Callable[[int], object], count: int) -> float:
    """Runs of ``work`` a second."""
    began = time.perf_counter()
    for n in range(count):
        work(n)
    return count / (time.perf_counter() - began)


def measure(bench: Bench, count: int) -> None:
    from django.db import connection, transaction

    from motcua.foundation.outbox import api as outbox
    from motcua.foundation.outbox.actions import draining
    from motcua.foundation.outbox.models import Delivery
    from motcua.foundation.outbox.tests.facts import SampleHappened

    heard: Counter[int] = Counter()
    draining.HANDLERS.clear()

    @draining.handles(SampleHappened, name="bench.note")
    def note(*, event: SampleHappened, meta: outbox.EventMeta) -> None:
        heard[event.number] += 1

    def publish(n: int) -> None:
        with transaction.atomic():
            outbox.publish(event=SampleHappened(thing_id=str(n % 500), number=n), now=NOW)

    def insert(n: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_job (body) VALUES (%s)", [f'{{"thing_id": "{n % 500}", "number": {n}}}'])

    def take(n: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM bench_job WHERE NOT done ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED")
            cursor.execute("UPDATE bench_job SET done = true WHERE id = %s", [cursor.fetchone()[0]])

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_job (id bigserial PRIMARY KEY, body jsonb NOT NULL, done boolean NOT NULL DEFAULT false)")
        cursor.execute("CREATE INDEX ON bench_job (id) WHERE NOT done")
    published, inserted = rate(publish, count), rate(insert, count)
    began = time.perf_counter()
    while sum(heard.values()) < count:
        outbox.drain(limit=500)
        if time.perf_counter() - began > 120:
            raise RuntimeError(f"only {sum(heard.values())} of {count} were delivered")
    delivered, taken = count / (time.perf_counter() - began), rate(take, count)
    waits: list[float] = []
    for n in range(count, count + min(count, 200)):
        started = time.perf_counter()
        publish(n)
        while not heard[n]:
            outbox.drain(limit=50)
        waits.append((time.perf_counter() - started) * 1000)
    if set(heard.values()) != {1} or Delivery.objects.exclude(state=Delivery.DONE).exists():
        raise RuntimeError("an effect was lost or repeated")
    bench.add("publish", published, inserted, unit="events/s", better="higher", against="a bare insert and commit")
    bench.add("deliver", delivered, taken, unit="events/s", better="higher", against="a bare queue: lock a row, mark it done, commit")
    bench.add("publish_to_effect_p95", percentile(waits, 0.95), 5000.0, unit="ms", better="lower", against="goal: board moves in 5 s")


def main() -> None:
    count = 1000 if quick() else 10_000
    bench = Bench("outbox")
    with database("outbox"):
        measure(bench, count)
    bench.show()


if __name__ == "__main__":
    main()

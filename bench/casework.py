"""Casework on a synthetic year: loading it, opening an inbox and a dossier of it."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime

from _common import Bench, database, percentile, quick, times_ms

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SEED = 2022


def measure(bench: Bench, scale: float, count: int) -> None:
    from motcua.foundation.registers import api as registers
    from motcua.foundation.units import api as units
    from motcua.kernel.actors import Actor, ActorKind, PositionHeld, Role
    from motcua.kernel.clock import local_date
    from motcua.kernel.ids import uuid7
    from motcua.platform.casework import api as casework
    from motcua.simulator import city
    from motcua.simulator.city.loading import make_plan

    for room in (registers, units, casework):
        room.load_reference(now=NOW)
    records = list(make_plan(scale=scale, seed=SEED, now=NOW)[0].records())
    began = time.perf_counter()
    report = city.load(scale=scale, seed=SEED, now=NOW)
    loading = report.dossiers / (time.perf_counter() - began)
    chains = casework.verify_chains()
    if report.dossiers != len(records) or report.left_out or not chains.ok or chains.dossiers != len(records):
        raise RuntimeError(f"the year did not arrive whole: {report}; {chains}")
    in_hand = [r for r in records if not (r.refused_at or r.withdrawn_at or r.handed_back_at)]  # a result to be collected is in hand
    unit_code, expected = Counter(r.unit_code for r in in_hand).most_common(1)[0]
    unit = units.get(code=unit_code, on=local_date(NOW))
    held = PositionHeld(position_id=1, unit_code=unit_code, unit_id=unit.id, role=Role.APPRAISER)
    actor = Actor(kind=ActorKind.OFFICER, subject_id=uuid7(), name="bench", positions=(held,))
    page = casework.inbox(actor=actor, now=NOW, limit=50)
    if page.counts["all"] != expected or len(page.rows) != min(expected, 50):
        raise RuntimeError(f"the inbox of {unit_code} shows {page.counts['all']} dossiers, the plan says {expected}")
    inbox = times_ms(lambda: casework.inbox(actor=actor, now=NOW, limit=50), count=count)
    codes = [row.code for row in page.rows]
    turn = iter(range(count))
    one = times_ms(lambda: casework.dossier(code=codes[next(turn) % len(codes)], actor=actor), count=count)
    bench.add("load", loading, 2000 / 15, unit="dossiers/s", better="higher", against="goal: 2,000 dossiers in 15 s")
    bench.add("inbox_p95", percentile(inbox, 0.95), 200.0, unit="ms", better="lower", against="goal: no spinner over 200 ms")
    bench.add("dossier_p95", percentile(one, 0.95), 200.0, unit="ms", better="lower", against="goal: no spinner over 200 ms")


def main() -> None:
    scale, count = (0.002, 60) if quick() else (0.02, 300)
    bench = Bench("casework")
    with database("casework"):
        measure(bench, scale, count)
    bench.show()


if __name__ == "__main__":
    main()

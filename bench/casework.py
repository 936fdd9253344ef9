"""Casework on a year of a city: pages of officers, one step of a dossier against bare psycopg, the year's import against bare COPY."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from typing import Any

from _casework_peers import Steps, copy_year
from _casework_year import NOW, Year, load
from _common import Bench, database, percentile, quick

_MOST_QUERIES = 25


def pages(bench: Bench, year: Year, *, count: int) -> None:
    """Inbox, search and dossier pages as the officers of the fullest desks get them: milliseconds and SQL queries of each."""
    from django.test import Client

    from motcua.foundation.identity.testing import make_officer, sign_in
    from motcua.kernel.actors import Actor, Role
    from motcua.platform.casework import api as casework

    places = itertools.product((unit for unit, _ in year.busiest[:10]), (Role.RECEPTION, Role.APPRAISER))
    officers: list[Actor] = [make_officer(role, code=f"desk.{unit}.{role}", unit_code=unit, now=NOW) for unit, role in places]
    clients = [(sign_in(Client(SERVER_NAME="localhost"), officer), officer) for officer in officers]
    seen = {id(client): casework.inbox(actor=officer, now=NOW, limit=50).rows for client, officer in clients}
    words = ("nguyễn", "trần thị", "phạm văn", "hoàng", "lê minh")

    def inbox() -> Iterator[tuple[Any, str]]:
        for client, _ in itertools.cycle(clients):
            yield from ((client, "/lam-viec/ho-so/"), (client, "/lam-viec/ho-so/?han=late"))

    def search() -> Iterator[tuple[Any, str]]:
        for (client, _), word in zip(itertools.cycle(clients), itertools.cycle(words), strict=False):
            yield client, f"/lam-viec/ho-so/?q={word}"

    def dossier() -> Iterator[tuple[Any, str]]:
        for n, (client, _) in enumerate(itertools.cycle(clients)):
            rows = seen[id(client)]
            if rows:
                yield client, f"/lam-viec/ho-so/{rows[n % len(rows)].code}/"

    for name, addresses in (("inbox", inbox), ("search", search), ("dossier", dossier)):
        taken, queries = _visits(addresses, count=count)
        bench.add(f"{name}_p95_ms", percentile(taken, 0.95), 200.0, unit="ms", better="lower", against="goal: p95 ≤ 200 ms")
        bench.add(f"{name}_queries", queries, _MOST_QUERIES, unit="queries", better="lower", against="goal: ≤ 25, any number of procedures")


def _visits(addresses: Callable[[], Iterator[tuple[Any, str]]], *, count: int) -> tuple[list[float], int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    taken, most = [], 0
    for n, (client, address) in enumerate(itertools.islice(addresses(), count + 10)):
        connection.queries_log.clear()  # it keeps the last 9,000 only
        with CaptureQueriesContext(connection) as ran:
            began = time.perf_counter()
            answer = client.get(address)
            spent = (time.perf_counter() - began) * 1000
        if answer.status_code != 200:
            msg = f"{address} answered {answer.status_code}"
            raise RuntimeError(msg)
        if n >= 10:
            taken.append(spent)
            most = max(most, len(ran))
    return taken, most


def transitions(bench: Bench, year: Year, *, count: int) -> None:
    """Forwarding dossiers one by one, each a committed transaction; then the same rows by bare psycopg, one transaction per step.

    Each officer has the dossier's page open before the clock starts, as at work: what a process learns once of a procedure is known.
    """
    from motcua.foundation.identity.testing import make_officer
    from motcua.kernel.actors import Role
    from motcua.platform.casework import api as casework
    from motcua.platform.casework.contracts import DossierStatus

    codes: list[str] = []
    by_unit = {unit: make_officer(Role.RECEPTION, code=f"steps.{unit}", unit_code=unit, now=NOW) for unit, _ in year.busiest}
    owner: dict[str, Any] = {}
    for officer in by_unit.values():
        cursor = ""
        while len(codes) < count:
            page = casework.inbox(actor=officer, now=NOW, status=DossierStatus.RECEIVED, limit=200, cursor=cursor)
            codes += [r.code for r in page.rows if r.step == "dispatch"]
            owner |= {r.code: officer for r in page.rows}
            cursor = page.next_cursor
            if not cursor:
                break
    codes = codes[:count]
    if len(codes) < 20:
        msg = f"only {len(codes)} dossiers wait to be forwarded"
        raise RuntimeError(msg)
    peer = Steps()
    peer.before(codes)
    for code in codes:
        casework.desk_page(code=code, actor=owner[code], now=NOW)
    began = time.perf_counter()
    for n, code in enumerate(codes):
        casework.forward(code=code, actor=owner[code], now=NOW, idempotency_key=f"bench-{n}")
    ours = time.perf_counter() - began
    other = peer.after(codes)
    peer.close()
    bench.add(
        "transition_rate", len(codes) / ours, len(codes) / other, unit="steps/s", better="higher",
        against="bare psycopg: the same rows in one transaction a step; goal ≥ 0.5",
    )


def main() -> None:
    small = quick()
    size = dict(zip(("dossiers", "procedures", "officers"), (12_000, 100, 100) if small else (1_050_000, 1800, 8000), strict=True))
    bench = Bench("casework")
    with database("casework", durable=True):
        year = load(**size)
        note = " (--quick: a small load)" if small else ""
        print(f"{year.dossiers:,} dossiers, {year.procedures:,} procedures, {year.officers:,} officers{note}")
        rows, seconds = copy_year()
        bench.add(
            "bulk_import_rate", year.dossiers / year.seconds, year.dossiers / seconds, unit="dossiers/s", better="higher",
            against=f"bare COPY of the same {rows:,} rows; goal ≥ 0.2",
        )
        pages(bench, year, count=60 if small else 400)
        transitions(bench, year, count=150 if small else 1500)
    bench.show()


if __name__ == "__main__":
    main()

"""The exchange: what a call costs when it is only passed on, what signing and logging add, and how much memory all of it takes.

Everything runs on the same machine at once: callers, the process in the middle, the provider. Costs are therefore counted in processor
time of the process in the middle, and runs of ours and of the other alternate, so that a busy machine disturbs both alike.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from statistics import median

from _common import Bench, quick
from _exchange_gateway import Gateway, back_after_kills, gateway
from _exchange_proxies import nginx, proxy
from _exchange_pubsub import deliveries
from _exchange_wire import BARE, CONNECTIONS, ROUTED, Load, load, peak_mb, provider

_LONG = 10 * 1024 * 1024
_GOAL_P99_MS, _GOAL_MB, _GOAL_BACK_S = 50.0, 200.0, 2.0
_GOAL_DELIVERIES, _GOAL_GROWTH_MB = 5000.0, 32.0


def passing_on(bench: Bench, *, seconds: float, rounds: int) -> None:
    """Processor time a request of our listener and client without the exchange, beside proxies on nginx, aiohttp and httpx."""
    with contextlib.ExitStack() as stack:
        folder, behind = Path(stack.enter_context(tempfile.TemporaryDirectory())), stack.enter_context(provider())
        kinds = {kind: stack.enter_context(proxy(kind, behind)) for kind in ("own", "aiohttp", "httpx")}
        front = stack.enter_context(nginx(folder, behind))
        if front:
            kinds["nginx"] = front
        cost: dict[str, list[float]] = {kind: [] for kind in kinds}
        for _ in range(rounds):
            for kind, (port, pid) in kinds.items():
                cost[kind].append(load(port, BARE, seconds=seconds, middle=pid).cpu_us)
    us = {kind: median(costs) for kind, costs in cost.items()}
    missing = "" if front else "nginx is not installed; run make peers"
    row = {"unit": "µs of processor time a request", "better": "lower"}
    bench.add("passthrough_cpu", us["own"], us.get("nginx"), **row, against="nginx as reverse proxy; goal: at most 3 times", reason=missing)
    bench.add("aiohttp_cpu", us["own"], us["aiohttp"], **row, against="a proxy on aiohttp")
    bench.add("httpx_cpu", us["own"], us["httpx"], **row, against="a proxy on aiohttp's server and httpx's client")


def in_earnest(bench: Bench, *, seconds: float, rounds: int) -> None:
    """Signed, durably logged and access-checked calls beside the same calls only passed on; then long bodies; then the log is counted."""
    with contextlib.ExitStack() as stack:
        folder, behind = Path(stack.enter_context(tempfile.TemporaryDirectory())), stack.enter_context(provider())
        middle = stack.enter_context(proxy("own", behind))
        with gateway(folder, behind) as door:
            passed, kept = _in_turn(middle, door, seconds=seconds, rounds=rounds)
            used = peak_mb(door.pid)
            for _ in range(3):
                door.long_body(up=_LONG)
                door.long_body(down=_LONG)
            grown = peak_mb(door.pid)
            records, seals = door.count()
        back = median(back_after_kills(folder, behind, times=3, after=records))
    rate, late, cost = (median(getattr(run, name) for run in kept) for name in ("rate", "p99_ms", "cpu_us"))
    ours = "our listener and client alone; goal: at least 0.35 and 1,500 calls/s"
    bench.add("signed_rate", rate, median(passed), unit="calls/s", better="higher", against=ours)
    bench.add("p99_ms", late, _GOAL_P99_MS, unit="ms", better="lower", against=f"goal, with {CONNECTIONS} connections")
    bench.add("rss_mb", grown, _GOAL_MB, unit="MB at the highest", better="lower", against="goal")
    bench.add("long_body_growth", grown - used, _LONG / 1024 / 1024, unit="MB", better="lower", against="the length of the bodies, 10 MB")
    bench.add("signed_cpu", cost, None, unit="µs of processor time a call", better="lower", against="–", reason="no peer signs and logs")
    bench.add("records_per_fsync", records / seals, 1.0, unit="records", better="higher", against="one fsync a record")
    bench.add("restart_s", back, _GOAL_BACK_S, unit="s until the first answer", better="lower", against="goal, after kill -9 with that log")
    print(f"every one of {records:,} answers stands in the log, under {seals:,} seals that hold")


def with_workers(bench: Bench, *, seconds: float, rounds: int) -> None:
    """The same with as many processes as the machine has cores, on both sides; callers and provider have the same cores."""
    cores = len(os.sched_getaffinity(0))
    with contextlib.ExitStack() as stack:
        folder, behind = Path(stack.enter_context(tempfile.TemporaryDirectory())), stack.enter_context(provider())
        middle = stack.enter_context(proxy("own", behind, processes=cores))
        door = stack.enter_context(gateway(folder, behind, workers=cores))
        passed, kept = _in_turn(middle, door, seconds=seconds, rounds=rounds)
        door.count()
    rate = median(run.rate for run in kept)
    ours = f"our listener and client alone, {cores} processes"
    bench.add("signed_rate_workers", rate, median(passed), unit="calls/s", better="higher", against=ours)


def _in_turn(middle: tuple[int, int], door: Gateway, *, seconds: float, rounds: int) -> tuple[list[float], list[Load]]:
    """Rates of what is passed on, and the runs of what is kept, taken in turn."""
    passed, kept = [], []
    for _ in range(rounds):
        passed.append(load(middle[0], BARE, seconds=seconds, middle=middle[1]).rate)
        kept.append(door.load(ROUTED, seconds=seconds, connections=CONNECTIONS))
    return passed, kept


def publishing(bench: Bench, *, events: int) -> None:
    """Events kept, logged and pushed to several subscribers as fast as it goes; a full run is a day of ten cities."""
    seen = deliveries(events=events)
    bench.add("pubsub_rate", seen.rate, _GOAL_DELIVERIES, unit="deliveries/s", better="higher", against="goal, with their publishing")
    bench.add("pubsub_growth", seen.growth_mb, _GOAL_GROWTH_MB, unit="MB", better="lower", against="goal: no growth beyond full caches")
    print(f"{seen.events:,} events became {seen.deliveries:,} deliveries at {seen.cpu_us:.0f} µs of processor time each")


def main() -> None:
    bench, short = Bench("exchange"), quick()
    print("quick: short runs" if short else "full run")
    passing_on(bench, seconds=0.7 if short else 5.0, rounds=3 if short else 7)
    in_earnest(bench, seconds=1.3 if short else 8.0, rounds=3 if short else 7)
    with_workers(bench, seconds=0.7 if short else 5.0, rounds=3 if short else 5)
    publishing(bench, events=3_000 if short else 80_000)
    bench.show()


if __name__ == "__main__":
    main()

"""Token bucket and daily quota: no schedule gets more than its bound, and no restart forgets a call."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.gateway.core.paces import DAY_S, SECOND, Ledger, bound_of, city_day, until_midnight
from motcua.gateway.protocol import Pace, tighter

from .conftest import SOURCE

NOON = 1_790_000_000
PACES = st.builds(
    Pace, per_second=st.floats(0.01, 5000, allow_nan=False), burst=st.integers(0, 50)
)
GAPS = st.lists(st.one_of(st.just(0), st.integers(0, SECOND // 100), st.integers(0, 5 * SECOND)), max_size=200)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    ledger = Ledger(tmp_path_factory.mktemp("paces") / "paces.bin")
    yield ledger
    ledger.close()


def names():
    n = 0
    while True:
        n += 1
        yield ("service", n)


fresh = names()


@given(pace=PACES, gaps=GAPS)
@settings(max_examples=150, deadline=None)
def test_the_bucket_is_the_textbooks_bucket(shared, pace, gaps):
    """Against a bucket of exact fractions: the same calls pass; so none gets more, and none is refused that need not be."""
    bound = bound_of(pace)
    name, now = next(fresh), 10 * SECOND
    tokens, last = Fraction(bound.burst), now
    for gap in gaps:
        now += gap
        tokens = min(Fraction(bound.burst), tokens + Fraction(now - last, bound.interval))
        last = now
        passed = shared.take(name, bound, now=now, at_s=NOON).wait_s == 0
        assert passed == (tokens >= 1)
        tokens -= passed


@given(pace=PACES, gaps=GAPS)
@settings(max_examples=100, deadline=None)
def test_no_stretch_of_time_holds_more_than_burst_and_rate(shared, pace, gaps):
    bound = bound_of(pace)
    name, now, passed = next(fresh), SECOND, []
    for gap in gaps:
        now += gap
        if not shared.take(name, bound, now=now, at_s=NOON).wait_s:
            passed.append(now)
    for i, first in enumerate(passed):
        for count, until in enumerate(passed[i:], 1):
            assert count <= bound.burst + (until - first) / bound.interval


def test_retry_after_is_enough_and_not_much_more(shared):
    bound = bound_of(Pace(per_second=0.5, burst=2))
    name = next(fresh)
    waits = [shared.take(name, bound, now=SECOND, at_s=NOON).wait_s for _ in range(3)]
    assert waits == [0, 0, 2]
    assert shared.take(name, bound, now=SECOND + 2 * SECOND - 1, at_s=NOON).wait_s == 1
    assert shared.take(name, bound, now=SECOND + 2 * SECOND, at_s=NOON).wait_s == 0


def test_the_quota_counts_the_citys_day(shared):
    bound, name = bound_of(Pace(per_day=2)), next(fresh)
    midnight = NOON + until_midnight(NOON)
    assert (midnight + 7 * 3600) % DAY_S == 0
    assert city_day(midnight) == city_day(midnight - 1) + 1
    said = [shared.take(name, bound, now=0, at_s=midnight - 10) for _ in range(3)]
    assert [(v.wait_s, v.by) for v in said] == [(0, ""), (0, ""), (10, "day")]
    assert [v.limit for v in said] == ['"day";r=1;t=10', '"day";r=0;t=10', '"day";r=0;t=10']
    assert shared.take(name, bound, now=0, at_s=midnight).wait_s == 0


def test_a_refused_call_takes_neither_token_nor_quota(shared):
    bound, name = bound_of(Pace(per_second=1, burst=1, per_day=3)), next(fresh)
    verdicts = [shared.take(name, bound, now=0, at_s=NOON) for _ in range(20)]
    assert [v.by for v in verdicts] == ["", *["burst"] * 19]
    after = [shared.take(name, bound, now=i * SECOND, at_s=NOON).by for i in range(1, 5)]
    assert after == ["", "", "day", "day"]


@given(paces=st.lists(PACES, min_size=1, max_size=3), gaps=GAPS)
@settings(max_examples=80, deadline=None)
def test_one_call_is_counted_against_all_its_bounds_or_none(shared, paces, gaps):
    """As many ledgers of one bound each would: it passes when all have room, and only then does any of them count it."""
    bounds = [bound_of(pace) for pace in paces]
    together, alone, now = [(next(fresh), bound) for bound in bounds], [(next(fresh), bound) for bound in bounds], 10 * SECOND
    for gap in gaps:
        now += gap
        verdict = shared.take_all(together, now=now, at_s=NOON)
        room = [_has_room(shared.counted(name), bound, now) for name, bound in alone]
        assert (verdict.wait_s == 0) == all(room)
        if all(room):
            assert all(shared.take(name, bound, now=now, at_s=NOON).wait_s == 0 for name, bound in alone)
    assert [shared.counted(name)[2] for name, _ in together] == [shared.counted(name)[2] for name, _ in alone]


def _has_room(counted, bound, now):
    return max(counted[0], now) - now <= (bound.burst - 1) * bound.interval


@given(cuts=st.lists(st.integers(1, 9), min_size=1, max_size=8), quota=st.integers(1, 40))
@settings(max_examples=40, deadline=None)
def test_the_quota_is_exact_across_restarts(tmp_path_factory, cuts, quota):
    path = tmp_path_factory.mktemp("restart") / "paces.bin"
    bound, passed = bound_of(Pace(per_day=quota)), 0
    for calls in cuts:
        ledger = Ledger(path)
        passed += sum(ledger.take(("s", "c"), bound, now=0, at_s=NOON).wait_s == 0 for _ in range(calls))
        ledger.close()
    assert passed == min(quota, sum(cuts))


def test_processes_share_one_quota_and_a_killed_one_forgets_nothing(tmp_path: Path) -> None:
    """Three processes count as fast as they can and are killed by their own hand, without any farewell to the file."""
    script = (
        "import os, sys\nfrom pathlib import Path\n"
        "from motcua.gateway.core.paces import Ledger, bound_of\nfrom motcua.gateway.protocol import Pace\n"
        "ledger, bound = Ledger(Path(sys.argv[1])), bound_of(Pace(per_day=1000))\n"
        "for i in range(70): ledger.take(('s', i), bound, now=0, at_s=1790000000)\n"  # makes the file grow under the others
        "n = sum(ledger.take(('s', 'c'), bound, now=0, at_s=1790000000).wait_s == 0 for _ in range(400))\n"
        "print(n, flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "paces.bin")]
    running = [subprocess.Popen(command, env={"PYTHONPATH": str(SOURCE)}, stdout=subprocess.PIPE) for _ in range(3)]
    passed = [int(p.communicate(timeout=60)[0]) for p in running]
    assert sum(passed) == 1000
    ledger = Ledger(tmp_path / "paces.bin")
    assert ledger.take(("s", "c"), bound_of(Pace(per_day=1000)), now=0, at_s=1790000000).by == "day"
    assert ledger.take(("s", 69), bound_of(Pace(per_day=4)), now=0, at_s=1790000000).limit.startswith('"day";r=0;')
    ledger.close()


def test_after_a_reboot_a_bucket_is_empty_at_worst(tmp_path: Path) -> None:
    bound, path = bound_of(Pace(per_second=10, burst=5)), tmp_path / "paces.bin"
    ledger = Ledger(path)
    ledger.take(("s",), bound, now=10**15, at_s=NOON)
    ledger.close()
    ledger = Ledger(path)
    assert ledger.take(("s",), bound, now=SECOND, at_s=NOON).by == "burst"
    assert [ledger.take(("s",), bound, now=2 * SECOND, at_s=NOON).by for _ in range(6)] == [""] * 5 + ["burst"]
    ledger.close()


def test_a_file_that_is_overwritten_is_replaced_and_whoever_has_it_goes_on(tmp_path: Path) -> None:
    """It is not cut off under those who have it mapped: that would end their processes."""
    path, bound = tmp_path / "paces.bin", bound_of(Pace(per_day=3))
    first = Ledger(path)
    assert [first.take(("s",), bound, now=0, at_s=NOON).by for _ in range(2)] == ["", ""]
    with path.open("r+b") as file:
        file.write(b"garbage!")
    second = Ledger(path)
    assert [second.take(("s",), bound, now=0, at_s=NOON).by for _ in range(4)] == ["", "", "", "day"]
    assert [first.take(("s",), bound, now=0, at_s=NOON).by for _ in range(2)] == ["", "day"]
    third = Ledger(path)
    assert third.take(("s",), bound, now=0, at_s=NOON).by == "day"
    for ledger in (first, second, third):
        ledger.close()
    assert [one.name for one in tmp_path.iterdir()] == ["paces.bin"]


@pytest.mark.parametrize("left", [b"", b"MCPACE", b"x" * 4096, b"MCPACE1\n" + (99).to_bytes(8, "little") + bytes(64)])
def test_a_file_that_is_no_ledger_is_begun_anew(tmp_path: Path, left: bytes) -> None:
    path = tmp_path / "paces.bin"
    path.write_bytes(left)
    ledger = Ledger(path)
    bound = bound_of(Pace(per_day=1))
    assert [ledger.take(("s",), bound, now=0, at_s=NOON).by for _ in range(2)] == ["", "day"]
    ledger.close()


@pytest.mark.parametrize("pace", [None, Pace(), Pace(burst=3)])
def test_what_bounds_nothing(pace: Pace | None) -> None:
    assert bound_of(pace) is None


def test_the_policy_names_bucket_and_day():
    assert bound_of(Pace(per_second=10, burst=20, per_day=1000)).policy == '"burst";q=20;w=2, "day";q=1000;w=86400'


BOUNDS = st.none() | st.builds(Pace, per_second=st.sampled_from([0, 0.5, 2, 40]), burst=st.integers(0, 50), per_day=st.integers(0, 9))


@given(one=BOUNDS, other=BOUNDS)
def test_of_two_paces_the_tighter_holds_in_every_bound(one, other):
    """A bound of 0 is none: it never wins over one that there is."""
    both = bound_of(tighter(one, other))
    held = [bound for bound in (bound_of(one), bound_of(other)) if bound]
    assert both == bound_of(tighter(other, one))
    if not held:
        assert both is None
        return
    assert both.interval == max(bound.interval for bound in held)
    assert both.per_day == min((bound.per_day for bound in held if bound.per_day), default=0)
    assert both.burst == min((bound.burst for bound in held if bound.interval), default=0)

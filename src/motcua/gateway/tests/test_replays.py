"""A message is taken once, by whichever process sees it first, and only in its minute."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.gateway.core.replays import SKEW_MS, Replays

NOW = 1_800_000_030_000
MANY = 400


def take(folder: Path, out: multiprocessing.SimpleQueue[int]) -> None:
    """Show every message once; how many of them were new."""
    here = Replays(folder)
    out.put(sum(here.first("VN/GOV/1/gw", f"m-{i}", sent_ms=NOW + (i % 3 - 1) * 50_000, now_ms=NOW) for i in range(MANY)))


def test_of_several_processes_one_takes_each_message(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    out: multiprocessing.SimpleQueue[int] = context.SimpleQueue()
    workers = [context.Process(target=take, args=(tmp_path, out)) for _ in range(4)]
    for worker in workers:
        worker.start()
    taken = [out.get() for _ in workers]
    for worker in workers:
        worker.join(10)
    assert sum(taken) == MANY
    again: multiprocessing.SimpleQueue[int] = context.SimpleQueue()
    take(tmp_path, again)
    assert again.get() == 0


@pytest.mark.parametrize(("off", "taken"), [(0, True), (SKEW_MS, True), (-SKEW_MS, True), (SKEW_MS + 1, False), (-SKEW_MS - 1, False)])
def test_only_the_last_minute_is_taken(tmp_path: Path, off: int, taken: bool) -> None:
    assert Replays(tmp_path).first("s", "m", sent_ms=NOW + off, now_ms=NOW) is taken


@given(steps=st.lists(st.tuples(st.integers(0, 3), st.integers(-90_000, 90_000), st.integers(0, 40_000)), max_size=40))
def test_no_message_is_ever_taken_twice(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, int]]) -> None:
    """However the clock runs, whichever process it is shown to: a message is its sender, its id and the instant that was signed."""
    folder = tmp_path_factory.mktemp("replays")
    now, taken = NOW, set()
    processes = [Replays(folder), Replays(folder)]
    for place, (message, off, passed) in enumerate(steps):
        now += passed
        signed = NOW + off
        key = (message, signed // 60_000)
        if processes[place % 2].first("s", f"m-{message}", sent_ms=signed, now_ms=now):
            assert key not in taken
            assert abs(now - signed) <= SKEW_MS
            taken.add(key)
    for one in processes:
        one.close()


def test_minutes_that_have_passed_leave_nothing_behind(tmp_path: Path) -> None:
    here = Replays(tmp_path)
    for minute in range(10):
        assert here.first("s", "m", sent_ms=NOW + minute * 60_000, now_ms=NOW + minute * 60_000)
    assert len(list(tmp_path.iterdir())) <= 3


def test_a_mark_that_a_full_disk_cut_short_spoils_no_other(tmp_path: Path) -> None:
    assert Replays(tmp_path).first("s", "m-1", sent_ms=NOW, now_ms=NOW)
    file = next(tmp_path.iterdir())
    with file.open("ab") as half:
        half.write(b"half")
    here = Replays(tmp_path)
    assert here.first("s", "m-2", sent_ms=NOW, now_ms=NOW)
    assert not Replays(tmp_path).first("s", "m-1", sent_ms=NOW, now_ms=NOW)
    assert not Replays(tmp_path).first("s", "m-2", sent_ms=NOW, now_ms=NOW)

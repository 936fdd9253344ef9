"""Every event once, whatever is sent again, in whatever order, whenever the process dies."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.lakehouse import bronze, testing
from motcua.lakehouse.catalogue import Catalogue
from motcua.lakehouse.contracts import LakeBusy
from motcua.lakehouse.model import Models
from motcua.lakehouse.storage import single_writer

NONE = Models([])


def held(lake):
    lake.refresh(now=testing.MONDAY)
    return [row[0] for row in lake.query("SELECT seq FROM bronze.events ORDER BY seq", tables=[bronze.NAME]).rows]


def test_a_batch_sent_again_adds_nothing(tmp_path):
    lake = testing.lake(tmp_path, models=NONE)
    events = [testing.event(n, "a.b.c.v1") for n in range(1, 6)]
    assert lake.append(events=events).added == 5
    again = lake.append(events=events)
    assert (again.added, again.skipped, again.position) == (0, 5, 5)


def test_the_position_is_stored_with_the_rows(tmp_path):
    testing.lake(tmp_path, models=NONE).append(events=[testing.event(7, "a.b.c.v1")])
    assert testing.lake(tmp_path, models=NONE).position() == 7


def test_an_empty_lake_is_at_zero(tmp_path):
    assert testing.lake(tmp_path, models=NONE).position() == 0


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(st.integers(1, 30), min_size=1, max_size=12), min_size=1, max_size=5))
def test_any_sequence_of_batches_gives_each_event_once(tmp_path_factory, batches):
    with testing.lake(tmp_path_factory.mktemp("lake"), models=NONE) as lake:
        for batch in batches:
            lake.append(events=[testing.event(n, "a.b.c.v1") for n in batch])
        assert held(lake) == sorted({n for batch in batches for n in batch})


class Killed(BaseException):
    """Stands for the end of the process: nobody catches it."""


@pytest.mark.parametrize("step", range(12))
def test_a_death_at_any_write_loses_and_doubles_nothing(tmp_path, monkeypatch, step):
    first, second = ([testing.event(n, "a.b.c.v1") for n in range(a, b)] for a, b in ((1, 4), (4, 8)))
    testing.lake(tmp_path, models=NONE).append(events=first)
    left = iter(range(step))
    for cls, name in ((Catalogue, "ensure"), (Catalogue, "commit")):
        monkeypatch.setattr(cls, name, _dying(getattr(cls, name), left))
    monkeypatch.setattr("motcua.lakehouse.storage.MovableFileIO.new_output", _dying(_new_output(), left))
    with contextlib.suppress(Killed):
        testing.lake(tmp_path, models=NONE).append(events=second)
    monkeypatch.undo()
    lake = testing.lake(tmp_path, models=NONE)
    assert lake.position() in {3, 7}
    lake.append(events=second)
    assert held(lake) == list(range(1, 8))


def _new_output():
    from motcua.lakehouse.storage import MovableFileIO

    return MovableFileIO.new_output


def _dying(function, left):
    def call(*args, **kwargs):
        if next(left, None) is None:
            raise Killed
        return function(*args, **kwargs)

    return call


WRITER = """
import sys
from pathlib import Path
from motcua.lakehouse import testing
from motcua.lakehouse.model import Models
lake = testing.lake(Path(sys.argv[1]), models=Models([]))
print("ready", flush=True)
while lake.position() < 100000:
    start = lake.position() + 1
    lake.append(events=[testing.event(n, "a.b.c.v1") for n in range(start, start + 50)])
    print(lake.position(), flush=True)
"""


def test_kill_9_in_mid_write(tmp_path):
    for _ in range(1):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": _source()})
        for _ in range(3):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    lake = testing.lake(tmp_path, models=NONE)
    assert held(lake) == list(range(1, lake.position() + 1))


def _source():
    return str(Path(testing.__file__).parents[2])


def test_two_writers_wait_and_then_say_so(tmp_path):
    with single_writer(tmp_path, timeout_s=1), pytest.raises(LakeBusy), single_writer(tmp_path, timeout_s=0.1):
        pass


def test_a_write_behind_our_back_is_noticed(tmp_path):
    ours, theirs = testing.lake(tmp_path, models=NONE), testing.lake(tmp_path, models=NONE)
    ours.append(events=[testing.event(1, "a.b.c.v1")])
    theirs.append(events=[testing.event(1, "a.b.c.v1"), testing.event(2, "a.b.c.v1")])
    assert ours.append(events=[testing.event(2, "a.b.c.v1"), testing.event(3, "a.b.c.v1")]).added == 1
    assert held(ours) == [1, 2, 3]

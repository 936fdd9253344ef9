"""An upgrade to a release that writes its counters in another format, while workers of the release before still run."""

from __future__ import annotations

import http.client
import os
import signal
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from motcua.gateway import protocol as gw

from .conftest import CLIENT, SERVICE, SOURCE, Rig, service
from .scripted import Scripted
from .test_workers import children, ended, soon
from .wire import send

ME = ("X-Road-Client", str(CLIENT))
QUOTA = 20

NEXT_RELEASE = """
import struct
from motcua.gateway.core import paces
inner = struct.Struct("<qqqq")
class Other:
    size = inner.size
    def unpack_from(self, data, at=0):
        _, count, day, full_at = inner.unpack_from(data, at)
        return full_at, day, count
    def pack_into(self, data, at, full_at, day, count):
        inner.pack_into(data, at, -1, count, day, full_at)
def adopt(earlier, own, old=paces._STATE):
    full_at, day, count = paces.further(old.unpack(earlier), Other().unpack_from(own))
    return inner.pack(-1, count, day, full_at)
paces._EARLIER = {paces._FORMAT: adopt}
paces._STATE, paces._FORMAT = Other(), paces.Format(2, b"MCPACE2\\n", inner.size)
"""


@pytest.fixture
def rig(own_rig: Rig, main: Scripted, tmp_path: Path) -> Rig:
    """Two workers, and a service that each client may call so often a day; a file ``next`` makes those who start now the next release."""
    release = tmp_path / "release"
    release.mkdir()
    text = "\n".join("    " + line for line in NEXT_RELEASE.splitlines())
    (release / "sitecustomize.py").write_text(f"import os\nif os.path.exists({str(release / 'next')!r}):\n{text}\n")
    own_rig.path, own_rig.workers = f"{release}{os.pathsep}{SOURCE}", 2
    limits = replace(own_rig.config.limits, drain_s=6.0, header_s=10.0)
    own_rig.config = replace(own_rig.config, services=(service(main.url, pace=gw.Pace(per_day=QUOTA)),), limits=limits)
    gw.write_config(own_rig.config_path, own_rig.config)
    own_rig.start()
    soon(lambda: len(children(own_rig)) == 2 and set(gw.health(own_rig.url)["shards"]) == {"0", "1"})
    return own_rig


def ask(rig: Rig) -> int:
    return send(rig.url, "GET", f"/r1/{SERVICE}/x", [ME])[0]


def told(rig: Rig) -> int:
    """How many upgrades the parent has told of."""
    return (rig.data.parent / "stderr").read_text().count("the old ones finish")


def exchanged(rig: Rig) -> set[int]:
    """The workers after an upgrade, of which the old ones still answer whom they know."""
    before, done = children(rig), told(rig)
    assert rig.process is not None
    rig.process.send_signal(signal.SIGHUP)
    soon(lambda: len(children(rig) - before) == 2)
    soon(lambda: told(rig) > done)
    return before


def test_old_and_new_workers_count_each_in_its_own_format(rig: Rig, tmp_path: Path) -> None:
    kept = http.client.HTTPConnection("127.0.0.1", rig.port, timeout=8)

    def ask_old() -> int:
        kept.request("GET", f"/r1/{SERVICE}/x", headers=dict([ME]))
        answer = kept.getresponse()
        answer.read()
        return answer.status

    assert [ask_old(), *(ask(rig) for _ in range(8))] == [200] * 9
    (tmp_path / "release" / "next").touch()
    old = exchanged(rig)
    assert Counter(ask(rig) for _ in range(15)) == {200: 11, 429: 4}  # nobody gets a second quota
    assert ask_old() == 200  # the worker of the release before has its own counters, whole
    soon(lambda: all(ended(pid) for pid in old))
    (tmp_path / "release" / "next").unlink()
    old = exchanged(rig)  # back again
    assert ask(rig) == 200
    soon(lambda: all(ended(pid) for pid in old))
    assert "ended with -" not in (rig.data.parent / "stderr").read_text()
    assert sorted(path.name for path in rig.data.glob("paces*.bin")) == ["paces-2.bin", "paces.bin"]

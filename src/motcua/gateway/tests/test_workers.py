"""Several workers on one port: killed, upgraded, orphaned; every answer is in the log of some shard, once."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from motcua.gateway import protocol as gw
from motcua.gateway.app import figures

from .conftest import CLIENT, SERVICE, SOURCE, Rig
from .wire import send

ME = {"X-Road-Client": str(CLIENT)}
R1 = f"/r1/{SERVICE}"


@pytest.fixture
def rig(own_rig: Rig) -> Iterator[Rig]:
    """Two workers; connections at rest are given up soon, so that an upgrade ends soon."""
    own_rig.workers = 2
    own_rig.config = replace(own_rig.config, limits=replace(own_rig.config.limits, drain_s=3.0))
    gw.write_config(own_rig.config_path, own_rig.config)
    return own_rig


def children(rig: Rig) -> set[int]:
    assert rig.process is not None
    return set(map(int, Path(f"/proc/{rig.process.pid}/task/{rig.process.pid}/children").read_text().split()))


def ended(pid: int) -> bool:
    """Whether a process runs no more; nobody may have asked yet what became of it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in {"Z", "X"}
    except FileNotFoundError:
        return True


def soon(what: Callable[[], object], *, within_s: float = 10.0) -> float:
    """Wait until it is so; how long that took."""
    began = time.monotonic()
    while time.monotonic() < began + within_s:
        if what():
            return time.monotonic() - began
        time.sleep(0.02)
    raise AssertionError("it did not come to be")


def logged(rig: Rig) -> Counter[str]:
    found: Counter[str] = Counter()
    for folder in gw.shard_folders(rig.data).values():
        assert gw.verify_log(folder).problem is None
        found.update(record.request_id for record in gw.read_records(folder))
    return found


class Callers:
    """Threads that call without pause, half of them on kept connections, and remember what they were answered."""

    def __init__(self, rig: Rig, count: int = 8) -> None:
        self.rig, self.stop = rig, threading.Event()
        self.answered: list[str] = []
        self.failed: list[str] = []
        self._pool = ThreadPoolExecutor(count)
        for n in range(count):
            self._pool.submit(self._keep if n % 2 else self._anew, n)

    def _anew(self, n: int) -> None:
        while not self.stop.is_set():
            try:
                self.answered.append(gw.call(self.rig.url, CLIENT, SERVICE, f"/{n}").request_id)
            except (gw.GatewayUnreachable, gw.ExchangeFault) as error:
                self.failed.append(repr(error))

    def _keep(self, n: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.rig.port, timeout=10)
        while not self.stop.is_set():
            try:
                connection.request("GET", f"{R1}/{n}", headers=ME)
                answer = connection.getresponse()
                answer.read()
                assert answer.status == 200
                self.answered.append(answer.headers["X-Road-Request-Id"])
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(repr(error))
                connection.close()
        connection.close()

    def end(self) -> None:
        self.stop.set()
        self._pool.shutdown()

    def reach(self, more: int) -> None:
        wanted = len(self.answered) + more
        soon(lambda: len(self.answered) >= wanted, within_s=30)


def test_workers_share_a_port_and_each_signs_its_own_shard(rig: Rig) -> None:
    rig.start()
    callers = Callers(rig)
    callers.reach(150)
    callers.end()
    assert not callers.failed
    state = gw.health(rig.url)
    assert set(state["shards"]) == {"0", "1"}
    assert len(set(state["shards"].values())) == 2
    found: list[str] = []
    for number, key in state["shards"].items():
        page = gw.read_log(rig.url, token="secret", shard=int(number), limit=1000)
        public = gw.load_public_key(page["public_key"].encode())
        assert gw.key_id(public) == key
        for batch in page["batches"]:
            raws = [record.encode() for record in batch["records"]]
            assert gw.verify_seal(public, gw.Seal(**batch["seal"]), raws)
            found += [gw.decode_record(raw).request_id for raw in raws]
    assert Counter(found) == Counter(callers.answered) == logged(rig)
    assert send(rig.url, "GET", "/_log?shard=7", [("Authorization", "Bearer secret")])[0] == 404


def test_figures_of_all_workers(rig: Rig) -> None:
    rig.start()
    for n in range(20):
        gw.call(rig.url, CLIENT, SERVICE, f"/{n}")

    def total() -> float:
        text = send(rig.url, "GET", "/metrics", [])[2].decode()
        samples = [s for family in text_string_to_metric_families(text) for s in family.samples if s.name == "motcua_gateway_messages_total"]
        assert {sample.labels["shard"] for sample in samples} <= {"0", "1"}
        return sum(sample.value for sample in samples)

    soon(lambda: total() == 20)


def test_families_of_figures_stay_whole() -> None:
    one = '# HELP a words\n# TYPE a gauge\na{b="x y{"} 1.0\n# HELP c more\n# TYPE c histogram\nc_bucket{le="+Inf"} 2.0\nc_sum 3.0\n'
    assert figures.together({3: one, 0: one.replace("1.0", "9.0")}).splitlines() == [
        "# HELP a words", "# TYPE a gauge", 'a{shard="0",b="x y{"} 9.0', 'a{shard="3",b="x y{"} 1.0',
        "# HELP c more", "# TYPE c histogram", 'c_bucket{shard="0",le="+Inf"} 2.0', 'c_sum{shard="0"} 3.0',
        'c_bucket{shard="3",le="+Inf"} 2.0', 'c_sum{shard="3"} 3.0',
    ]  # fmt: skip


def test_a_worker_killed_in_mid_commit_loses_no_answer_and_is_replaced(rig: Rig) -> None:
    rig.start()
    soon(lambda: len(children(rig)) == 2 and set(gw.health(rig.url)["shards"]) == {"0", "1"})
    callers = Callers(rig)
    for _ in range(3):
        callers.reach(60)
        before = children(rig)
        os.kill(min(before), signal.SIGKILL)
        assert soon(lambda before=before: len(children(rig) - before) == 1) < 2  # type: ignore[misc]
        callers.reach(60)
    callers.end()
    known = logged(rig)
    assert not Counter(callers.answered) - known
    assert max(known.values()) == 1
    assert set(gw.shard_folders(rig.data)) == {0, 1}


def test_an_upgrade_under_load_drops_no_request(rig: Rig) -> None:
    rig.start()
    soon(lambda: len(children(rig)) == 2)
    callers = Callers(rig)
    callers.reach(60)
    for _ in range(2):
        before = children(rig)
        command = [sys.executable, "-m", "motcua.gateway", "--data", str(rig.data), "--upgrade"]
        subprocess.run(command, env={"PYTHONPATH": str(SOURCE)}, check=True, timeout=20)
        soon(lambda before=before: len(children(rig) - before) == 2 and not children(rig) & before, within_s=30)  # type: ignore[misc]
        callers.reach(60)
    callers.end()
    assert callers.failed == []
    assert logged(rig) == Counter(callers.answered)
    assert set(gw.shard_folders(rig.data)) == {0, 1, 2, 3}


def test_what_waits_for_its_answer_at_an_upgrade_gets_it(rig: Rig) -> None:
    rig.start()
    soon(lambda: len(children(rig)) == 2)
    before = children(rig)
    with ThreadPoolExecutor(4) as pool:
        slow = [pool.submit(gw.call, rig.url, CLIENT, SERVICE, "/slow") for _ in range(4)]
        time.sleep(0.4)
        assert rig.process is not None
        rig.process.send_signal(signal.SIGHUP)
        assert [reply.result().status for reply in slow] == [200] * 4
    soon(lambda: not children(rig) & before)
    assert gw.call(rig.url, CLIENT, SERVICE, "/x").status == 200


def test_workers_end_with_their_parent_and_the_next_parent_starts(rig: Rig) -> None:
    rig.start()
    soon(lambda: len(children(rig)) == 2)
    answered = gw.call(rig.url, CLIENT, SERVICE, "/x").request_id
    orphans = children(rig)
    rig.kill()
    soon(lambda: all(ended(pid) for pid in orphans))
    rig.start()
    again = gw.call(rig.url, CLIENT, SERVICE, "/y").request_id
    assert set(logged(rig)) == {answered, again}


def test_the_log_of_one_process_goes_on_as_a_shard(rig: Rig) -> None:
    rig.workers = 0
    rig.start()
    first = gw.call(rig.url, CLIENT, SERVICE, "/x").request_id
    rig.stop()
    rig.workers = 2
    rig.start()
    soon(lambda: set(gw.health(rig.url)["shards"]) == {"0", "1"})
    more = [gw.call(rig.url, CLIENT, SERVICE, f"/{n}").request_id for n in range(10)]
    rig.stop()
    rig.workers = 0
    rig.start()
    assert set(gw.health(rig.url)["shards"]) == {"0", "1"}
    assert "batches" in gw.read_log(rig.url, token="secret", shard=1)
    assert set(logged(rig)) == {first, *more}
    rig.stop()
    command = [sys.executable, "-m", "motcua.gateway", "--data", str(rig.data), "--verify"]
    shown = subprocess.run(command, env={"PYTHONPATH": str(SOURCE)}, check=True, capture_output=True, text=True, timeout=20).stdout
    assert {line.split()[1] for line in shown.splitlines() if line.startswith("ĐẠT")} == {"data:", "shard-01:"}


def test_workers_that_cannot_start_are_given_up(rig: Rig) -> None:
    rig.data.mkdir(parents=True)
    (rig.data / "key.pem").write_text("no key")
    command = [sys.executable, "-m", "motcua.gateway", "--config", str(rig.config_path), "--data", str(rig.data), "--workers", "1"]
    ended = subprocess.run([*command, "--port", "0"], env={"PYTHONPATH": str(SOURCE)}, capture_output=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert b"is not an elliptic-curve key" in ended.stderr


@pytest.mark.parametrize("leftover", [None, "99999999"])
def test_nobody_is_asked_to_upgrade_where_no_parent_runs(tmp_path: Path, leftover: str | None) -> None:
    if leftover:
        (tmp_path / "parent.lock").write_text(leftover)
    command = [sys.executable, "-m", "motcua.gateway", "--data", str(tmp_path), "--upgrade"]
    ended = subprocess.run(command, env={"PYTHONPATH": str(SOURCE)}, capture_output=True, timeout=20, check=False)
    assert (ended.returncode, b"no gateway with workers" in ended.stderr) == (1, True)


def test_two_parents_do_not_share_a_folder(rig: Rig) -> None:
    rig.start()
    command = [sys.executable, "-m", "motcua.gateway", "--config", str(rig.config_path), "--data", str(rig.data), "--workers", "1"]
    ended = subprocess.run([*command, "--port", "0"], env={"PYTHONPATH": str(SOURCE)}, capture_output=True, timeout=20, check=False)
    assert (ended.returncode, b"another gateway with workers" in ended.stderr) == (1, True)
    assert json.loads(send(rig.url, "GET", "/healthz", [])[2]) == {"ok": True}


def test_workers_count_one_quota_and_see_one_health(rig: Rig) -> None:
    """Whoever is asked: the pace is that of the machine, rows and health are those of all workers."""
    base = rig.config.services[0]
    rig.config = replace(rig.config, services=(replace(base, pace=gw.Pace(per_day=40)),))
    gw.write_config(rig.config_path, rig.config)
    rig.start()
    statuses = Counter(send(rig.url, "GET", f"{R1}/{n}", list(ME.items()))[0] for n in range(30))
    os.kill(min(children(rig)), signal.SIGKILL)
    soon(lambda: len(children(rig)) == 2 and gw.health(rig.url)["ready"])
    statuses.update(send(rig.url, "GET", f"{R1}/{n}", list(ME.items()))[0] for n in range(30))
    assert statuses == {200: 40, 429: 20}
    token = [("Authorization", "Bearer secret")]
    rows = json.loads(send(rig.url, "GET", f"/_operational?service={SERVICE}&fields=statusCode", token)[2])["records"]
    assert Counter(row["statusCode"] for row in rows) == {200: 40, 429: 20}

    def refused() -> int:
        events = json.loads(send(rig.url, "GET", "/_health", token)[2])["servicesEvents"]
        return sum(event["lastPeriodStatistics"]["unsuccessfulRequestCount"] for event in events)

    soon(lambda: [refused() for _ in range(6)] == [20] * 6)  # none was refused before the kill

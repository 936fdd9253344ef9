"""One circuit over the workers of a gateway: what one has learnt all act upon, and one trial alone goes out."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from motcua.gateway import protocol as gw

from .conftest import CLIENT, SERVICE, Rig, service
from .scripted import Scripted
from .test_workers import children, soon
from .wire import send

ME = ("X-Road-Client", str(CLIENT))
OPEN_S = 3.0
OPEN = "Server.ServerProxy.ServiceFailed.CircuitOpen"


@pytest.fixture
def rig(own_rig: Rig, main: Scripted) -> Rig:
    """Two workers before a provider that fails."""
    own_rig.workers = 2
    guarded = service(main.url, breaker=gw.Breaker(failures=4, open_s=OPEN_S), timeout_s=7.0)
    own_rig.config = replace(own_rig.config, services=(guarded,))
    gw.write_config(own_rig.config_path, own_rig.config)
    main.say({}, status=503)
    own_rig.start()
    soon(lambda: len(children(own_rig)) == 2 and set(gw.health(own_rig.url)["shards"]) == {"0", "1"})
    return own_rig


def ask(rig: Rig) -> tuple[int, str]:
    status, headers, _ = send(rig.url, "GET", f"/r1/{SERVICE}/x", [ME])
    return status, {k.lower(): v for k, v in headers}.get("x-road-error", "")


def opened(rig: Rig, main: Scripted) -> None:
    """The circuit is open, after exactly so many failures as the rule says, whichever workers saw them."""
    answers = [ask(rig) for _ in range(40)]
    assert Counter(answers) == {(503, ""): 4, (503, OPEN): 36}
    assert answers[:4] == [(503, "")] * 4
    assert len(main.seen) == 4


def test_workers_count_failures_together_and_are_all_closed_by_one_good_trial(rig: Rig, main: Scripted) -> None:
    opened(rig, main)
    soon(lambda: ask(rig) == (503, OPEN) and len(refusing(rig)) == 2)  # the one that saw fewer failures refuses as well
    assert len(main.seen) == 4
    main.say({"alive": True})
    soon(lambda: ask(rig) == (200, ""))
    assert [ask(rig) for _ in range(20)] == [(200, "")] * 20


def test_one_trial_goes_out_over_all_workers(rig: Rig, main: Scripted) -> None:
    opened(rig, main)
    main.say({"alive": True})
    main.hold()
    time.sleep(OPEN_S)  # from now on it may be tried; what is shown is that of forty callers one alone reaches the provider
    with ThreadPoolExecutor(40) as pool:
        answers = [pool.submit(ask, rig) for _ in range(40)]
        soon(lambda: sum(one.done() for one in answers) == 39)
        soon(lambda: states(rig) == {"half_open"})  # what the other worker shows is two seconds old at most
        assert len(main.seen) == 5
        main.free.set()
        assert Counter(one.result() for one in answers) == {(503, OPEN): 39, (200, ""): 1}
    assert [ask(rig) for _ in range(10)] == [(200, "")] * 10


def test_a_trial_whose_worker_was_killed_is_given_up(rig: Rig, main: Scripted) -> None:
    opened(rig, main)
    main.hold()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(soon, lambda: ask(rig)[0] == 200)
        soon(lambda: len(main.seen) == 5)
        for pid in children(rig):
            os.kill(pid, signal.SIGKILL)
    soon(lambda: len(children(rig)) == 2)
    main.say({"alive": True})
    main.free.set()
    assert soon(lambda: ask(rig) == (200, ""), within_s=20) > 1


def refusing(rig: Rig) -> set[int]:
    """Shards of the log in which a call was refused by the open circuit."""
    shards = gw.shard_folders(rig.data).items()
    return {number for number, folder in shards if any(record.fault == OPEN for record in gw.read_records(folder))}


def states(rig: Rig) -> set[str]:
    """What both workers show of the circuit."""
    return {one["state"] for one in json.loads(send(rig.url, "GET", "/readyz", [])[2])["circuits"]}

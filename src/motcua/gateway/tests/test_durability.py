"""Killed, crowded, stopped: what was answered is in the log, once, and no answer goes to the wrong caller."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import quote

import pytest

from motcua.gateway import protocol as gw

from .conftest import CLIENT, SERVICE, SOURCE, Rig


def test_whatever_was_answered_before_kill_9_is_in_the_log(own_rig: Rig) -> None:
    own_rig.start()
    answered: list[str] = []
    started = threading.Event()

    def talk(n: int) -> None:
        for i in range(500):
            try:
                answered.append(gw.call(own_rig.url, CLIENT, SERVICE, f"/{n}/{i}").request_id)
            except gw.GatewayUnreachable:
                return
            if len(answered) > 60:
                started.set()

    with ThreadPoolExecutor(8) as pool:
        for n in range(8):
            pool.submit(talk, n)
        assert started.wait(15)
        own_rig.kill()
    own_rig.start()
    again = gw.call(own_rig.url, CLIENT, SERVICE, "/again").request_id
    logged = [r.request_id for r in own_rig.records()]
    assert set(answered) <= set(logged)
    assert len(set(logged)) == len(logged)
    assert logged[-1] == again
    assert gw.verify_log(own_rig.data).problem is None


def test_many_callers_get_their_own_answers(own_rig: Rig) -> None:
    own_rig.start()

    def one(n: int) -> bool:
        body = f"caller {n} ".encode() * (1 + n % 50)
        reply = gw.call(own_rig.url, CLIENT, SERVICE, f"/{n}", method="POST", body=body, message_id=f"m{n}")
        seen = reply.json()
        return (seen["path"], seen["body"], reply.message_id) == (f"/api/{n}", body.decode(), f"m{n}")

    with ThreadPoolExecutor(32) as pool:
        assert all(pool.map(one, range(400)))
    records = own_rig.records()
    assert sorted(r.message_id for r in records) == sorted(f"m{n}" for n in range(400))
    outcome = gw.verify_log(own_rig.data)
    assert (outcome.problem, outcome.records) == (None, 400)
    assert outcome.seals < 400  # group commit


def test_sigterm_answers_what_has_begun(own_rig: Rig) -> None:
    own_rig.start()
    slow = gw.Service(id=str(SERVICE), base_url=own_rig.config.services[0].base_url, timeout_s=5, rights=own_rig.config.services[0].rights)
    own_rig.configure(services=(slow,))
    with ThreadPoolExecutor(1) as pool:
        reply = pool.submit(gw.call, own_rig.url, CLIENT, SERVICE, "/slow")
        time.sleep(0.4)
        assert own_rig.stop() == 0
        assert reply.result().status == 200
    assert [r.target for r in own_rig.records()] == [f"/r1/{SERVICE}/slow"]


def test_two_gateways_do_not_share_a_log(own_rig: Rig) -> None:
    own_rig.start()
    command = [sys.executable, "-m", "motcua.gateway", "--config", str(own_rig.config_path), "--data", str(own_rig.data), "--port", "0"]
    second = subprocess.run(command, env={"PYTHONPATH": str(SOURCE)}, capture_output=True, timeout=20, check=False)
    assert second.returncode == 1
    assert b"another gateway writes the log" in second.stderr


def test_verify_from_the_command_line(own_rig: Rig) -> None:
    own_rig.start()
    gw.call(own_rig.url, CLIENT, SERVICE, "/x")
    own_rig.stop()
    segment = next(own_rig.data.glob("log-*.seg"))
    command = [sys.executable, "-m", "motcua.gateway", "--data", str(own_rig.data), "--verify"]
    assert subprocess.run(command, env={"PYTHONPATH": str(SOURCE)}, capture_output=True, check=False).returncode == 0
    segment.write_bytes(segment.read_bytes().replace(quote("population").encode(), b"Population", 1))
    assert subprocess.run(command, env={"PYTHONPATH": str(SOURCE)}, capture_output=True, check=False).returncode == 1


def test_nothing_is_forwarded_when_the_log_cannot_be_kept(own_rig: Rig) -> None:
    """A full disk is simulated by a file size limit for the process."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6000, before[1]))
    try:
        own_rig.start()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    faults = []
    for i in range(6):
        try:
            gw.call(own_rig.url, CLIENT, SERVICE, f"/{i}")
        except gw.ExchangeFault as fault:
            faults.append(fault.params["fault"])
    assert faults
    assert set(faults) == {"Server.ClientProxy.LoggingFailed"}
    assert len(own_rig.records()) == 6 - len(faults)
    assert gw.verify_log(own_rig.data).problem is None


def test_a_gateway_waits_for_its_configuration(own_rig: Rig) -> None:
    own_rig.config_path.unlink()
    own_rig.start()
    assert gw.health(own_rig.url)["status"] == 503
    with pytest.raises(gw.ExchangeFault, match="UnknownMember"):
        gw.call(own_rig.url, CLIENT, SERVICE, "/x")
    gw.write_config(own_rig.config_path, own_rig.config)
    own_rig.wait(lambda health: health["ready"])
    assert gw.call(own_rig.url, CLIENT, SERVICE, "/x").status == 200


def test_a_plain_listener_does_not_pretend_to_be_tls(own_rig: Rig) -> None:
    own_rig.start()
    gw.write_config(own_rig.config_path, replace(own_rig.config, tls=gw.Tls(certificate="c", key="k")))
    own_rig.wait(lambda health: health["config_error"])
    assert gw.call(own_rig.url, CLIENT, SERVICE, "/x").status == 200


@pytest.mark.parametrize("leftover", [b"", b"MCLOG1\n{"])
def test_a_segment_that_was_never_begun_does_not_stop_the_start(own_rig: Rig, leftover: bytes) -> None:
    own_rig.start()
    gw.call(own_rig.url, CLIENT, SERVICE, "/x")
    own_rig.stop()
    (own_rig.data / "log-00000002.new").write_bytes(leftover)
    own_rig.start()
    assert gw.call(own_rig.url, CLIENT, SERVICE, "/y").status == 200
    assert len(own_rig.records()) == 2

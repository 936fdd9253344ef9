"""NATS away in the middle of a publication: nobody knows whether it was kept, and a repetition under the key that is told is kept once."""

from __future__ import annotations

import json
import os
import signal
import uuid
from pathlib import Path

import pytest

from motcua.gateway.tests.conftest import Rig
from motcua.gateway.tests.wire import send

from .conftest import BIRTHS, HEALTH, ROOM, Caller, config, until
from .jetstream import Nats, program

KEY = "idempotency-key"


def publish(rig: Rig, *headers: tuple[str, str]) -> tuple[int, dict[str, str], bytes]:
    body = json.dumps({"eventType": BIRTHS, "event": {"child": "An"}}).encode()
    status, told, answer = send(rig.url, "POST", f"/r1/{ROOM}/pub/v1/{BIRTHS}", [("X-GovStack-Client", ROOM), *headers], body)
    return status, {name.lower(): value for name, value in told}, answer


@pytest.mark.skipif(program() is None, reason="nats-server is not installed (Debian: apt install nats-server)")
def test_a_publication_whose_fate_is_unknown_is_repeated_under_the_key_of_the_answer(tmp_path: Path) -> None:
    """Longer than seven seconds because calls wait so long for an owner. The server is stopped, so that what it got it keeps afterwards."""
    nats = Nats(tmp_path / "nats")
    nats.start()
    stream = f"t-{uuid.uuid4().hex}"
    rig = Rig(tmp_path, config(store="nats", url=nats.url, stream=stream))
    assert nats.process is not None
    try:
        rig.start()
        until(lambda: Caller(rig, ROOM)("GET", "api/v1/key")[0] == 200)
        Caller(rig, HEALTH).subscribe(TTL=3600)
        first = publish(rig)
        assert KEY not in first[1]
        os.kill(nats.process.pid, signal.SIGSTOP)
        os.waitpid(nats.process.pid, os.WUNTRACED)  # every thread of it rests
        try:
            status, headers, answer = publish(rig)
        finally:
            os.kill(nats.process.pid, signal.SIGCONT)
        assert (status, len(headers.get(KEY, "")), "retry-after" in headers) == (503, 32, True), answer
        assert all(part in answer.decode() for part in (headers[KEY], "để chỉ giữ một lần", "it is kept once"))
        until(lambda: Caller(rig, ROOM)("GET", "api/v1/key")[0] == 200)
        told = [publish(rig, ("Idempotency-Key", headers[KEY])) for _ in range(2)]
        assert {one[0] for one in told} == {201}
        assert told[0][2] == told[1][2]
        for answered in (first, told[0]):  # one after the other, for they are of one ordering key
            item = Caller(rig, HEALTH).pull()
            assert item is not None
            assert item["id"] == json.loads(answered[2])["id"]
            assert Caller(rig, HEALTH).ack(item["id"]) == 204
        assert Caller(rig, HEALTH).pull() is None
    finally:
        rig.stop()
        nats.stop()

"""The time-stamping authority as the gateway and other people's tools meet it."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from motcua.kernel.errors import NamedError
from motcua.kernel.evidence.timestamps import TimeStampQuery, build_request, parse_response
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.timestamps.authority import ROOT_FILE, StampingKey
from motcua.simulator.peers.wire import Wire

QUERY = TimeStampQuery(imprint=hashlib.sha512(b"root of a log").digest(), algorithm="sha512", nonce=7)
KIND = {"content-type": "application/timestamp-query"}


def test_a_stamp_answers_the_question_now_and_openssl_believes_it(peers: Wire, settings: Settings, tmp_path: Path) -> None:
    answer = peers.post("/tsa", content=build_request(QUERY), headers=KIND)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/timestamp-reply")
    facts = parse_response(answer.content, query=QUERY)
    assert abs(facts.stamped_at - datetime.now(UTC)) < timedelta(minutes=1)
    (tmp_path / "root").write_bytes(b"root of a log")
    (tmp_path / "answer").write_bytes(answer.content)
    command = ["openssl", "ts", "-verify", "-data", "root", "-in", "answer", "-CAfile", str(settings.data / ROOT_FILE)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout + done.stderr
    assert peers.get("/tsa/root.pem").content == (settings.data / ROOT_FILE).read_bytes()


def test_the_key_outlives_a_restart_and_only_its_owner_reads_it(peers: Wire, settings: Settings) -> None:
    assert StampingKey(settings.data).root() == peers.get("/tsa/root.pem").content
    assert (settings.data / "tsa.pem").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("bytes_", [b"", b"<html>", build_request(QUERY)[:-3]])
def test_other_bytes_are_refused_in_the_protocols_own_way(peers: Wire, bytes_: bytes) -> None:
    with pytest.raises(NamedError, match="refused"):
        parse_response(peers.post("/tsa", content=bytes_, headers=KIND).content, query=QUERY)
    assert peers.post("/tsa", content=build_request(QUERY), headers={"content-type": "text/plain"}).status_code == 415


def test_it_fails_on_demand(peers: Wire, fault: Callable[..., None]) -> None:
    fault("time_stamps", "refuse", times=1)
    with pytest.raises(NamedError, match="refused"):
        parse_response(peers.post("/tsa", content=build_request(QUERY), headers=KIND).content, query=QUERY)
    fault("time_stamps", "wrong_clock", times=1)
    facts = parse_response(peers.post("/tsa", content=build_request(QUERY), headers=KIND).content, query=QUERY)
    assert facts.stamped_at - datetime.now(UTC) > timedelta(hours=1)

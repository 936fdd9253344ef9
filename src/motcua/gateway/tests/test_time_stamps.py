"""Time stamps of the log: asked for beside the traffic, refused when they are not what was asked, made up for after an outage."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.gateway import protocol as gw
from motcua.gateway.core.keys import NEXT_KEY, make_key
from motcua.gateway.core.log import LogError, LogWriter
from motcua.gateway.evidence.tokens import Trust, UntrustedToken
from motcua.gateway.protocol.logfile import STAMP, frames, read_header, segment_paths
from motcua.gateway.protocol.stamps import Stamp

from .authority import Authority
from .conftest import CLIENT, SERVICE, Rig
from .stamped import put_stamp
from .test_log import record


@pytest.fixture
def authority() -> Iterator[Authority]:
    made = Authority()
    yield made
    made.stop()


def stamps_in(folder: Path) -> list[Stamp]:
    found = []
    for path in segment_paths(folder):
        data = path.read_bytes()
        _, start = read_header(data)
        found += [msgspec.json.decode(f.payload, type=Stamp) for f in frames(data, start) if f.kind == STAMP]
    return found


def test_what_waits_is_stamped_and_an_outsider_sees_it(own_rig: Rig, authority: Authority, tmp_path: Path) -> None:
    trusted = authority.trusted(tmp_path)
    stamping = gw.TimeStamping(urls=(authority.start(),), interval_s=0.2, trusted=trusted)
    gw.write_config(own_rig.config_path, replace(own_rig.config, time_stamping=stamping))
    own_rig.start()
    for n in range(5):
        gw.call(own_rig.url, CLIENT, SERVICE, f"/{n}")
    own_rig.wait(lambda health: health["time_stamps"]["unstamped_seals"] == 0)  # type: ignore[index]
    told = gw.health(own_rig.url)["time_stamps"]["last_stamp_ms"]
    own_rig.stop()
    assert told in {stamp.at_ms for stamp in stamps_in(own_rig.data)}
    outcome = gw.verify_log(own_rig.data)
    assert (outcome.problem, outcome.records) == (None, 5)
    assert outcome.stamps == len(stamps_in(own_rig.data)) >= 1
    last = stamps_in(own_rig.data)[-1]
    (tmp_path / "statement").write_bytes(last.statement())
    (tmp_path / "token").write_bytes(msgspec.json.decode(msgspec.json.encode(last.token), type=bytes))
    command = ["openssl", "ts", "-verify", "-data", tmp_path / "statement", "-in", tmp_path / "token", "-token_in", "-CAfile", trusted]
    done = subprocess.run(command, capture_output=True, check=False)
    assert b"Verification: OK" in done.stdout + done.stderr
    (tmp_path / "statement").write_bytes(last.statement() + b"\n")
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize("fault", ["imprint", "nonce", "signature", "clock", "status", "garbage", "refuses"])
def test_a_bad_answer_is_refused_told_and_the_next_is_asked(own_rig: Rig, authority: Authority, tmp_path: Path, fault: str) -> None:
    bad = Authority(root_key=authority.root_key, fault=fault)
    good, trusted = authority.start(), authority.trusted(tmp_path)
    bad_url = bad.start()
    try:
        stamping = gw.TimeStamping(urls=(bad_url, good), interval_s=0.2, trusted=trusted)
        gw.write_config(own_rig.config_path, replace(own_rig.config, time_stamping=stamping))
        own_rig.start()
        gw.call(own_rig.url, CLIENT, SERVICE, "/x")
        own_rig.wait(lambda health: health["time_stamps"]["unstamped_seals"] == 0)  # type: ignore[index]
        assert list(gw.health(own_rig.url)["time_stamps"]["problems"]) == [bad_url]
    finally:
        bad.stop()
    assert [stamp.authority for stamp in stamps_in(own_rig.data)] == [good]
    assert bad.asked >= 1


def test_a_stranger_and_a_server_certificate_are_not_trusted(own_rig: Rig, authority: Authority, tmp_path: Path) -> None:
    others = [Authority(), Authority(root_key=authority.root_key, stamps=False)]
    stamping = gw.TimeStamping(urls=tuple(o.start() for o in others), interval_s=0.2, trusted=authority.trusted(tmp_path))
    gw.write_config(own_rig.config_path, replace(own_rig.config, time_stamping=stamping))
    own_rig.start()
    gw.call(own_rig.url, CLIENT, SERVICE, "/x")
    own_rig.wait(lambda health: len(health["time_stamps"]["problems"]) == 2)  # type: ignore[index]
    for other in others:
        other.stop()
    assert stamps_in(own_rig.data) == []
    assert gw.health(own_rig.url)["time_stamps"]["unstamped_seals"] == 1


def test_traffic_goes_on_while_no_authority_answers_and_the_gap_is_closed_after_a_restart(own_rig: Rig, authority: Authority) -> None:
    gone = "http://127.0.0.1:1/tsa"
    gw.write_config(own_rig.config_path, replace(own_rig.config, time_stamping=gw.TimeStamping(urls=(gone,), interval_s=0.2)))
    own_rig.start()
    for n in range(4):
        assert gw.call(own_rig.url, CLIENT, SERVICE, f"/{n}").status == 200
    own_rig.wait(lambda health: health["time_stamps"]["problems"])  # type: ignore[index]
    assert gw.health(own_rig.url)["time_stamps"]["unstamped_seals"] == 4
    time.sleep(0.15)
    assert gw.health(own_rig.url)["time_stamps"]["unstamped_s"] > 0
    own_rig.kill()
    own_rig.start()
    assert gw.health(own_rig.url)["time_stamps"]["unstamped_seals"] == 4
    own_rig.configure(time_stamping=gw.TimeStamping(urls=(authority.start(),), interval_s=0.2))
    for _ in range(100):
        if not gw.health(own_rig.url)["time_stamps"]["unstamped_seals"]:
            break
        time.sleep(0.1)
    assert gw.health(own_rig.url)["time_stamps"]["unstamped_seals"] == 0
    assert gw.verify_log(own_rig.data).problem is None
    assert [stamp.last for stamp in stamps_in(own_rig.data)] == [4]


@settings(deadline=None, max_examples=30)
@given(steps=st.lists(st.sampled_from(["commit", "cut", "stamp", "reopen", "roll", "key", "torn"]), max_size=25))
def test_what_waits_is_known_whatever_happens(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    """The writer's view of what is unstamped, that of a restart and that of the check agree after any course of events."""
    folder, authority = tmp_path_factory.mktemp("waiting"), Authority()
    writer = LogWriter(folder, server_id="VN/GOV/1/gw")
    for step in steps:
        if step == "commit":
            writer.commit([record(1), record(2)])
        elif step == "cut":
            writer.unstamped.cut()
        elif step == "stamp":
            if writer.unstamped.is_cut:
                put_stamp(writer, authority, cut=False)
        elif step == "roll":
            writer.roll()
        elif step == "key":
            if not (folder / NEXT_KEY).exists():
                make_key(folder / NEXT_KEY)
            writer.turn_key()
        else:
            before = writer.unstamped.state()
            writer.close()
            if step == "torn":
                with segment_paths(folder)[-1].open("ab") as file:
                    file.write(b"\x00\x00\x00\x09R torn")
            writer = LogWriter(folder, server_id="VN/GOV/1/gw")
            if step == "reopen":
                assert writer.unstamped.state() == before
    put_stamp(writer, authority)
    assert writer.unstamped.seals == 0
    writer.close()
    assert gw.verify_log(folder).problem is None


def test_a_stamp_of_something_else_is_not_put_in(tmp_path: Path) -> None:
    writer = LogWriter(tmp_path, server_id="s")
    writer.commit([record(1)])
    with pytest.raises(LogError, match="not of the seals"):
        writer.stamp(Stamp(server_id="s", seals=1, last=1, root="00" * 32, token="", authority="", at_ms=1))
    writer.close()


def test_trust_tells_why(tmp_path: Path) -> None:
    good, other = Authority(), Authority()
    writer = LogWriter(tmp_path / "log", server_id="s")
    writer.commit([record(1)])
    token = msgspec.json.decode(msgspec.json.encode(put_stamp(writer, good).token), type=bytes)
    writer.close()
    assert "Invented Time Stamps" in Trust.of(good.trusted(tmp_path)).check(token).name
    with pytest.raises(UntrustedToken):
        Trust.of(other.trusted(tmp_path)).check(token)


def test_a_new_key_is_taken_over_by_a_running_gateway(own_rig: Rig) -> None:
    own_rig.start()
    gw.call(own_rig.url, CLIENT, SERVICE, "/x")
    old = (own_rig.data / "key.pub.pem").read_bytes()
    make_key(own_rig.data / NEXT_KEY)
    for _ in range(100):
        if not (own_rig.data / NEXT_KEY).exists():
            break
        time.sleep(0.05)
    gw.call(own_rig.url, CLIENT, SERVICE, "/y")
    own_rig.kill()
    own_rig.start()
    gw.call(own_rig.url, CLIENT, SERVICE, "/z")
    assert (own_rig.data / "key.pub.pem").read_bytes() != old
    for anchor in (None, old):  # whoever trusts the old key may trust the new one, and the other way round
        outcome = gw.verify_log(own_rig.data, public_key=anchor)
        assert (outcome.problem, outcome.records, outcome.keys) == (None, 3, 2)


@pytest.mark.parametrize("done", ["segment", "renamed"])
def test_a_hand_over_cut_short_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: str) -> None:
    writer = LogWriter(tmp_path, server_id="s")
    writer.commit([record(1)])
    make_key(tmp_path / NEXT_KEY)

    def killed(folder: Path) -> None:
        if done == "renamed":
            (folder / NEXT_KEY).replace(folder / "key.pem")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("motcua.gateway.core.log.take_next_key", killed)
        with pytest.raises(KeyboardInterrupt):
            writer.turn_key()
    writer.close()
    again = LogWriter(tmp_path, server_id="s")
    again.commit([record(2)])
    again.close()
    outcome = gw.verify_log(tmp_path)
    assert (outcome.problem, outcome.records, outcome.keys) == (None, 2, 2)


def test_a_foreign_key_does_not_write_into_a_log(tmp_path: Path) -> None:
    LogWriter(tmp_path, server_id="s").close()
    make_key(tmp_path / "key.pem")
    with pytest.raises(LogError, match="is not the key of segment"):
        LogWriter(tmp_path, server_id="s")

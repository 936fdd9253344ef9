"""The port for other security servers while the server runs: moved, with other certificates, in the way of somebody else, closed."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from motcua.gateway import protocol as gw

from .conftest import free_port
from .test_two_servers import Pair, code, deliver, message, running


@pytest.fixture
def movable(tmp_path: Path, provider: str) -> Iterator[Pair]:
    """A pair of one's own, whose ports may be moved."""
    with running(tmp_path, provider) as made:
        yield made


def until_answered(pair: Pair, *, status: int = 200) -> None:
    """A configuration is in force a moment before its port takes over."""
    for _ in range(100):
        if pair.ask()[0] == status:
            return
        time.sleep(0.02)
    raise AssertionError(pair.ask())


def test_a_running_server_moves_to_another_port_and_other_certificates(movable: Pair) -> None:
    assert movable.ask()[0] == 200
    moved = replace(movable.port(1, "there"), port=free_port())
    movable.provider.configure(message_port=moved)
    movable.consumer.configure(servers=(replace(movable.there, address=f"127.0.0.1:{moved.port}"),))
    until_answered(movable)
    with pytest.raises(OSError, match="refused"):
        deliver(movable, message("closed-1"))
    fresh = movable.ids["stranger"]
    movable.provider.configure(message_port=replace(moved, certificate=str(fresh.certificate), key=str(fresh.key)))
    movable.consumer.configure(servers=(replace(movable.consumer.config.servers[0], certificates=(fresh.digest,)),))
    until_answered(movable)
    movable.provider.configure(servers=(replace(movable.here, certificates=("0" * 64,)),))
    movable.consumer.configure(message_port=replace(movable.port(0, "stranger"), port=movable.ports[0]))
    assert code(movable.ask()) == "Server.ServerProxy.InvalidSignatureValue"
    movable.provider.configure(servers=(replace(movable.here, certificates=(fresh.digest,)),))
    until_answered(movable)
    movable.provider.configure(servers=(), message_port=None, services=())
    assert code(movable.ask()) in {"Server.ServerProxy.NetworkError", "Server.ServerProxy.InvalidSignatureValue"}


def test_a_port_that_cannot_be_opened_is_told_and_opened_once_it_is_free(movable: Pair) -> None:
    """Meanwhile the old one holds, and what was taken back is taken back."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        moved = replace(movable.port(1, "there"), port=taken.getsockname()[1])
        services = tuple(replace(service, rights=()) for service in movable.provider.config.services)
        movable.provider.configure(message_port=moved, services=services)
        movable.provider.wait(lambda health: health["config_error"])
        assert "message port cannot be opened" in gw.check(movable.provider.url, token="secret")["config_error"]
        assert code(movable.ask()) == "Server.ServerProxy.AccessDenied"
        movable.provider.configure(services=movable.first[1].services)
        assert movable.ask()[0] == 200
    movable.provider.wait(lambda health: not health["config_error"])
    movable.consumer.configure(servers=(replace(movable.there, address=f"127.0.0.1:{moved.port}"),))
    until_answered(movable)


def test_certificates_that_cannot_be_read_leave_the_port_as_it_is(movable: Pair) -> None:
    good = movable.port(1, "there")
    movable.provider.configure(message_port=replace(good, certificate=str(movable.folder / "none.crt")))
    movable.provider.wait(lambda health: health["config_error"])
    assert movable.ask()[0] == 200
    movable.provider.configure(message_port=good)
    movable.provider.wait(lambda health: not health["config_error"])
    assert movable.ask()[0] == 200


def test_certificates_renewed_in_their_files_are_taken_over(movable: Pair) -> None:
    """Both directions: what the port shows, and what the server shows at the ports of others."""
    fresh, own = movable.ids["stranger"], movable.ids["there"]
    movable.consumer.configure(servers=(replace(movable.there, certificates=(own.digest, fresh.digest)),))
    assert movable.ask()[0] == 200
    own.certificate.write_bytes(fresh.certificate.read_bytes())  # its key is still to come
    movable.provider.wait(lambda health: health["config_error"])
    assert movable.ask()[0] == 200
    own.key.write_bytes(fresh.key.read_bytes())
    movable.provider.wait(lambda health: not health["config_error"])
    movable.consumer.configure(servers=(replace(movable.there, certificates=(fresh.digest,)),))
    until_answered(movable)

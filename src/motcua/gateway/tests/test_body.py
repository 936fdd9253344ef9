"""A body is the same octets wherever they lie, and gives back what it took."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.gateway.core.body import Body, Spool, SpoolError
from motcua.gateway.protocol import Limits


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


SMALL = Limits(body_memory=100, buffered_bytes=300, spool_bytes=2000, body_bytes=2000)


@given(parts=st.lists(st.binary(max_size=150), max_size=12))
def test_what_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]) -> None:
    spool = Spool(tmp_path_factory.getbasetemp() / "spool", SMALL)
    whole, body = b"".join(parts), Body(spool)
    for part in parts:
        before = body.digest()
        body.add(part)
        assert (before is None) == (len(body) == len(part))
    assert (bytes(body), b"".join(body.chunks()), len(body), bool(body)) == (whole, whole, len(whole), whole != b"")
    assert body.digest() == (hashlib.sha512(whole).digest() if whole else None)
    assert spool.held <= 100
    assert spool.held + spool.stored == len(whole)
    body.close()
    assert (spool.held, spool.stored, len(body)) == (0, 0, 0)


def test_many_short_bodies_go_to_the_disk_before_memory_is_full(tmp_path: Path) -> None:
    spool = Spool(tmp_path, SMALL)
    bodies = [Body(spool) for _ in range(10)]
    for n, body in enumerate(bodies):
        body.add(bytes([n]) * 90)
    assert spool.held <= 300
    assert [bytes(body) for body in bodies] == [bytes([n]) * 90 for n in range(10)]


def test_a_body_that_nobody_holds_gives_back_its_place(tmp_path: Path) -> None:
    spool = Spool(tmp_path, SMALL)
    body = Body(spool)
    body.add(b"x" * 500)
    opened = open_files()
    del body
    assert (spool.held, spool.stored, open_files()) == (0, 0, opened - 1)
    assert list(tmp_path.iterdir()) == []


def test_a_full_spool_refuses_and_recovers(tmp_path: Path) -> None:
    spool = Spool(tmp_path, SMALL)
    first, second = Body(spool), Body(spool)
    first.add(b"x" * 1500)
    assert not spool.has_room(600)
    with pytest.raises(SpoolError):
        second.add(b"y" * 600)
    second.close()
    first.close()
    assert (spool.held, spool.stored) == (0, 0)
    third = Body(spool)
    third.add(b"z" * 2000)
    assert bytes(third) == b"z" * 2000


def test_a_disk_that_fails_is_one_named_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(tmp_path, SMALL)
    body = Body(spool)

    def full(*args: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("motcua.gateway.core.body.os.pwrite", full)
        with pytest.raises(SpoolError, match="No space"):
            body.add(b"x" * 500)
    body.close()
    assert (spool.held, spool.stored) == (0, 0)


def test_a_file_system_without_nameless_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("motcua.gateway.core.body.os.O_TMPFILE", os.O_DIRECTORY | os.O_WRONLY)
    body = Body(Spool(tmp_path, SMALL))
    body.add(b"x" * 500)
    assert bytes(body) == b"x" * 500
    assert list(tmp_path.iterdir()) == []

"""The message log: sealed batches, torn tails, damage that is found."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.gateway import protocol as gw
from motcua.gateway.core.log import LogError, LogWriter
from motcua.gateway.protocol import LogReader, reading
from motcua.gateway.protocol.logfile import Frame
from motcua.gateway.protocol.record import encode_record
from motcua.kernel.evidence.merkle import merkle_proof, verify_proof


def record(n: int) -> bytes:
    made = gw.Record(
        request_id=f"r{n}", message_id=f"m{n}", client="VN/GOV/1/c", service="VN/GOV/2/s/x", method="GET", target="/", request_in_ms=n, response_out_ms=n,
        request_head="GET\r\n/\r\n", request_hash=gw.request_hash(b"GET\r\n/\r\n", None), response_head="200\r\nOK\r\n", status=200,
    )  # fmt: skip
    return encode_record(made)


def write(folder: Path, *sizes: int, segment_bytes: int = 1 << 20) -> None:
    writer = LogWriter(folder, server_id="VN/GOV/1/gw", segment_bytes=segment_bytes)
    for size in sizes:
        writer.commit([record(writer.last + i) for i in range(size)])
    writer.close()


def test_batches_come_back_in_order(tmp_path: Path) -> None:
    write(tmp_path, 3, 1, 5)
    assert [r.seq for r in gw.read_records(tmp_path)] == list(range(1, 10))
    assert [r.seq for r in gw.read_records(tmp_path, after=4, limit=2)] == [5, 6]
    assert gw.verify_log(tmp_path) == gw.Verification(records=9, seals=3, repairs=0, tail_bytes=0, problem=None)


def test_segments_continue_each_other(tmp_path: Path) -> None:
    write(tmp_path, *[4] * 6, segment_bytes=2000)
    write(tmp_path, 2, segment_bytes=2000)
    assert len(list(tmp_path.glob("log-*.seg"))) > 2
    assert gw.verify_log(tmp_path).records == 26
    assert [r.seq for r in gw.read_records(tmp_path, after=24)] == [25, 26]


@settings(deadline=None, max_examples=60)
@given(cut=st.integers(1, 900))
def test_a_torn_tail_loses_only_the_batch_that_nobody_was_told_of(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    folder = tmp_path_factory.mktemp("torn")
    write(folder, 2)
    path = next(folder.glob("log-*.seg"))
    whole = path.stat().st_size
    write(folder, 2)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(max(size - cut, whole))
    write(folder, 1)
    assert [r.seq for r in gw.read_records(folder)] == [1, 2, 3]
    outcome = gw.verify_log(folder)
    assert outcome.problem is None
    assert outcome.repairs == len(list(folder.glob("tail-*.bin"))) == (1 if size - cut > whole else 0)


@settings(deadline=None, max_examples=60)
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_flipped_bit_is_found(tmp_path_factory: pytest.TempPathFactory, where: float, bit: int) -> None:
    folder = tmp_path_factory.mktemp("flip")
    write(folder, 2, 2)
    path = next(folder.glob("log-*.seg"))
    data = bytearray(path.read_bytes())
    data[int(where * len(data))] ^= 1 << bit
    path.write_bytes(data)
    outcome = gw.verify_log(folder)
    assert outcome.problem is not None or outcome.tail_bytes > 0


def test_a_removed_segment_is_found(tmp_path: Path) -> None:
    write(tmp_path, *[4] * 6, segment_bytes=2000)
    sorted(tmp_path.glob("log-*.seg"))[1].unlink()
    assert "missing" in str(gw.verify_log(tmp_path).problem)


def test_another_key_is_found(tmp_path: Path) -> None:
    write(tmp_path / "a", 1)
    write(tmp_path / "b", 1)
    assert "another key" in str(gw.verify_log(tmp_path / "a", public_key=(tmp_path / "b/key.pub.pem").read_bytes()).problem)


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    writer = LogWriter(tmp_path, server_id="s")
    with pytest.raises(LogError):
        LogWriter(tmp_path, server_id="s")
    writer.close()
    LogWriter(tmp_path, server_id="s").close()


def test_the_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    write(tmp_path, 1)
    assert (tmp_path / "key.pem").stat().st_mode & 0o077 == 0


def _full(*_: object) -> int:
    raise OSError(28, "No space left on device")


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = LogWriter(tmp_path, server_id="s")
    writer.commit([record(1)])
    with monkeypatch.context() as patch:
        patch.setattr("motcua.gateway.core.durable.os.pwritev", _full)
        with pytest.raises(LogError):
            writer.commit([record(2)])
    assert not writer.broken
    writer.commit([record(2), record(3)])
    writer.close()
    assert gw.verify_log(tmp_path) == gw.Verification(records=3, seals=2, repairs=0, tail_bytes=0, problem=None)


def test_a_log_that_cannot_even_be_cut_back_takes_nothing_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = LogWriter(tmp_path, server_id="s")
    writer.commit([record(1)])
    with monkeypatch.context() as patch:
        patch.setattr("motcua.gateway.core.durable.os.pwritev", _full)
        patch.setattr("motcua.gateway.core.log.os.fdatasync", _full)
        with pytest.raises(LogError):
            writer.commit([record(2)])
    assert writer.broken
    with pytest.raises(LogError):
        writer.commit([record(2)])
    writer.close()
    write(tmp_path, 1)
    assert gw.verify_log(tmp_path) == gw.Verification(records=2, seals=2, repairs=0, tail_bytes=0, problem=None)


@pytest.mark.parametrize("error", [95, 38])
def test_a_system_without_synced_writes_writes_and_syncs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    def refuse(*_: object) -> int:
        raise OSError(error, "Operation not supported")

    monkeypatch.setattr("motcua.gateway.core.durable.os.pwritev", refuse)
    write(tmp_path, 3)
    assert gw.verify_log(tmp_path).records == 3


def test_a_short_write_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.pwritev

    def short(handle: int, parts: tuple[bytes], offset: int, flags: int) -> int:
        return whole(handle, (parts[0][: len(parts[0]) // 2],), offset, flags)

    monkeypatch.setattr("motcua.gateway.core.durable.os.pwritev", short)
    write(tmp_path, 3)
    assert gw.verify_log(tmp_path).records == 3


def test_one_record_can_be_shown_without_the_others(tmp_path: Path) -> None:
    write(tmp_path, 5)
    raws, seal = next(gw.read_batches(tmp_path))
    assert verify_proof(leaf=raws[3], proof=merkle_proof(raws, 3), root=bytes.fromhex(seal.root))


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(st.integers(1, 9), min_size=1, max_size=12), stop=st.integers(1, 4))
def test_a_reader_who_comes_back_finds_what_a_newcomer_finds(tmp_path_factory: pytest.TempPathFactory, steps: list[int], stop: int) -> None:
    folder = tmp_path_factory.mktemp("log")
    writer = LogWriter(folder, server_id="a/b/c/d", segment_bytes=6000)
    reader, number = LogReader(folder), 0
    seen: list[bytes] = []
    for size in steps:
        writer.commit([record(number + n) for n in range(size)])
        number += size
        for count, (raws, seal) in enumerate(reader.batches(after=len(seen)), 1):
            assert seal.last == len(seen) + len(raws)
            seen += raws
            if count == stop:
                break
    for raws, _ in reader.batches(after=len(seen)):
        seen += raws
    writer.close()
    assert seen == [raw for raws, _ in gw.read_batches(folder) for raw in raws]
    assert len(seen) == number


def test_a_reader_reads_on_from_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = LogWriter(tmp_path, server_id="a/b/c/d")
    for n in range(40):
        writer.commit([record(n)])
    reader, looked = LogReader(tmp_path), 0
    next(reader.batches())
    whole = reading.frames

    def counted(data: bytes, start: int) -> Iterator[Frame]:
        nonlocal looked
        for frame in whole(data, start):
            looked += 1
            yield frame

    monkeypatch.setattr(reading, "frames", counted)
    for after in range(1, 40):
        next(reader.batches(after=after))
    writer.close()
    assert looked == 39 * 2, "each page looks at its own record and seal alone"


def test_a_body_of_a_frame_longer_than_the_window_is_read(tmp_path: Path) -> None:
    writer = LogWriter(tmp_path, server_id="a/b/c/d")
    long = msgspec.json.encode(msgspec.structs.replace(msgspec.json.decode(record(1), type=gw.Record), request_head="h" * 3_000_000))
    writer.commit([long])
    writer.commit([record(2)])
    writer.close()
    assert [r.seq for r in gw.read_records(tmp_path)] == [1, 2]

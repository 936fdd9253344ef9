"""What every event store must do, asked of both; then what only files can suffer."""

from __future__ import annotations

import asyncio
import resource
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.gateway.pubsub.store import EventStore, Kept, StoreError, StoreLostError, StoreTakenError
from motcua.gateway.pubsub.store.batches import batches, entry_at, holds_batch, seal
from motcua.gateway.pubsub.store.files import FileStore
from motcua.gateway.pubsub.store.jetstream import NatsStore
from motcua.gateway.pubsub.store.lease import LEASE_S

from .jetstream import Nats

Make = Callable[[], EventStore]
SEGMENT = 4096


@pytest.fixture(params=["files", "nats"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Opens the same store again and again."""
    if request.param == "files":
        return lambda: FileStore(tmp_path, segment_bytes=SEGMENT)
    server, stream = request.getfixturevalue("nats"), f"t-{uuid.uuid4().hex}"
    return lambda: NatsStore(server.url, stream=stream, segment_bytes=SEGMENT, holder="me")


def glob(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern))


async def opened(store: EventStore) -> tuple[bytes | None, list[Kept]]:
    snapshot = await store.open()
    return snapshot, [kept async for page in store.entries() for kept in page]


def run(work: Awaitable[None]) -> None:
    async def main() -> None:
        await work

    asyncio.run(main())


def test_what_was_appended_is_there_again_in_order(make: Make) -> None:
    async def work() -> None:
        store = make()
        assert await opened(store) == (None, [])
        first = await store.append([b"a", b"", b"c" * 5000])
        second = await store.append([b"d"])
        assert sorted(first + second) == first + second
        assert await store.read([second[0], *first]) == [b"d", b"a", b"", b"c" * 5000]
        await store.close()
        store = make()
        assert await opened(store) == (None, [*zip(first, [b"a", b"", b"c" * 5000], strict=True), (second[0], b"d")])
        assert await store.read(second) == [b"d"]
        await store.close()

    run(work())


def test_a_snapshot_stands_for_what_was_before_it(make: Make) -> None:
    async def work() -> None:
        store = make()
        await opened(store)
        places: list[int] = []
        for number in range(3):
            while not store.full:
                places += await store.append([b"x" * 600])
            await store.fold(f"after {number}".encode() * 100_000)
            assert not store.full
        after = await store.append([b"after"])
        await store.drop(after[0])
        assert places[0] < store.first <= after[0]
        assert await store.read([places[0], after[0]]) == [None, b"after"]
        await store.close()
        store = make()
        snapshot, kept = await opened(store)
        assert snapshot == b"after 2" * 100_000
        assert kept == [(after[0], b"after")]
        assert await store.append([b"on"]) > after
        await store.close()

    run(work())


def test_nothing_is_dropped_that_no_snapshot_stands_for(make: Make) -> None:
    async def work() -> None:
        store = make()
        await opened(store)
        places = await store.append([b"a"]) + await store.append([b"b"])
        await store.drop(places[-1] + 1)
        assert await store.read(places) == [b"a", b"b"]
        await store.close()

    run(work())


def test_only_the_holder_of_the_lease_may_open_and_only_the_last_writer_may_write(nats: object) -> None:
    async def work() -> None:
        stream, url = f"t-{uuid.uuid4().hex}", nats.url  # type: ignore[attr-defined]
        mine = NatsStore(url, stream=stream, segment_bytes=SEGMENT, holder="me")
        await opened(mine)
        other = NatsStore(url, stream=stream, segment_bytes=SEGMENT, holder="other")
        with pytest.raises(StoreError, match="another gateway owns"):
            await other.open()
        await other.close()
        again = NatsStore(url, stream=stream, segment_bytes=SEGMENT, holder="me")  # ours, of a life after a crash
        await opened(again)
        await again.append([b"x"])
        with pytest.raises(StoreLostError):
            await mine.append([b"y"])
        await mine.close()
        await again.close()

    run(work())


def test_a_server_that_answers_is_taken(nats: object) -> None:
    async def work() -> None:
        url = f"nats://127.0.0.1:9,{nats.url}"  # type: ignore[attr-defined]
        store = NatsStore(url, stream=f"t-{uuid.uuid4().hex}", segment_bytes=SEGMENT, holder="me")
        await opened(store)
        assert await store.read(await store.append([b"a"])) == [b"a"]
        await store.close()
        with pytest.raises(StoreError, match="NATS"):
            await NatsStore("nats://127.0.0.1:9", stream="t", segment_bytes=SEGMENT, holder="me").open()

    run(work())


def test_who_was_cut_off_from_nats_writes_no_snapshot_over_that_of_the_next(nats: object) -> None:
    """Both begin a snapshot; the one that is behind finds that another's parts stand there, and that one is whole."""
    async def work() -> None:
        stream, url = f"t-{uuid.uuid4().hex}", nats.url  # type: ignore[attr-defined]
        mine = NatsStore(url, stream=stream, segment_bytes=SEGMENT, holder="me")
        await opened(mine)
        await mine.append([b"a"])
        again = NatsStore(url, stream=stream, segment_bytes=SEGMENT, holder="me")
        await opened(again)
        await again.append([b"b"])
        await again.fold(b"after b")
        with pytest.raises(StoreLostError):
            await mine.fold(b"after a")
        await mine.close()
        await again.close()
        last = NatsStore(url, stream=stream, segment_bytes=SEGMENT, holder="me")
        assert await opened(last) == (b"after b", [])
        await last.close()

    run(work())


def test_a_lease_that_is_not_renewed_is_known_to_be_over_before_another_has_it(nats: Nats) -> None:
    """The server stops for longer than a lease lives: its holder keeps quiet by his own clock."""
    async def work() -> None:
        stream, url = f"t-{uuid.uuid4().hex}", nats.url
        mine = NatsStore(url, stream=stream, segment_bytes=SEGMENT, holder="me")
        other = NatsStore(url, stream=stream, segment_bytes=SEGMENT, holder="other")
        await opened(mine)
        assert mine.held
        assert mine._lease._task is not None
        mine._lease._task.cancel()  # as if the process had been stopped
        with pytest.raises(StoreTakenError):
            await other.open()
        await other.close()
        began = asyncio.get_running_loop().time()
        while mine.held:  # noqa: ASYNC110 - a clock is what is looked at
            await asyncio.sleep(0.02)
        assert asyncio.get_running_loop().time() - began < LEASE_S
        with pytest.raises(StoreLostError):
            await mine.append([b"late"])
        next_one = NatsStore(url, stream=stream, segment_bytes=SEGMENT, holder="other")
        async with asyncio.timeout(3 * LEASE_S):
            while True:
                try:
                    await opened(next_one)
                    break
                except StoreTakenError:
                    await next_one.close()
        assert next_one.held
        await next_one.append([b"on"])
        await mine.close()
        assert next_one.held
        await next_one.close()

    run(work())


def test_a_cut_off_write_is_missing_as_a_whole_and_the_next_takes_its_place(tmp_path: Path) -> None:
    async def work() -> None:
        store = FileStore(tmp_path, segment_bytes=SEGMENT)
        await opened(store)
        await store.append([b"kept"])
        await store.append([b"one", b"two"])
        await store.close()
        path = glob(tmp_path, "events-*.seg")[0]
        whole = path.read_bytes()
        for cut in range(whole.index(b"kept") + 4, len(whole)):
            path.write_bytes(whole[:cut])
            store = FileStore(tmp_path, segment_bytes=SEGMENT)
            assert [payload for _, payload in (await opened(store))[1]] == [b"kept"]
            await store.append([b"next"])
            await store.close()
            store = FileStore(tmp_path, segment_bytes=SEGMENT)
            assert [payload for _, payload in (await opened(store))[1]] == [b"kept", b"next"]
            await store.close()

    run(work())


def test_damage_is_told_from_a_cut_off_write(tmp_path: Path) -> None:
    async def work() -> None:
        store = FileStore(tmp_path, segment_bytes=SEGMENT)
        await opened(store)
        await store.append([b"first"])
        await store.append([b"second"])
        await store.close()
        path = glob(tmp_path, "events-*.seg")[0]
        path.write_bytes(path.read_bytes().replace(b"first", b"worst"))
        store = FileStore(tmp_path, segment_bytes=SEGMENT)
        with pytest.raises(StoreError, match="damaged"):
            await opened(store)
        await store.close()

    run(work())


def test_a_damaged_snapshot_is_passed_over_for_the_one_before(tmp_path: Path) -> None:
    async def work() -> None:
        store = FileStore(tmp_path, segment_bytes=SEGMENT)
        await opened(store)
        await store.append([b"a"])
        await store.fold(b"one")
        await store.append([b"b"])
        await store.fold(b"two")
        await store.append([b"c"])
        await store.close()
        newest = max(glob(tmp_path, "state-*.snap"))
        newest.write_bytes(newest.read_bytes()[:-1])
        store = FileStore(tmp_path, segment_bytes=SEGMENT)
        snapshot, kept = await opened(store)
        assert (snapshot, [payload for _, payload in kept]) == (b"one", [b"b", b"c"])
        await store.close()
        for path in glob(tmp_path, "events-00000001.seg"):
            path.unlink()
        for path in glob(tmp_path, "state-*.snap"):
            path.unlink()
        store = FileStore(tmp_path, segment_bytes=SEGMENT)
        with pytest.raises(StoreError, match="restore it from a backup"):
            await store.open()
        await store.close()

    run(work())


def test_a_full_disk_keeps_nothing_of_a_commit_and_loses_nothing_before(tmp_path: Path) -> None:
    """A full disk is simulated by a file size limit for this process."""
    async def work() -> None:
        store = FileStore(tmp_path, segment_bytes=SEGMENT)
        await opened(store)
        await store.append([b"a" * 100])
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (700, before[1]))
        try:
            with pytest.raises(StoreError):
                await store.append([b"b" * 2000])
            with pytest.raises(StoreError):
                await store.fold(b"s" * 2000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        (place,) = await store.append([b"c"])
        await store.close()
        store = FileStore(tmp_path, segment_bytes=SEGMENT)
        snapshot, kept = await opened(store)
        assert (snapshot, [payload for _, payload in kept]) == (None, [b"a" * 100, b"c"])
        assert kept[-1][0] == place
        await store.close()

    run(work())


@given(payloads=st.lists(st.binary(max_size=60), min_size=1, max_size=8), flip=st.integers(min_value=0), number=st.integers(0, 2**64 - 1))
def test_no_flipped_bit_goes_unnoticed(payloads: list[bytes], flip: int, number: int) -> None:
    data, offsets = seal(number, payloads)
    (batch,) = batches(data, 0)
    assert (batch.number, [payload for _, payload in batch.entries], batch.end) == (number, payloads, len(data))
    assert [entry_at(data, offset) for offset in offsets] == payloads
    broken = bytearray(data)
    broken[flip // 8 % len(data)] ^= 1 << flip % 8
    assert list(batches(bytes(broken), 0)) == []
    assert not holds_batch(bytes(broken), 0)
    assert holds_batch(b"torn" + data, 1)

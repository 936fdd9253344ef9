"""The log's thread between many who want records kept and the few who want something else of the writer."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from motcua.gateway import protocol as gw
from motcua.gateway.app.journal import Journal
from motcua.gateway.core.bodyfile import BodyPart
from motcua.gateway.core.log import Batch, LogError, LogWriter
from motcua.gateway.protocol.record import Record


def record(number: int) -> Record:
    return Record(
        request_id=str(number),
        message_id=str(number),
        client="VN-HP/GOV/H24/onestop",
        service="VN-HP/GOV/C06/population/persons",
        method="GET",
        target="/r1",
        request_in_ms=1,
        response_out_ms=2,
        request_head="",
        request_size=0,
        request_hash="",
        response_head="",
        response_size=0,
        status=200,
    )


class Busy(LogWriter):
    """While ``pressed`` is true, another record comes while every batch is written."""

    journal: Journal
    loop: asyncio.AbstractEventLoop
    batches = 0
    pressed = True

    def write(self, batch: Batch) -> None:
        self.batches += 1
        until = time.monotonic() + 20
        if self.pressed:
            self.loop.call_soon_threadsafe(self.journal.keep, record(self.batches))
            while not self.journal.waiting and time.monotonic() < until:
                time.sleep(0.001)
        super().write(batch)


async def _work_among(writer: Busy) -> int:
    """How many batches were written between the wish for something else and its fulfilment."""
    journal = writer.journal = Journal(writer)
    writer.loop = asyncio.get_running_loop()
    journal.start()
    await journal.keep(record(0))
    asked = writer.batches
    try:
        done = await asyncio.wait_for(journal.work(lambda: writer.batches), 10)
    finally:
        writer.pressed = False
        await journal.close()
    return done - asked


def test_what_else_the_writer_shall_do_is_done_under_full_load(tmp_path: Path) -> None:
    assert asyncio.run(_work_among(Busy(tmp_path, server_id="VN-HP/GOV/H24/ss"))) <= 4


def test_every_record_is_kept_whoever_wakes_the_thread(tmp_path: Path) -> None:
    async def main() -> int:
        writer = LogWriter(tmp_path, server_id="VN-HP/GOV/H24/ss")
        journal = Journal(writer)
        journal.start()

        async def caller(begin: int) -> None:
            for number in range(begin, begin + 200):
                await journal.keep(record(number))
                if number % 7 == 0:
                    await journal.work(threading.get_ident)

        await asyncio.wait_for(asyncio.gather(*(caller(1000 * n) for n in range(8))), 60)
        await journal.close()
        return writer.last

    assert asyncio.run(main()) == 1600


class Unreliable(LogWriter):
    """Every third write fails, sometimes half-way; nothing of the writer may be used by two at a time."""

    writes = inside = 0
    used_by_two = False

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        self.inside += 1
        time.sleep(0)  # whoever else could come comes now
        self.used_by_two |= self.inside > 1
        try:
            yield
        finally:
            self.inside -= 1

    def prepare(self, encoded: list[bytes]) -> Batch | None:
        with self.alone():
            return super().prepare(encoded)

    def settle(self, batch: Batch) -> None:
        with self.alone():
            super().settle(batch)

    def write(self, batch: Batch) -> None:
        with self.alone():
            self.writes += 1
            if self.writes % 3 == 0:
                os.pwrite(self._file, batch.data[: len(batch.data) // 2 * (self.writes % 2)], self._size)
                self._roll_back()
                raise LogError("No space left on device")
            super().write(batch)


def test_what_is_acknowledged_is_what_stands_in_the_log(tmp_path: Path) -> None:
    async def main() -> tuple[list[str], Unreliable]:
        writer = Unreliable(tmp_path, server_id="VN-HP/GOV/H24/ss", segment_bytes=20_000)
        journal = Journal(writer)
        journal.start()
        acknowledged: list[str] = []

        async def caller(begin: int) -> None:
            for number in range(begin, begin + 60):
                part = BodyPart(request_id=str(number), part="request", mode="plain", chunks=lambda: iter([b"body"]))
                with contextlib.suppress(LogError):
                    await journal.keep(record(number), [part] if number % 5 == 0 else [])
                    acknowledged.append(str(number))
                if number % 11 == 0:
                    await journal.work(writer.roll)

        await asyncio.wait_for(asyncio.gather(*(caller(1000 * n) for n in range(8))), 60)
        await journal.close()
        return acknowledged, writer

    acknowledged, writer = asyncio.run(main())
    kept = [record.request_id for record in gw.read_records(tmp_path)]
    assert sorted(kept) == sorted(acknowledged)
    assert 0 < len(kept) < 480
    assert gw.verify_log(tmp_path).problem is None
    assert not writer.used_by_two

"""The log's thread between many who want records kept and the few who want something else of the writer."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from motcua.gateway.app.journal import Journal
from motcua.gateway.core.bodyfile import BodyPart
from motcua.gateway.core.log import LogWriter
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
    """While ``pressed`` is true, another record comes during every batch."""

    journal: Journal
    loop: asyncio.AbstractEventLoop
    batches = 0
    pressed = True

    def commit(self, encoded: list[bytes], bodies: Sequence[BodyPart] = ()) -> int:
        self.batches += 1
        until = time.monotonic() + 20
        if self.pressed:
            asyncio.run_coroutine_threadsafe(self.journal.keep(record(self.batches)), self.loop)
            while not self.journal.waiting and time.monotonic() < until:
                time.sleep(0.001)
        return super().commit(encoded, bodies)


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

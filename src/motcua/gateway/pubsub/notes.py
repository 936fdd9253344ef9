"""Delivery notes: what was delivered to whom goes into the signed message log, many deliveries of a subscription in one record."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import uuid
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from motcua.gateway.app.call import now_ms
from motcua.gateway.protocol import messages
from motcua.gateway.protocol.identifiers import encode_segment
from motcua.gateway.protocol.record import Record

logger = logging.getLogger("motcua.gateway")
_EVERY_S = 1.0
_LINES = 500
DELIVER = "DELIVER"


@dataclass(slots=True)
class _Open:
    began_ms: int
    lines: list[str] = field(default_factory=list)
    delivered: int = 0


class Notes:
    """Gathers the deliveries of a second and keeps them as records; ``keep`` is that of the message log."""

    def __init__(self, keep: Callable[[Record], Awaitable[None]]) -> None:
        self._keep = keep
        self._open: dict[tuple[str, str, str], _Open] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, *, room: str, name: str, subscriber: str, event_id: str, status: int, tries: int, began_ms: int) -> None:
        """A delivery was tried: one line ``event status attempt milliseconds``."""
        key = (room, name, subscriber)
        note = self._open.get(key)
        if note is None:
            note = self._open[key] = _Open(began_ms)
        note.lines.append(f"{event_id} {status} {tries} {max(0, now_ms() - began_ms)}")
        note.delivered += 200 <= status < 300  # noqa: PLR2004
        if len(note.lines) >= _LINES:
            self._close(key)
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_EVERY_S, self._close_all)

    async def flush(self) -> None:
        """Keep all that is open."""
        if self._timer is not None:
            self._timer.cancel()
        self._close_all()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _close_all(self) -> None:
        self._timer = None
        for key in tuple(self._open):
            self._close(key)

    def _close(self, key: tuple[str, str, str]) -> None:
        task = asyncio.get_running_loop().create_task(self._write(_record(key, self._open.pop(key))))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _write(self, record: Record) -> None:
        try:
            await self._keep(record)
        except Exception:  # deliveries go on: the event store itself knows what was acknowledged
            logger.exception("a delivery note could not be kept")


def _record(key: tuple[str, str, str], note: _Open) -> Record:
    room, name, subscriber = key
    target = f"/r1/{room}/pub/v1/{encode_segment(name)}"
    identifier = str(uuid.uuid4())
    head = messages.request_head(method=DELIVER, target=target, headers=[(messages.CLIENT, subscriber), (messages.REQUEST_ID, identifier)])
    text = ("\n".join(note.lines) + "\n").encode()
    digest = hashlib.sha512(text).digest()
    return Record(
        request_id=identifier,
        message_id=identifier,
        client=subscriber,
        service=f"{room}/pub",
        method=DELIVER,
        target=target,
        request_in_ms=note.began_ms,
        response_out_ms=now_ms(),
        request_head=head.decode("latin-1") + text.decode(),
        request_body=b64encode(digest).decode(),
        request_size=len(text),
        request_hash=messages.request_hash(head, digest),
        response_head=f"{note.delivered} of {len(note.lines)} delivered\r\n",
        status=200,
    )

"""Publish/subscribe in a gateway: which messages are for a room, and the seat at which each is answered.

All rooms share one store, but over NATS a room may have a stream of its own. There is a seat for each.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec

from motcua.gateway.app.http import Response, phrase
from motcua.gateway.core.directory import Directory
from motcua.gateway.core.message import Message
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.config import RESERVED_IN_ROOMS, PubSub, Room
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.record import Record
from motcua.gateway.pubsub.access import Access
from motcua.gateway.pubsub.broker import Broker
from motcua.gateway.pubsub.counting import Counters, Spend
from motcua.gateway.pubsub.notes import Notes
from motcua.gateway.pubsub.overview import OVERVIEW
from motcua.gateway.pubsub.seat import Load, Seat
from motcua.gateway.pubsub.service import Ask, Fate
from motcua.gateway.pubsub.store import EventStore
from motcua.gateway.pubsub.wire import Signer

_BODY_BYTES = 1024 * 1024
_FOLLOW_S = 0.2
IDEMPOTENCY_KEY = "Idempotency-Key"
_REPEAT = (
    "Kho sự kiện vừa mất liên lạc, chưa rõ đã giữ sự kiện chưa. Gửi lại trong một phút với Idempotency-Key: {key} để chỉ giữ một lần. "
    "The event store went away; whether the event was kept is not known. Send it again within a minute with Idempotency-Key: {key}, "
    "and it is kept once."
)


class PubSubService:
    """What the exchange knows of publish/subscribe: whether a message is for it, and its answer."""

    def __init__(
        self,
        *,
        folder: Path,
        signer: Signer,
        keep: Callable[[Record], Awaitable[None]],
        directory: Callable[[], Directory],
        spend: Spend,
        counters: Counters,
    ) -> None:
        self.folder, self._signer, self._keep, self._directory = folder, signer, keep, directory
        self._spend, self._counters = spend, counters
        self._access: Access | None = None
        self._load = Load()
        self.seats = {"": self._seat("")}
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def _seat(self, stream: str) -> Seat:
        def broker(store: EventStore, lost: Callable[[], None]) -> Broker:
            notes, directory = Notes(self._keep), self._directory
            return Broker(
                store=store, signer=self._signer, notes=notes, directory=directory, lost=lost, stream=stream,
                spend=self._spend, counters=self._counters,
            )  # fmt: skip

        folder = self.folder / stream if stream else self.folder
        return Seat(folder=folder, make=broker, directory=self._directory, load=self._load, stream=stream)

    @property
    def counts(self) -> dict[str, int]:
        """Events published, delivered, failed and given up by this process since it owns their store."""
        whole: Counter[str] = Counter()
        for seat in self.seats.values():
            if seat.broker is not None:
                whole += seat.broker.counts
        return dict(whole)

    def start(self) -> None:
        """Sit down at the seat of each store, those of later configurations too."""
        self.seats[""].start()
        self._task = asyncio.get_running_loop().create_task(self._follow())

    async def close(self) -> None:
        """Let go of the stores, in order."""
        self._closing.set()
        if self._task is not None:
            await self._task
        await asyncio.gather(*(seat.close() for seat in self.seats.values()))

    async def _follow(self) -> None:
        """A seat for each stream that the configuration names, and for no other."""
        while not self._closing.is_set():
            settings = self._directory().config.pubsub
            wanted = {"", *(room.stream for room in settings.rooms)} if settings is not None else {""}
            for stream in wanted - self.seats.keys():
                self.seats[stream] = self._seat(stream)
                self.seats[stream].start()
            for stream in self.seats.keys() - wanted:
                await self.seats.pop(stream).close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), timeout=_FOLLOW_S)

    def takes(self, directory: Directory, message: Message) -> bool:
        """Whether the message is for a room; the service codes ``api``, ``pub``, ``pull`` are reserved there and nowhere else."""
        if directory.config.pubsub is None or message.service.service_code not in RESERVED_IN_ROOMS:
            return False
        if self._access is None or self._access.directory is not directory:
            self._access = Access(directory)
        return str(message.service.provider) in self._access.rooms

    async def answer(self, message: Message) -> Response:
        """The answer of a room to an authenticated client; Fault as for any call."""
        settings, room = self._room(message)
        most = max(_BODY_BYTES, 4 * settings.event_bytes)
        if len(message.body) > most:
            raise Fault(faults.BAD_REQUEST, f"Nội dung dài hơn {most} byte. The body is longer than {most} bytes.")
        publishes = message.service.service_code == "pub" and message.method == "POST"
        given = messages.find(message.headers, IDEMPOTENCY_KEY) if publishes else None
        key = given or (uuid.uuid4().hex if publishes else "")
        ask = Ask(
            client=str(message.client),
            room=str(message.service.provider),
            area=message.service.service_code,
            method=message.method,
            steps=tuple(unquote(step) for step in message.path.split("/")[1:]),
            query=message.query or "",
            body=bytes(message.body),
            number=_number(message, key) if publishes else b"",
            again=given is not None,
        )
        seat = self.seats.get(room.stream)
        if seat is None:
            raise Fault(faults.INTERNAL, "The event store is not available at present")
        found = await seat.ask(ask)
        if found.fault and publishes and found.fate is Fate.UNKNOWN:
            raise Fault(found.fault, _REPEAT.format(key=key), headers=(*found.headers, (IDEMPOTENCY_KEY, key)))
        if found.fault:
            raise Fault(found.fault, found.message, headers=tuple(found.headers))
        headers = [*found.headers, *([("Content-Type", "application/json; charset=utf-8")] if found.body else [])]
        return Response(found.status, headers, found.body, phrase(found.status))

    async def overview(self) -> bytes:
        """What waits where, as JSON; Fault while nobody owns the store. No room is asked: callers cannot name this area."""
        joined: dict[str, list[Any]] = {"types": [], "subscriptions": []}
        if self._directory().config.pubsub is not None:
            ask = Ask(client="", room="", area=OVERVIEW, method="GET", steps=(), query="", body=b"")
            for found in await asyncio.gather(*(seat.ask(ask) for seat in self.seats.values())):
                if found.fault:
                    raise Fault(found.fault, found.message)
                for name, rows in msgspec.json.decode(found.body, type=dict[str, list[Any]]).items():
                    joined[name] += rows
        return msgspec.json.encode(joined)

    def _room(self, message: Message) -> tuple[PubSub, Room]:
        """The room that the message is for; Fault when the configuration has just lost it."""
        access = self._access
        room = access.rooms.get(str(message.service.provider)) if access is not None else None
        if access is None or room is None:
            raise Fault(faults.UNKNOWN_SERVICE, f"Unknown service: {message.service}")
        return access.settings, room


def _number(message: Message, key: str) -> bytes:
    """The number of a publication: the same for all that a client sends to an event type under one key.

    It stands in the store with the event, so that whoever owns the store next knows the publication again: our own attempts are one by it,
    and so is a repetition by a caller who was told the key that we made for him.
    """
    text = "\n".join((str(message.client), str(message.service), message.path, key))
    return hashlib.blake2b(text.encode(), digest_size=16).digest()

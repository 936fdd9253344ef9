"""Publish/subscribe in a gateway: which messages are for a room, and the seat at which each is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import unquote

from motcua.gateway.app.http import Response, phrase
from motcua.gateway.core.directory import Directory
from motcua.gateway.core.message import Message
from motcua.gateway.protocol import faults
from motcua.gateway.protocol.config import RESERVED_IN_ROOMS
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.record import Record
from motcua.gateway.pubsub.access import Access
from motcua.gateway.pubsub.broker import Broker, Spend
from motcua.gateway.pubsub.notes import Notes
from motcua.gateway.pubsub.overview import OVERVIEW
from motcua.gateway.pubsub.seat import Seat
from motcua.gateway.pubsub.service import Ask
from motcua.gateway.pubsub.store import EventStore
from motcua.gateway.pubsub.wire import Signer

_BODY_BYTES = 1024 * 1024


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
    ) -> None:
        self._signer, self._keep, self._directory, self._spend = signer, keep, directory, spend
        self._access: Access | None = None
        self.seat = Seat(folder=folder, make=self._broker, directory=directory)

    def _broker(self, store: EventStore, lost: Callable[[], None]) -> Broker:
        notes = Notes(self._keep)
        return Broker(store=store, signer=self._signer, notes=notes, directory=self._directory, lost=lost, spend=self._spend)

    @property
    def counts(self) -> dict[str, int]:
        """Events published, delivered, failed and given up by this process since it owns the store."""
        return dict(self.seat.broker.counts) if self.seat.broker is not None else {}

    def start(self) -> None:
        """Own the store as soon as nobody else does."""
        self.seat.start()

    async def close(self) -> None:
        """Let go of the store, in order."""
        await self.seat.close()

    def takes(self, directory: Directory, message: Message) -> bool:
        """Whether the message is for a room; the service codes ``api``, ``pub``, ``pull`` are reserved there and nowhere else."""
        if directory.config.pubsub is None or message.service.service_code not in RESERVED_IN_ROOMS:
            return False
        if self._access is None or self._access.directory is not directory:
            self._access = Access(directory)
        return str(message.service.provider) in self._access.rooms

    async def answer(self, message: Message) -> Response:
        """The answer of a room to an authenticated client; Fault as for any call."""
        settings = self._directory().config.pubsub
        most = max(_BODY_BYTES, 4 * settings.event_bytes) if settings else 0
        if len(message.body) > most:
            raise Fault(faults.BAD_REQUEST, f"Nội dung dài hơn {most} byte. The body is longer than {most} bytes.")
        ask = Ask(
            client=str(message.client),
            room=str(message.service.provider),
            area=message.service.service_code,
            method=message.method,
            steps=tuple(unquote(step) for step in message.path.split("/")[1:]),
            query=message.query or "",
            body=bytes(message.body),
        )
        found = await self.seat.ask(ask)
        if found.fault:
            raise Fault(found.fault, found.message, headers=tuple(found.headers))
        headers = [*found.headers, *([("Content-Type", "application/json; charset=utf-8")] if found.body else [])]
        return Response(found.status, headers, found.body, phrase(found.status))

    async def overview(self) -> bytes:
        """What waits where, as JSON; Fault while nobody owns the store. No room is asked: callers cannot name this area."""
        if self._directory().config.pubsub is None:
            return b'{"types":[],"subscriptions":[]}'
        found = await self.seat.ask(Ask(client="", room="", area=OVERVIEW, method="GET", steps=(), query="", body=b""))
        if found.fault:
            raise Fault(found.fault, found.message)
        return found.body

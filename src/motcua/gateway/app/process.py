"""The gateway as a process: configuration that follows its file, the endpoints for operators, start and orderly stop."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import logging
import signal
import socket
import time
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from motcua.gateway.app import figures, watch
from motcua.gateway.app.admission import Admission
from motcua.gateway.app.call import now_ms
from motcua.gateway.app.callers_tls import CallersTls, Stamps, stamps
from motcua.gateway.app.carriers.monitoring import MonitoringCarrier
from motcua.gateway.app.carriers.peer import PeerCarrier
from motcua.gateway.app.exchange import Exchange
from motcua.gateway.app.http import Request, Response
from motcua.gateway.app.journal import Journal
from motcua.gateway.app.message_port import PeerListener
from motcua.gateway.app.operators import Operators
from motcua.gateway.app.server import Connection
from motcua.gateway.app.soap_front import SoapFront
from motcua.gateway.app.upstream import Pools
from motcua.gateway.app.workers import READY
from motcua.gateway.core.body import Spool
from motcua.gateway.core.circuits import Circuits
from motcua.gateway.core.claim import claim_shard
from motcua.gateway.core.directory import Directory
from motcua.gateway.core.log import LogWriter
from motcua.gateway.core.meters import Meters
from motcua.gateway.core.paces import Ledger
from motcua.gateway.evidence.keeper import Keeper
from motcua.gateway.protocol import tracing
from motcua.gateway.protocol.config import Config, ConfigError, load_config

logger = logging.getLogger("motcua.gateway")
_LOOK_S = 0.05  # how old the view of the configuration file may be
_SYNC_S = 5.0  # how many seconds of calls a machine that loses power may forget to count
_PUBLISH_S = 2.0
_TICK_S = 0.5
_GREETING_S = 2.0
_BACKLOG = 1024
UNCONFIGURED = Config(instance="-", server_id="-/-/-/-")


class Gateway:
    """One data plane process. ``config`` is a file written whole by the platform; a broken one is reported and not used.

    With ``workers`` it is one of so many and writes the first shard of the log that is free; alone (0) it writes shard 0.
    ``closing``: every answer ends its connection; ``ending``: connections at rest are closed.
    """

    def __init__(self, *, config: Path, data: Path, workers: int = 0) -> None:
        self.config_path, self.data, self.workers = config, data, workers
        self.connections: set[Connection] = set()
        self.callers_tls: CallersTls | None = None
        self.closing = self.ending = False
        self.config_error = ""
        self._stamp: Stamps = ()
        self._looked = 0.0
        self.version = ""
        first = self._first()
        self.limits = first.limits
        if workers:
            self.shard, writer = claim_shard(data, server_id=first.server_id)
        else:
            self.shard, writer = 0, LogWriter(data, server_id=first.server_id)
        self.folder = writer.folder
        self.spool = Spool(self.folder / "spool", first.limits)
        admission = Admission(Ledger(data / "paces.bin"), Circuits(data / "circuits.bin"), workers=workers or 1)
        monitoring = MonitoringCarrier(data, Meters(started_ms=now_ms()))
        self.exchange = Exchange(
            directory=Directory(first), journal=Journal(writer), pools=self._pools(first), admission=admission, monitoring=monitoring
        )
        self.keeper = Keeper(journal=self.exchange.journal, config=first, pools=self.exchange.pools)
        if workers:
            monitoring.others = lambda: watch.of_others(data, own=self.shard)
        self.operators = Operators(self)
        self.soap_front = SoapFront(self.exchange, self.spool)
        if tracing.enabled():
            from motcua.gateway.app.traces import Traces  # the library is large, and off it costs nothing

            self.exchange.traces = Traces()
        from motcua.gateway.pubsub.owner import PubSubService  # it stands on this package: known only when a process is built
        from motcua.gateway.pubsub.wire import Signer

        self.pubsub = PubSubService(
            folder=data / "pubsub",
            signer=Signer(lambda: writer.key),
            keep=self.exchange.journal.keep,
            directory=lambda: self.exchange.directory,
            spend=admission.spend,
            counters=admission.ledger,
        )
        self.exchange.pubsub = self.pubsub
        self.exchange.peers = self._peers(first)
        self.peer_listener = PeerListener(self)

    def _first(self) -> Config:
        """The configuration to start with; without a usable file an empty one, under which every call is refused."""
        try:
            return self._read()
        except (OSError, ConfigError) as error:
            logger.warning("no configuration yet: %s", error)
            self.config_error = str(error)
            return UNCONFIGURED

    def _read(self) -> Config:
        self._stamp = stamps(self.config_path)
        text = self.config_path.read_bytes()
        config = load_config(text)
        self.version = hashlib.sha256(text).hexdigest()[:16]
        return config

    def refresh(self) -> None:
        """Take over a changed configuration file, all of it or nothing; only a message port that cannot be opened is left out."""
        now = time.monotonic()
        if now - self._looked < _LOOK_S:
            return
        self._looked = now
        try:
            if self._stamp == stamps(self.config_path):
                return
            config = self._read()
            self._require_same_listener(config)
        except (OSError, ConfigError) as error:
            if self.config_error != str(error):
                logger.error("configuration not taken over: %s", error)  # noqa: TRY400
            self.config_error = str(error)
            return
        before = self.exchange.directory.config
        # Rights that were taken back must not wait until a port is free.
        config = replace(config, message_port=self.peer_listener.take(config.message_port))
        rewired = _wiring(config) != _wiring(before)
        if rewired:
            self.exchange.pools.close()
            self.exchange.use_pools(self._pools(config))
        meets = (config.servers, config.message_port) != (before.servers, before.message_port)
        if rewired or meets:
            self._meet(config)
        self.exchange.directory, self.limits, self.config_error = Directory(config), config.limits, ""
        if self.callers_tls is not None:
            self.callers_tls.trust(config)
        self.spool.limits = config.limits
        self.exchange.meters.keep_only({service.id for service in config.services})
        self.exchange.journal.writer.server_id = config.server_id
        self.keeper.config, self.keeper.pools = config, self.exchange.pools
        logger.info("configuration %s taken over", self.version)

    def _pools(self, config: Config) -> Pools:
        limits = config.limits
        return Pools(size=limits.pool, connect_s=limits.connect_s, networks=config.networks, spool=self.spool)

    def _meet(self, config: Config) -> None:
        """Reach other security servers as this configuration and its files say."""
        if self.exchange.peers is not None:
            self.exchange.peers.close()
        self.exchange.peers = self._peers(config)

    def _peers(self, config: Config) -> PeerCarrier:
        return PeerCarrier(config, key=lambda: self.exchange.journal.writer.key, spool=self.spool)

    def _require_same_listener(self, config: Config) -> None:
        """The socket is opened once: a configuration that wants another kind of it must wait for a restart."""
        now = self.exchange.directory.config
        if config.tls != now.tls:
            msg = "the listener's TLS settings changed: restart the gateway"
            raise ConfigError(msg)

    def handle(self, request: Request) -> Awaitable[Response]:
        """Route a request to the protocol or to an operator's endpoint."""
        self.refresh()
        return self.exchange.answer(request) if request.target.startswith("/r1/") else self._by_path(request)

    async def _by_path(self, request: Request) -> Response:
        path = request.target.partition("?")[0]
        front = await self.operators.answer(path, request) or await self.soap_front.answer(path, request)
        return front if front is not None else await self.exchange.answer(request)

    @property
    def problem(self) -> str:
        """Why something that is wanted is not in force, empty when all is."""
        tls = self.callers_tls.problem if self.callers_tls is not None else ""
        return self.config_error or self.peer_listener.problem or tls

    @property
    def configured(self) -> bool:
        """Whether a usable configuration has been seen."""
        return self.exchange.directory.config is not UNCONFIGURED

    async def serve(self, *, place: Place) -> None:
        """Accept until SIGTERM, SIGINT or the end of the parent; then answer what has begun and stop.

        SIGHUP (to a worker whose successor accepts already): take no new connection, let those that are there finish at their own pace.
        """
        loop = asyncio.get_running_loop()
        stop, retire = asyncio.Event(), asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
        self.exchange.journal.start()
        self.pubsub.start()
        config = self.exchange.directory.config
        self.callers_tls = CallersTls(config, config.tls) if config.tls else None
        context = self.callers_tls.context if self.callers_tls else None
        server = await loop.create_server(lambda: Connection(self), ssl=context, **place.listening())
        await self.peer_listener.open(place.host, self.exchange.directory.config.message_port)
        keeping = asyncio.create_task(self.keeper.run())
        self.exchange.monitoring.address = place.host
        logger.info("gateway %s listens on %s:%s, shard %s", self.exchange.directory.config.server_id, place.host, place.port, self.shard)
        if place.parent is not None:
            loop.add_signal_handler(signal.SIGHUP, retire.set)
            loop.add_reader(place.parent, stop.set)  # it says nothing: what can be read is its end
            place.parent.send(READY)
        await self._work(stop, retire)
        server.close()
        self.peer_listener.close()
        if retire.is_set():
            await self._retire(stop)
        if place.parent is not None:
            loop.remove_reader(place.parent)
        keeping.cancel()
        await asyncio.wait([keeping])
        await self._drain()

    async def _work(self, stop: asyncio.Event, retire: asyncio.Event) -> None:
        synced = published = time.monotonic()
        while not (stop.is_set() or retire.is_set()):
            if self.peer_listener.follow():
                self._stamp = ()  # the file is read once more, now with its port
                self._meet(self.exchange.directory.config)
            if self.callers_tls is not None:
                self.callers_tls.follow()
            self.refresh()
            self._sweep()
            now = time.monotonic()
            if now >= synced + _SYNC_S:
                synced = now
                await asyncio.to_thread(self.exchange.admission.ledger.sync)
            if self.workers and now >= published + _PUBLISH_S:
                published = now
                figures.publish(self.folder, self.operators.figures())
                watch.publish(self.folder, self.operators.watched())
            await _either(stop, retire, timeout_s=_TICK_S)

    async def _retire(self, stop: asyncio.Event) -> None:
        """Every answer is now the last of its connection; one at rest may still ask once, so that no request meets a closed door."""
        self.closing = True
        until, greeted = time.monotonic() + self.limits.drain_s, time.monotonic() + self._greeting_s
        while (self.connections or time.monotonic() < greeted) and time.monotonic() < until and not stop.is_set():
            self._sweep()
            await asyncio.sleep(0.02)

    @property
    def _greeting_s(self) -> float:
        """How long somebody who was let in may need until he can ask: over TLS a connection is known only after its handshake."""
        config = self.exchange.directory.config
        return _GREETING_S if config.tls or config.message_port else 0.0

    def _sweep(self) -> None:
        now = time.monotonic()
        for connection in tuple(self.connections):
            connection.check(now)

    async def _drain(self) -> None:
        """Answer what has begun, take nothing new, then close the log."""
        self.closing = True
        until, greeted = time.monotonic() + self.limits.drain_s, time.monotonic() + self._greeting_s
        while time.monotonic() < until and (not self.ending or any(c.busy for c in self.connections)):
            self.ending = time.monotonic() >= greeted
            self._sweep()
            await asyncio.sleep(0.02)
        self.exchange.draining = True
        for connection in tuple(self.connections):
            if connection.transport is not None:
                connection.transport.close()
        await self.pubsub.close()
        await self.exchange.journal.close()
        self.exchange.pools.close()
        if self.exchange.peers is not None:
            self.exchange.peers.close()
        self.exchange.admission.close()
        if self.exchange.traces is not None:
            await asyncio.to_thread(self.exchange.traces.close)
        figures.withdraw(self.folder)
        logger.info("gateway stopped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a process accepts: an address of its own, or the listening socket of its parent with the line to it."""

    host: str = "127.0.0.1"
    port: int = 0
    listener: socket.socket | None = None
    parent: socket.socket | None = None

    def listening(self) -> dict[str, Any]:
        """The same as arguments of ``create_server``."""
        if self.listener is not None:
            return {"sock": self.listener, "backlog": _BACKLOG}
        return {"host": self.host, "port": self.port, "backlog": _BACKLOG}


def _wiring(config: Config) -> tuple[object, ...]:
    """What every connection to the outside stands on."""
    return config.limits.pool, config.limits.connect_s, config.networks


async def _either(*events: asyncio.Event, timeout_s: float) -> None:
    """Return when one of the events is set, or after the time."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waits, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()


def run(*, config: Path, data: Path, place: Place, workers: int = 0) -> None:
    """Run one gateway process until it is told to stop."""
    import uvloop

    async def main() -> None:
        # What is loaded now stays: the collector need not look at it, nor look again after every few calls.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        await Gateway(config=config, data=data, workers=workers).serve(place=place)

    uvloop.run(main())

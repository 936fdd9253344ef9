"""What operators and their programs ask a gateway: readiness, metrics, the message log, operational data. None of it is a message."""

from __future__ import annotations

import asyncio
import hmac
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import msgspec

from motcua.gateway.app import figures, watch
from motcua.gateway.app.call import now_ms
from motcua.gateway.app.carriers.monitoring import wanted_of
from motcua.gateway.app.checks import check_adapters
from motcua.gateway.app.exposition import Exposition
from motcua.gateway.app.http import Request, Response, json_response, phrase
from motcua.gateway.evidence.asking import AsicRefused, answer_asic
from motcua.gateway.protocol import messages
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.handover import handovers_of
from motcua.gateway.protocol.logfile import ArchivedError, archived, segment_paths
from motcua.gateway.protocol.reading import LogReader
from motcua.gateway.protocol.shards import shard_folders, shard_keys

if TYPE_CHECKING:
    from motcua.gateway.app.process import Gateway

logger = logging.getLogger("motcua.gateway")
_LOG_PAGE = 1000
_PATHS = frozenset({"/healthz", "/readyz", "/metrics", "/_log", "/asic", "/_check", "/_operational", "/_health", "/_events"})


class Operators:
    """The endpoints of one process. Those that begin with ``/_`` want the token of the configuration."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._readers: dict[Path, LogReader] = {}
        self.exposition = Exposition(gateway.exchange.meters, gateway.exchange.admission)

    async def answer(self, path: str, request: Request) -> Response | None:
        """The answer, None when the path is not an operator's."""
        if path not in _PATHS:
            return None
        if path == "/healthz":
            return json_response({"ok": True})
        if path == "/readyz":
            return self._ready()
        if path == "/metrics":
            return self._metrics()
        refused = self._refused(request)
        if refused is None and path == "/asic":
            return await self._asic(request.target.partition("?")[2])
        return refused if refused is not None else await self._trusted(path, parse_qs(request.target.partition("?")[2]))

    async def _trusted(self, path: str, query: dict[str, list[str]]) -> Response:
        """What only the holder of the token may ask."""
        monitoring, directory = self.gateway.exchange.monitoring, self.gateway.exchange.directory
        try:
            if path == "/_log":
                return await self._log(query)
            if path == "/_check":
                return json_response({"config_error": self.gateway.problem, "adapters": await check_adapters(directory)})
            if path == "/_events":
                return await self._events()
            if path == "/_health":
                return json_response(monitoring.health(directory, reader=None, client=query.get("client", [""])[0]))
            return await monitoring.rows(directory, wanted_of(query, names=("from", "to", "fields"), reader=None))
        except ValueError as error:
            return json_response({"error": "bad_request", "message": str(error)}, status=400)
        except ArchivedError as error:
            return json_response({"error": "archived", "through": error.through, "archive": error.archive}, status=410)
        except Exception:
            logger.exception("unexpected")
            return json_response({"error": "internal"}, status=500)

    def _ready(self) -> Response:
        gateway = self.gateway
        exchange = gateway.exchange
        ready = gateway.configured and exchange.journal.usable and not gateway.closing
        rest = exchange.directory.config.maintenance
        body = {
            "ready": ready,
            "configured": gateway.configured,
            "config_version": gateway.version,
            "config_error": bool(gateway.problem),
            "log": exchange.journal.usable,
            "draining": gateway.closing,
            "maintenance": {"notice": rest.notice, "until": rest.until} if rest else None,
            "circuits": watch.joined([self.watched(), *exchange.monitoring.others()]).circuits,
            "time_stamps": gateway.keeper.state(),
            "shard": gateway.shard,
            "shards": {str(number): key for number, key in shard_keys(gateway.data).items()},
        }
        return json_response(body, status=200 if ready else 503)

    def _metrics(self) -> Response:
        gateway, text = self.gateway, self.figures()
        if gateway.workers:
            text = figures.of_all(gateway.data, own=gateway.shard, text=text)
        return Response(200, [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")], text, "OK")

    def figures(self) -> bytes:
        """What this process counts, in Prometheus' text format."""
        gateway = self.gateway
        gauges = [
            ("connections", "Open connections of callers", float(len(gateway.connections))),
            ("bodies_in_memory_bytes", "Bodies that wait in memory", float(gateway.spool.held)),
            ("bodies_on_disk_bytes", "Bodies that wait in the spool folder", float(gateway.spool.stored)),
            ("log_last_seq", "Number of the newest record", float(gateway.exchange.journal.writer.last)),
            ("log_commits_total", "Batches brought to the disk", float(gateway.exchange.journal.commits)),
            ("log_waiting", "Records that wait for their batch", float(gateway.exchange.journal.waiting)),
            *((name, name.replace("_", " "), float(value)) for name, value in gateway.keeper.metrics().items()),
            *((f"events_{outcome}_total", f"Events {outcome}", float(n)) for outcome, n in gateway.pubsub.counts.items()),
        ]
        return self.exposition.text(gauges)

    def watched(self) -> watch.Watch:
        """What this process has seen of services and their circuits."""
        exchange = self.gateway.exchange
        circuits = [
            {"service": service, "variant": variant, "state": circuit.state.value}
            for (service, variant, _), circuit in exchange.admission.circuits.items()
        ]
        return watch.of_process(exchange.meters, now_ms=now_ms(), circuits=circuits)

    def _refused(self, request: Request) -> Response | None:
        token = self.gateway.exchange.directory.config.log_token
        given = (messages.find(request.headers, "Authorization") or "").removeprefix("Bearer ")
        if not token:
            return json_response({"error": "not_found"}, status=404)
        if not hmac.compare_digest(given.encode("latin-1"), token.encode()):
            return json_response({"error": "unauthorised"}, status=401)
        return None

    async def _log(self, query: dict[str, list[str]]) -> Response:
        """Records of a shard after a number with the seals that cover them."""
        after, limit, shard = (int(query.get(name, [usual])[0]) for name, usual in (("after", "0"), ("limit", "500"), ("shard", "0")))
        folder = shard_folders(self.gateway.data).get(shard)
        if folder is None:
            return json_response({"error": "not_found"}, status=404)
        return json_response(await asyncio.to_thread(self._page, folder, after, max(1, min(limit, _LOG_PAGE))))

    async def _asic(self, query: str) -> Response:
        """Containers of evidence of one message, or why there are none."""
        gateway = self.gateway
        try:
            made = await answer_asic(query, data=gateway.data, stamp=gateway.keeper.stamp)
        except AsicRefused as refused:
            kind = [("Content-Type", "text/plain; charset=utf-8")]
            return Response(refused.status, kind, refused.sentence.encode(), phrase(refused.status))
        headers = [("Content-Type", made.kind), ("Content-Disposition", f'attachment; filename="{made.name}"')]
        return Response(200, headers, made.content, "OK")

    async def _events(self) -> Response:
        """Event types and subscriptions of all rooms; 503 while no process of this machine owns the event store."""
        try:
            return Response(200, [("Content-Type", "application/json; charset=utf-8")], await self.gateway.pubsub.overview(), "OK")
        except Fault as fault:
            return json_response({"error": "unavailable", "message": fault.message}, status=503)

    def _page(self, folder: Path, after: int, limit: int) -> dict[str, Any]:
        """Whole batches until ``limit`` is reached, so that every seal of the page can be checked."""
        batches: list[dict[str, Any]] = []
        count, last = 0, after
        common = {
            "public_key": (folder / "key.pub.pem").read_text(),
            "handovers": [msgspec.to_builtins(made) for made in handovers_of(segment_paths(folder))],
        }
        through, archive = archived(folder)
        if after < through:  # who reads so late finds the rest in the archives
            return {"batches": [], "last": after, "archived": {"through": through, "archive": archive}, **common}
        reader = self._readers.setdefault(folder, LogReader(folder))
        for raws, seal in reader.batches(after=after):
            signed = {name: getattr(seal, name) for name in ("first", "last", "root", "chain", "at_ms", "key_id", "signature")}
            batches.append({"seal": signed, "records": [raw.decode() for raw in raws]})
            count, last = count + len(raws), seal.last
            if count >= limit:
                break
        return {"batches": batches, "last": last, **common}

"""Operational monitoring as metaservices: the reserved codes of X-Road, answered in JSON over REST.

``getSecurityServerOperationalData?recordsFrom&recordsTo[&client&service&outputField…]`` (Unix seconds) and
``getSecurityServerHealthData[?client]``. A caller sees calls that it made or answered, and the health of services that it offers or may
call; the member that owns the server sees all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import parse_qs

from motcua.gateway.app import watch
from motcua.gateway.app.call import now_ms
from motcua.gateway.app.http import Response, json_response
from motcua.gateway.core import operational
from motcua.gateway.core.directory import Directory
from motcua.gateway.core.message import Message
from motcua.gateway.core.meters import Meters
from motcua.gateway.core.operational import FIELDS, Wanted
from motcua.gateway.protocol import faults
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.identifiers import ClientId, ServiceId, parse_server_id

OPERATIONAL_DATA, HEALTH_DATA = "getSecurityServerOperationalData", "getSecurityServerHealthData"
SERVED = frozenset({OPERATIONAL_DATA, HEALTH_DATA})
_LATELY_S = 600


class MonitoringCarrier:
    """Reads ``folder`` (the live log) and ``meters``; one reading of the log at a time, in a thread."""

    def __init__(self, folder: Path, meters: Meters) -> None:
        self.folder, self.meters = folder, meters
        self.address = ""  # where this server listens, once it does
        self.others: Callable[[], list[watch.Watch]] = list  # what the other workers have seen
        self._one = asyncio.Lock()
        try:
            self.version = version("motcua")
        except PackageNotFoundError:
            self.version = ""

    async def answer(self, directory: Directory, message: Message) -> Response:
        """The rows or the health that the caller may see; Fault for a question that cannot be understood."""
        if message.method != "GET" or message.path not in {"", "/"}:
            raise Fault(faults.INVALID_REQUEST, "Metadata services answer GET without a path")
        query = parse_qs(message.query or "")
        reader = None if _owns(directory, message.client) else message.client
        try:
            if message.service.service_code == HEALTH_DATA:
                return json_response(self.health(directory, reader=reader, client=query.get("client", [""])[0]))
            wanted = wanted_of(query, names=("recordsFrom", "recordsTo", "outputField"), reader=reader)
        except ValueError as error:
            raise Fault(faults.INVALID_REQUEST, str(error)) from None
        return await self.rows(directory, wanted)

    async def rows(self, directory: Directory, wanted: Wanted) -> Response:
        """A page of operational data."""

        def read() -> Response:
            page = operational.page(self.folder, directory.config, wanted, version=self.version, address=self.address)
            return json_response(page)

        async with self._one:
            return await asyncio.to_thread(read)

    def health(self, directory: Directory, *, reader: ClientId | None, client: str) -> dict[str, object]:
        """Health data; ``client`` names one provider. ValueError when it is no identifier."""
        provider = ClientId.parse(client) if client else None
        seen = watch.joined([watch.of_process(self.meters, now_ms=now_ms()), *self.others()])
        return operational.health(seen.services, started_ms=seen.started_ms, visible=_visible(directory, reader, provider))


def wanted_of(query: dict[str, list[str]], *, names: tuple[str, str, str], reader: ClientId | None) -> Wanted:
    """The selection that a query asks for; ``names`` of its parameters for begin, end and fields. ValueError says what is wrong."""
    now = now_ms() // 1000
    try:
        begins = int(query.get(names[0], [str(now - _LATELY_S)])[0])
        ends = int(query.get(names[1], [str(now)])[0])
    except ValueError:
        raise ValueError(f"{names[0]} and {names[1]} are Unix seconds") from None
    if not 0 <= begins <= ends:
        raise ValueError(f"{names[0]} lies after {names[1]}")
    fields = tuple(part for text in query.get(names[2], []) for part in text.split(",") if part)
    unknown = set(fields) - FIELDS
    if unknown:
        raise ValueError(f"unknown field {min(unknown)[:64]}")
    one = {name: query.get(name, [""])[0] for name in ("client", "service")}
    return Wanted(begins_s=begins, ends_s=ends, fields=fields, reader=reader, **one)


def _owns(directory: Directory, client: ClientId) -> bool:
    instance, member_class, member, _ = parse_server_id(directory.config.server_id)
    return client == ClientId(instance, member_class, member)


def _visible(directory: Directory, reader: ClientId | None, provider: ClientId | None) -> Callable[[ServiceId], bool]:
    def visible(service: ServiceId) -> bool:
        route = directory.routes.get(service)
        if route is None or provider not in {None, service.provider}:
            return False
        return reader is None or reader == service.provider or route.may_some(reader, at_s=now_ms() // 1000)

    return visible

"""One call from request to durable record: understand, authorise, carry, answer (PR-REST; order of checks of PR-MESSTRANSP)."""

from __future__ import annotations

import logging
from binascii import b2a_base64
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from motcua.gateway.app.admission import Admission
from motcua.gateway.app.call import Call, now_ms
from motcua.gateway.app.carriers import Carrier, monitoring
from motcua.gateway.app.carriers.files import FileCarrier
from motcua.gateway.app.carriers.mapped import MappedCarrier
from motcua.gateway.app.carriers.metadata import MetadataCarrier
from motcua.gateway.app.carriers.monitoring import MonitoringCarrier
from motcua.gateway.app.carriers.peer import PeerCarrier
from motcua.gateway.app.carriers.rest import RestCarrier
from motcua.gateway.app.carriers.soap import SoapCarrier
from motcua.gateway.app.dialects import Dialect
from motcua.gateway.app.dialects.govstack import GovStack
from motcua.gateway.app.dialects.lgsp import Lgsp
from motcua.gateway.app.dialects.xroad import XRoad
from motcua.gateway.app.fields import accepting, limit_answer
from motcua.gateway.app.http import Request, Response
from motcua.gateway.app.journal import Journal
from motcua.gateway.app.upstream import Pools
from motcua.gateway.core import metadata
from motcua.gateway.core.bodyfile import BodyPart
from motcua.gateway.core.directory import Directory, Grant, Peer, Route
from motcua.gateway.core.log import LogError
from motcua.gateway.core.message import Message
from motcua.gateway.core.meters import METADATA, UNKNOWN
from motcua.gateway.evidence.keeping import kept_parts
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.record import Record

_METADATA = metadata.SERVED | monitoring.SERVED
if TYPE_CHECKING:
    from motcua.gateway.app.traces import Journey, Traces

logger = logging.getLogger("motcua.gateway")
_CLASSES = tuple(f"{hundreds}xx" for hundreds in range(10))  # of a status: a provider may answer with any three digits
_USER_ID, _ISSUE, _REPRESENTED = (name.lower() for name in (messages.USER_ID, messages.ISSUE, messages.REPRESENTED))


class Rooms(Protocol):
    """Publish/subscribe as the exchange sees it."""

    def takes(self, directory: Directory, message: Message) -> bool:
        """Whether the message is for a room and not for a service."""
        ...

    async def answer(self, message: Message) -> Response:
        """The room's answer; raises Fault."""
        ...


class Exchange:
    """The data plane without its sockets; ``directory`` is replaced whole when the configuration changes."""

    def __init__(
        self, *, directory: Directory, journal: Journal, pools: Pools, admission: Admission, monitoring: MonitoringCarrier
    ) -> None:
        self.directory, self.journal, self.admission = directory, journal, admission
        self.monitoring, self.meters = monitoring, monitoring.meters
        journal.observe = self.meters.committed
        self.traces: Traces | None = None
        self.draining = False
        self.pubsub: Rooms | None = None
        self.peers: PeerCarrier | None = None
        self.dialects: tuple[Dialect, ...] = (Lgsp(), GovStack(), XRoad())
        self.use_pools(pools)

    def use_pools(self, pools: Pools) -> None:
        """Carry calls over these connections from now on."""
        self.pools = pools
        self.metadata = MetadataCarrier(pools)
        self._rest = RestCarrier(pools)
        self._translating: dict[str, Carrier] = {"soap": SoapCarrier(pools), "mapping": MappedCarrier(pools), "files": FileCarrier()}

    async def answer(self, request: Request, *, dialect: Dialect | None = None) -> Response:
        """The answer to any protocol request; no exception leaves this function but cancellation.

        ``dialect`` is that of the port at which it came, None at the port of all callers.
        """
        directory = self.directory
        dialect = dialect or self._dialect(request, directory)
        call: Call | None = None
        journey: Journey | None = None
        outcome: str | None = None
        try:
            try:
                own = dialect.answer_itself(request, directory)
                if own is not None:
                    return own
                journey = self.traces.begin(request) if self.traces is not None else None
                self._require_service()
                message = dialect.understand(request, directory)
                if not message.proven:
                    directory.require_client(message.client, Peer(request.address, request.certificate))
                call = Call(message, journey)
                response = await self._carry_out(directory, call)
                response.headers = [*messages.kept_response_headers(response.headers), *dialect.own_headers(message), *call.told]
            except Fault as fault:
                response, outcome = self._refusal(directory, dialect, request, fault, call)
            if call is not None:
                kept = self.journal.keep(_record(call, request, response), _kept(directory, call, response))
                if journey is None:
                    await kept
                else:
                    with journey.step("commit"):
                        await kept
        except LogError:
            logger.exception("message log")
            unlogged = Fault(faults.LOGGING_FAILED, "The message could not be logged")
            response, outcome = self._refusal(directory, dialect, request, unlogged, call)
        except Exception:
            logger.exception("unexpected")
            response, outcome = self._refusal(directory, dialect, request, Fault(faults.INTERNAL, "Internal error"), call)
        self._count(directory, call, outcome, request, response)
        if journey is not None:
            journey.end(call, response)
        return response

    def _dialect(self, request: Request, directory: Directory) -> Dialect:
        for dialect in self.dialects:
            if dialect.speaks(request, directory):
                break
        return dialect  # the last one speaks every request

    def _count(self, directory: Directory, call: Call | None, fault: str | None, request: Request, response: Response) -> None:
        outcome = fault or _CLASSES[response.status // 100]
        at_ms = now_ms()
        service, client = UNKNOWN, UNKNOWN
        if call is not None:
            message = call.message
            route = call.route or directory.routes.get(message.service)
            service = route.service.id if route else METADATA if message.service.service_code in _METADATA else UNKNOWN
            client = directory.names.get(message.client, UNKNOWN)
        self.meters.of(service).see(
            client=client,
            outcome=outcome,
            good=fault is None,
            at_ms=at_ms,
            took_ms=at_ms - request.received_ms,
            request=request.body.size,
            response=response.body.size,
        )

    def _require_service(self) -> None:
        """Nothing is forwarded that could not be logged afterwards."""
        if self.draining:
            raise Fault(faults.MAINTENANCE, "The security server is being stopped")
        if not self.journal.usable:
            raise Fault(faults.LOGGING_FAILED, "The message log cannot be written")

    async def _carry_out(self, directory: Directory, call: Call) -> Response:
        message = call.message
        if directory.suspended:
            directory.require_active(message)
        if directory.behind:
            server = directory.server_for(message)
            peers = self.peers
            if server is not None and peers is not None:
                return await _hop(call, lambda: peers.carry(directory, server, call))
        if message.service.service_code in metadata.SERVED:
            directory.require_provider(message.service.provider)
            return await self.metadata.answer(directory, message)
        if message.service.service_code in monitoring.SERVED:
            directory.require_provider(message.service.provider)
            return await self.monitoring.answer(directory, message)
        self.admission.require_open(directory)
        if self.pubsub is not None and self.pubsub.takes(directory, message):
            return await self.pubsub.answer(message)
        if call.journey is None:
            route, grant = self._authorise(directory, call)
        else:
            with call.journey.step("authorise"):
                route, grant = self._authorise(directory, call)
        if grant.fields is not None:
            call.headers = accepting(call.headers)

        def carry(chosen: Route) -> Awaitable[Response]:
            call.translator = chosen.fingerprint
            carrier = self._carrier(chosen)
            return _hop(call, lambda: carrier.carry(directory, chosen, call))

        meter = self.meters.of(route.service.id)
        meter.in_flight += 1
        try:
            response = await self.admission.through(directory, route, call, carry)
        finally:
            meter.in_flight -= 1
        if grant.fields is not None:
            response = await limit_answer(response, grant.fields)
        return response

    def _authorise(self, directory: Directory, call: Call) -> tuple[Route, Grant]:
        message = call.message
        route = directory.require_route(message.service)
        at_s = now_ms() // 1000
        grant = directory.authorise(route=route, client=message.client, method=message.method, path=message.path, at_s=at_s)
        call.route, call.grant = route, grant
        return route, grant

    def _carrier(self, route: Route) -> Carrier:
        return self._translating[route.service.adapter.kind] if route.service.adapter else self._rest

    def _refusal(self, directory: Directory, dialect: Dialect, request: Request, fault: Fault, call: Call | None) -> tuple[Response, str]:
        """The answer in the caller's dialect, and the fault code as the setting spells it."""
        code = faults.spell(fault.code, directory.config.error_style)
        if call is not None:
            call.fault, call.fault_string = code, fault.message
        response = dialect.refuse(request, directory, fault, call.message if call else None)
        response.headers = [*response.headers, *fault.headers, *(call.told if call else ())]
        return response, code


def _kept(directory: Directory, call: Call, response: Response) -> tuple[BodyPart, ...]:
    """What the log keeps of the bodies; of a call that was not let in, nothing."""
    if call.route is None:
        return ()
    message = call.message
    return kept_parts(
        mode=call.route.service.keep_body,
        body_key=directory.config.body_key,
        request_id=message.request_id,
        request=message.body,
        response=response.body,
    )


def _hop(call: Call, carry: Callable[[], Awaitable[Response]]) -> Awaitable[Response]:
    """Carry the call on, as a hop of its journey if anybody follows it."""
    return carry() if call.journey is None else call.journey.upstream(call, carry)


def _text(digest: bytes | None) -> str | None:
    return b2a_base64(digest, newline=False).decode("ascii") if digest is not None else None


def _record(call: Call, request: Request, response: Response) -> Record:
    """By place and in the order of ``Record``: from sixteen keywords on the interpreter makes a dictionary of them first."""
    message = call.message
    named = message.named
    return Record(
        message.request_id,
        message.message_id,
        str(message.client),
        str(message.service),
        message.method,
        message.target,
        request.received_ms,
        now_ms(),
        message.head.decode("latin-1"),
        message.request_hash,
        messages.response_lines(status=response.status, reason=response.reason, headers=response.headers),
        response.status,
        call.forwarded,
        named.get(_USER_ID),
        named.get(_ISSUE),
        named.get(_REPRESENTED),
        call.request_out,
        call.response_in,
        _text(message.body_digest),
        message.body.size,
        _text(response.body.digest()),
        response.body.size,
        call.fault,
        call.fault_string,
        call.grant.right.agreement or None if call.grant else None,
        call.variant,
        message.dialect,
        call.translator,
        message.sender,
        call.handed_to,
    )

"""Whether an authorised call is let through now, and to which address: maintenance, sandbox, canary, paces, places, circuit breaker."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import NoReturn

from motcua.gateway.app.call import Call
from motcua.gateway.app.http import Response
from motcua.gateway.core.breaker import Circuit, Outcome
from motcua.gateway.core.circuits import Circuits
from motcua.gateway.core.directory import Directory, Route
from motcua.gateway.core.gate import Gate
from motcua.gateway.core.paces import Bound, Ledger, Name
from motcua.gateway.protocol import faults
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.identifiers import ClientId, ServiceId
from motcua.gateway.protocol.messages import Header

_PATIENCE_S = 1.0  # how long a call waits for one of the ``at_once`` places of its service
_UNKNOWN_END_S = 300  # Retry-After of a maintenance whose end nobody knows or that has lasted longer than announced
_BUSY_S = 1
_NO_ANSWER = frozenset({faults.NETWORK_ERROR, faults.FAILED_NETWORK, faults.FAILED_TIMEOUT, faults.FAILED_HTTP})
_BUCKETS = 10_000  # the canary's percentage is told to two decimals
Carry = Callable[[Route], Awaitable[Response]]
CircuitKey = tuple[str, str | None, tuple[str, str, int]]


class Admission:
    """The state that outlives configurations: counters of paces, circuits, gates. One per process; ledger and circuits one per machine."""

    def __init__(self, ledger: Ledger, shared: Circuits, *, workers: int = 1) -> None:
        self.ledger, self.workers, self._shared = ledger, workers, shared
        self.circuits: dict[CircuitKey, Circuit] = {}
        self.gates: dict[ServiceId, Gate] = {}
        self.refused: dict[tuple[ServiceId, str], int] = {}

    def require_open(self, directory: Directory) -> None:
        """Fault with the notice while the whole exchange rests."""
        rest = directory.config.maintenance
        if rest is not None:
            left = rest.until - int(time.time())
            retry = ("Retry-After", str(left if left > 0 else _UNKNOWN_END_S))
            raise Fault(faults.MAINTENANCE, f"The exchange is under maintenance: {rest.notice}", headers=(retry,))

    def close(self) -> None:
        """Let go of the files."""
        self.ledger.close()
        self._shared.close()

    async def through(self, directory: Directory, route: Route, call: Call, carry: Carry) -> Response:
        """Carry the call by the address that it is for, or refuse it with Fault; refused calls count against no quota."""
        message = call.message
        chosen = self._address(directory, route, message.client, message.message_id)
        call.variant = chosen.variant
        circuit = self._circuit(chosen)
        self._require_closed(chosen, circuit)
        self._pace(route, call)
        places = -(-route.service.at_once // self.workers)
        if not places:
            return await (carry(chosen) if circuit is None else self._watched(chosen, circuit, carry))
        gate = self.gates.setdefault(route.id, Gate())
        if not await gate.enter(places, queue=places, patience_s=min(_PATIENCE_S, route.service.timeout_s)):
            self._count(route.id, "busy")
            raise Fault(faults.SERVICE_BUSY, f"Service {route.id} has no place free", headers=(("Retry-After", str(_BUSY_S)),))
        try:
            return await self._watched(chosen, circuit, carry)
        finally:
            gate.leave()

    def _address(self, directory: Directory, route: Route, client: ClientId, message_id: str) -> Route:
        if directory.in_sandbox(client):
            if route.sandbox is None:
                raise Fault(faults.ACCESS_DENIED, f"Client {client} is of the sandbox, and service {route.id} has none")
            return route.sandbox
        canary = route.canary
        if canary is None or not (client in route.canary_clients or _falls(route, client, message_id)):
            return route
        circuit = self._circuit(canary)
        return route if circuit is not None and circuit.wait_s(time.monotonic()) > 0 else canary

    def _circuit(self, route: Route) -> Circuit | None:
        """The circuit of the address, None when it has no breaker."""
        rule = route.service.breaker
        if rule is None or not rule.failures:
            return None
        key = route.service.id, route.variant, route.origin
        found = self.circuits.get(key)
        if found is None:
            found = self.circuits[key] = self._shared.circuit(key)
        return found

    def _require_closed(self, route: Route, circuit: Circuit | None) -> None:
        wait = circuit.wait_s(time.monotonic()) if circuit is not None else 0.0
        if wait > 0:
            self._refuse_open(route, wait)

    def _refuse_open(self, route: Route, wait: float) -> NoReturn:
        self._count(route.id, "circuit")
        retry = ("Retry-After", str(max(1, math.ceil(wait))))
        raise Fault(faults.FAILED_CIRCUIT, f"Service {route.id} has failed repeatedly and is left alone for a while", headers=(retry,))

    def _pace(self, route: Route, call: Call) -> None:
        """Count the call against all that bound it: the service's pace (its managers' and its unit's) and those of the rights."""
        if route.bound is None and not route.paced:
            return
        bounds = route.bounds(call.message, at_s=int(time.time()))
        if bounds:
            call.told += self._spend(route.id, bounds)

    def spend(self, service: ServiceId, name: Name, bound: Bound) -> list[Header]:
        """Count one call of ``name``; headers that say what is left. Beyond the bound a Fault with the same ones and Retry-After."""
        return self._spend(service, [(name, bound)])

    def _spend(self, service: ServiceId, asked: Sequence[tuple[Name, Bound]]) -> list[Header]:
        verdict = self.ledger.take_all(asked, now=time.monotonic_ns(), at_s=int(time.time()))
        told = [("RateLimit-Policy", ", ".join(bound.policy for _name, bound in asked)), ("RateLimit", verdict.limit)]
        if verdict.wait_s:
            self._count(service, verdict.by)
            what = "Too many calls" if verdict.by == "burst" else "The quota of the day is used up"
            headers = (("Retry-After", str(verdict.wait_s)), *told)
            raise Fault(faults.TOO_MANY_REQUESTS, f"{what}: {service}", headers=headers)
        return told

    async def _watched(self, route: Route, circuit: Circuit | None, carry: Carry) -> Response:
        """Carry under the circuit breaker of the address, if it has one."""
        rule = route.service.breaker
        if rule is None or circuit is None:
            return await carry(route)
        ticket = circuit.admit(time.monotonic(), trial_s=route.service.timeout_s + _PATIENCE_S)
        if ticket is None:
            self._refuse_open(route, circuit.wait_s(time.monotonic()))
        outcome = Outcome.UNKNOWN
        try:
            response = await carry(route)
            outcome = Outcome.FAILED if response.status in rule.statuses else Outcome.OK
        except Fault as fault:
            outcome = Outcome.FAILED if fault.code in _NO_ANSWER else Outcome.UNKNOWN
            raise
        else:
            return response
        finally:
            circuit.settle(ticket, outcome, now=time.monotonic(), rule=rule)

    def _count(self, service: ServiceId, why: str) -> None:
        self.refused[service, why] = self.refused.get((service, why), 0) + 1


def _falls(route: Route, client: ClientId, message_id: str) -> bool:
    """Whether the canary's share takes the message: the same for every repetition of it."""
    percent = route.service.canary.percent if route.service.canary else 0
    digest = hashlib.blake2b(f"{client}\n{message_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) % _BUCKETS < percent * _BUCKETS // 100

"""What a call says of the service that was asked, and what a day of calls says of its state."""

from __future__ import annotations

from enum import StrEnum

from motcua.platform.exchange.contracts import Count, State

_OUTAGES = ("serviceproxy.networkerror", "networkerror", "servicefailed", "service_failed", "network_error", "circuitopen", "circuit_open")
_NOBODY = ("unknownservice", "unknown_service", "unknownmember", "unknown_member")
_SERVER_ERROR, _CLIENT_ERROR = 500, 400
_NOT_US = frozenset({401, 403})


class Sort(StrEnum):
    """What one call says of its service: it answered, it or the exchange said no, or it could not answer."""

    OK = "ok"
    REFUSED = "refused"
    FAILED = "failed"


def sort_of(*, status: int, fault: str) -> Sort | None:
    """What the call says of the service; None when it names no service that exists.

    A fault of the network, an answer of 500 and above, and a provider that does not accept the exchange itself (401, 403) are failures; a
    missing right or a wrong question is not.
    """
    low = fault.lower()
    if low.rpartition(".")[2] in _NOBODY:
        return None
    if fault:
        return Sort.FAILED if any(mark in low for mark in _OUTAGES) else Sort.REFUSED
    if status >= _SERVER_ERROR or status in _NOT_US:
        return Sort.FAILED
    return Sort.REFUSED if status >= _CLIENT_ERROR else Sort.OK


def state_of(*, count: Count) -> State:
    """Good when at least 99 % of the calls could be answered, down when less than half; without calls nothing is known."""
    if not count.calls:
        return State.NONE
    if count.failed * 100 <= count.calls:
        return State.GOOD
    return State.TROUBLED if count.failed * 2 <= count.calls else State.DOWN

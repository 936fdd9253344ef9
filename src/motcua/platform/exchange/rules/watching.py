"""What a call says of the service that was asked, and what a day of calls says of its state."""

from __future__ import annotations

from enum import StrEnum

from motcua.platform.exchange.contracts import Count, Outcome, State

_OUTAGES = ("serviceproxy.networkerror", "networkerror", "servicefailed", "service_failed", "network_error", "circuitopen", "circuit_open")
_NOBODY = ("unknownservice", "unknown_service", "unknownmember", "unknown_member")
_SERVER_ERROR, _CLIENT_ERROR = 500, 400
_NOT_US = frozenset({401, 403})


class Sort(StrEnum):
    """What one call says of its service: it answered, it or the exchange said no, or it could not answer."""

    OK = "ok"
    REFUSED = "refused"
    FAILED = "failed"


_OUTCOMES = {Sort.OK: Outcome.ANSWERED, Sort.REFUSED: Outcome.REFUSED, Sort.FAILED: Outcome.FAILED}


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


def outcome_of(*, status: int, fault: str) -> Outcome:
    """How a call ended, as lists show it; the very sorts that counts add up, so that a number and its rows agree."""
    return _OUTCOMES[sort_of(status=status, fault=fault) or Sort.REFUSED]


def heard(*, sort: Sort, fault: str, target: str, files: bool) -> bool | None:
    """What a call proves of the provider: it answers (True), it does not (False), nothing (None).

    A call that the exchange itself refused never reached it. A file dropped for a partner proves nothing, nor does a receipt: only the
    rows of its answer do.
    """
    if sort is Sort.FAILED:
        return False
    if fault:
        return None
    return True if not files or (sort is Sort.OK and target.partition("?")[0].endswith("/rows")) else None


def state_of(*, count: Count) -> State:
    """Good when at least 99 % of the calls could be answered, down when less than half; without calls nothing is known."""
    if not count.calls:
        return State.NONE
    if count.failed * 100 <= count.calls:
        return State.GOOD
    return State.TROUBLED if count.failed * 2 <= count.calls else State.DOWN

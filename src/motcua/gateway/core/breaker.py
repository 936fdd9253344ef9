"""Circuit breaker: after failures in a row nothing is sent for a while, then one call alone tries whether the provider lives."""

from __future__ import annotations

from enum import StrEnum

from motcua.gateway.protocol.config import Breaker


class State(StrEnum):
    """Closed: calls pass. Open: none does. Half-open: one is on its way to find out."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Outcome(StrEnum):
    """What a call says about its provider; ``UNKNOWN`` when it ended without asking it (the caller left, the gateway refused)."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Circuit:
    """One provider's state. Instants are seconds of a monotonic clock.

    ``admit`` gives a ticket that ``settle`` takes back exactly once. Every change of state makes earlier tickets worthless: a slow call
    of the time before says nothing about the provider of now.
    """

    __slots__ = ("_epoch", "_until", "failures", "state")

    def __init__(self) -> None:
        self.state = State.CLOSED
        self.failures = 0
        self._epoch = 0
        self._until = 0.0

    def wait_s(self, now: float) -> float:
        """Seconds until a call may try, 0 when one may now; while another one tries, one second."""
        if self.state is State.OPEN:
            return max(0.0, self._until - now)
        return 1.0 if self.state is State.HALF_OPEN else 0.0

    def admit(self, now: float) -> int | None:
        """A ticket for one call, None when it must not be sent."""
        if self.wait_s(now) > 0:
            return None
        if self.state is State.OPEN:
            self._become(State.HALF_OPEN)
        return self._epoch

    def settle(self, ticket: int, outcome: Outcome, *, now: float, rule: Breaker) -> None:
        """The call with this ticket has ended."""
        if ticket != self._epoch:
            return
        if outcome is Outcome.OK:
            self.failures = 0
            if self.state is State.HALF_OPEN:
                self._become(State.CLOSED)
        elif outcome is Outcome.FAILED:
            self.failures += 1
            if self.state is State.HALF_OPEN or self.failures >= rule.failures:
                self._open(now + rule.open_s)
        elif self.state is State.HALF_OPEN:
            self._open(now)  # the trial told nothing: the next call tries

    def _open(self, until: float) -> None:
        self._until = until
        self._become(State.OPEN)

    def _become(self, state: State) -> None:
        self.state = state
        self._epoch += 1

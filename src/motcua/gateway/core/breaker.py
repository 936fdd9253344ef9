"""Circuit breaker: after failures in a row nothing is sent for a while, then one call alone tries whether the provider lives."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from motcua.gateway.protocol.config import Breaker

_SECOND = 1_000_000_000
_STATE, _COUNT, _EPOCH = 3, 2, 34
_FAILURES = (1 << _EPOCH) - 1 & ~_STATE
_CLOSED, _OPEN, _HALF_OPEN = 0, 1, 2
_TRIAL_S = 60.0


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


_GOOD = Outcome.OK
_STATES = (State.CLOSED, State.OPEN, State.HALF_OPEN)


class Cell(Protocol):
    """Where a circuit keeps its two words. Reading needs no lock; between ``enter`` and ``exit`` nobody else writes."""

    def peek(self) -> tuple[int, ...]:
        """The first word alone, as fast as can be."""
        ...

    def read(self) -> tuple[int, int]:
        """``epoch << 34 | failures << 2 | state``, and the instant (ns) before which no call may try."""
        ...

    def write(self, word: int, until: int) -> None:
        """Set both."""
        ...

    def __enter__(self) -> object: ...

    def __exit__(self, *exc: object) -> None: ...


class _OwnCell:
    """The words of a circuit that nobody else sees."""

    __slots__ = ("_words",)

    def __init__(self) -> None:
        self._words = (0, 0)

    def peek(self) -> tuple[int, ...]:
        return self._words

    def read(self) -> tuple[int, int]:
        return self._words

    def write(self, word: int, until: int) -> None:
        self._words = (word, until)

    def __enter__(self) -> None:
        return

    def __exit__(self, *exc: object) -> None:
        return


class Circuit:
    """One provider's state. Instants are seconds of a monotonic clock.

    ``admit`` gives a ticket that ``settle`` takes back exactly once. Every change of state makes earlier tickets worthless: a slow call
    of the time before says nothing about the provider of now. A call that succeeds while the circuit is closed only reads.
    """

    __slots__ = ("_cell", "_peek")

    def __init__(self, cell: Cell | None = None) -> None:
        self._cell: Cell = cell if cell is not None else _OwnCell()
        self._peek = self._cell.peek

    @property
    def state(self) -> State:
        """Closed, open or half-open."""
        return _STATES[self._peek()[0] & _STATE]

    def wait_s(self, now: float) -> float:
        """Seconds until a call may try, 0 when one may now; while another one tries, one second at most."""
        if not self._peek()[0] & _STATE:
            return 0.0
        word, until = self._cell.read()
        if word & _STATE == _CLOSED:
            return 0.0
        left = max(0.0, until / _SECOND - now)
        return left if word & _STATE == _OPEN else min(1.0, left)

    def admit(self, now: float, *, trial_s: float = _TRIAL_S) -> int | None:
        """A ticket for one call, None when it must not be sent. A trial of which nothing is heard for ``trial_s`` is given up."""
        word = self._peek()[0]
        if not word & _STATE:
            return word >> _EPOCH
        with self._cell:
            word, until = self._cell.read()
            if word & _STATE != _CLOSED:
                if round(now * _SECOND) < until:
                    return None
                word = _next(word, _HALF_OPEN)
                self._cell.write(word, round((now + trial_s) * _SECOND))
            return word >> _EPOCH

    def settle(self, ticket: int, outcome: Outcome, *, now: float, rule: Breaker) -> None:
        """The call with this ticket has ended."""
        word = self._peek()[0]
        if outcome is _GOOD and word == ticket << _EPOCH:
            return  # closed, and nothing failed before
        if word >> _EPOCH != ticket or (outcome is Outcome.UNKNOWN and not word & _STATE):
            return
        with self._cell:
            word, until = self._cell.read()
            if word >> _EPOCH == ticket:
                self._cell.write(*_settled(word, until, outcome, now, rule))


def _settled(word: int, until: int, outcome: Outcome, now: float, rule: Breaker) -> tuple[int, int]:
    trial = word & _STATE == _HALF_OPEN
    if outcome is Outcome.OK:
        return (_next(word, _CLOSED) if trial else word) & ~_FAILURES, until
    if outcome is Outcome.UNKNOWN:
        return (_next(word, _OPEN), round(now * _SECOND)) if trial else (word, until)  # the trial told nothing: the next call tries
    failures = min(_failures(word) + 1, _FAILURES >> _COUNT)
    word = word & ~_FAILURES | failures << _COUNT
    return (_next(word, _OPEN), round((now + rule.open_s) * _SECOND)) if trial or failures >= rule.failures else (word, until)


def _failures(word: int) -> int:
    """Failed calls in a row."""
    return (word & _FAILURES) >> _COUNT


def _next(word: int, state: int) -> int:
    """The word in another state, with the next epoch."""
    epoch = (word >> _EPOCH) + 1 & (1 << 64 - _EPOCH) - 1
    return epoch << _EPOCH | word & _FAILURES | state

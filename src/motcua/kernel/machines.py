"""Small declarative state machines: states, named transitions, terminal states; what is not declared is refused by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from motcua.kernel.errors import NamedError

S = TypeVar("S", bound=StrEnum)


class TransitionRefused(NamedError):
    """The thing is in a state from which this cannot be done."""

    code = "kernel.transition_refused"
    vi = "Không thể thực hiện “{transition}” khi đang ở trạng thái “{state}”."
    en = "“{transition}” is not possible in the state “{state}”."
    status = 409


@dataclass(frozen=True, slots=True)
class Transition(Generic[S]):
    """``name`` leads from any of ``sources`` to ``target``; a ``correction`` may leave a terminal state and must be recorded."""

    name: str
    sources: frozenset[S]
    target: S
    correction: bool = False


def transition(name: str, *, sources: Iterable[S], target: S, correction: bool = False) -> Transition[S]:
    """Declare one transition."""
    return Transition(name=name, sources=frozenset(sources), target=target, correction=correction)


@dataclass(frozen=True)
class Machine(Generic[S]):
    """A checked set of transitions over the states of an enum.

    Refused at definition (ValueError): two targets for one name from one state, a state that cannot be reached, a state that is
    not terminal and has no way out, a terminal state that is left other than by a correction.
    """

    states: type[S]
    initial: S
    transitions: tuple[Transition[S], ...]
    terminal: frozenset[S]

    def __post_init__(self) -> None:
        moves = [(source, t.name) for t in self.transitions for source in t.sources]
        _refuse("ambiguous", {move for move in moves if moves.count(move) > 1})
        _refuse("unreachable", set(self.states) - self.reachable_from(self.initial))
        _refuse("dead end", {s for s in self.states if s not in self.terminal and not self.names_from(s)})
        _refuse("left although terminal", {s for s in self.terminal if any(not t.correction for t in self._from(s))})

    def can(self, state: S, name: str) -> bool:
        """Whether ``name`` is possible in ``state``."""
        return any(t.name == name for t in self._from(state))

    def next(self, state: S, name: str) -> S:
        """The state that ``name`` leads to; TransitionRefused when it is not possible."""
        for declared in self._from(state):
            if declared.name == name:
                return declared.target
        raise TransitionRefused(transition=name, state=str(state))

    def names_from(self, state: S) -> tuple[str, ...]:
        """What is possible in ``state``, in the order of declaration."""
        return tuple(t.name for t in self._from(state))

    def is_terminal(self, state: S) -> bool:
        """Whether work ends in ``state``."""
        return state in self.terminal

    def run(self, names: Iterable[str], *, start: S | None = None) -> S:
        """The state after a sequence of transitions."""
        state = self.initial if start is None else start
        for name in names:
            state = self.next(state, name)
        return state

    def reachable_from(self, state: S) -> set[S]:
        """Every state that can follow, ``state`` included."""
        found, new = {state}, {state}
        while new:
            new = {t.target for s in new for t in self._from(s)} - found
            found |= new
        return found

    def _from(self, state: S) -> list[Transition[S]]:
        return [t for t in self.transitions if state in t.sources]


def _refuse(fault: str, things: Collection[object]) -> None:
    if things:
        msg = f"state machine: {fault}: {sorted(map(str, things))}"
        raise ValueError(msg)

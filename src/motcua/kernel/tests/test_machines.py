"""State machines: declared moves happen, everything else is refused by name."""

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.machines import Machine, Transition, TransitionRefused, transition


class Door(StrEnum):
    """A door that can be walled up for good."""

    OPEN = "open"
    SHUT = "shut"
    WALLED = "walled"


MOVES = (
    transition("shut", sources=[Door.OPEN], target=Door.SHUT),
    transition("open", sources=[Door.SHUT], target=Door.OPEN),
    transition("wall", sources=[Door.OPEN, Door.SHUT], target=Door.WALLED),
    transition("break", sources=[Door.WALLED], target=Door.OPEN, correction=True),
)
DOOR = Machine(Door, Door.OPEN, MOVES, frozenset({Door.WALLED}))


def test_declared_moves() -> None:
    assert DOOR.run(["shut", "open", "wall", "break"]) is Door.OPEN
    assert DOOR.names_from(Door.SHUT) == ("open", "wall")
    assert DOOR.is_terminal(Door.WALLED)
    assert not DOOR.is_terminal(Door.SHUT)


def test_an_undeclared_move_is_a_named_refusal() -> None:
    with pytest.raises(TransitionRefused) as refusal:
        DOOR.next(Door.WALLED, "shut")
    assert "walled" in refusal.value.sentence("en")
    assert refusal.value.status == 409


@given(st.sampled_from(Door), st.sampled_from(["shut", "open", "wall", "break", "paint"]))
def test_can_says_what_next_does(state: Door, name: str) -> None:
    if DOOR.can(state, name):
        assert DOOR.next(state, name) in DOOR.reachable_from(state)
    else:
        with pytest.raises(TransitionRefused):
            DOOR.next(state, name)


@pytest.mark.parametrize(
    ("moves", "fault"),
    [
        ((*MOVES, transition("shut", sources=[Door.OPEN], target=Door.WALLED)), "ambiguous"),
        (MOVES[:2], "unreachable"),
        ((MOVES[0], MOVES[2].__class__("wall", frozenset({Door.OPEN}), Door.WALLED)), "dead end"),
        ((*MOVES[:3], transition("open", sources=[Door.WALLED], target=Door.OPEN)), "terminal"),
    ],
)
def test_faulty_definitions_are_refused(moves: tuple[Transition[Door], ...], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        Machine(Door, Door.OPEN, moves, frozenset({Door.WALLED}))

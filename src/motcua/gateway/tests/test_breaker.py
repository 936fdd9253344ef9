"""The circuit breaker against its description, under any order of calls, answers and waiting."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, precondition, rule

from motcua.gateway.core.breaker import Circuit, Outcome, State
from motcua.gateway.protocol import Breaker

RULE = Breaker(failures=3, open_s=10.0)


class Provider(RuleBasedStateMachine):
    """Calls that begin and end at any time; what the breaker may do is said in terms of what has been seen from outside."""

    calls = Bundle("calls")

    def __init__(self) -> None:
        super().__init__()
        self.circuit, self.now = Circuit(), 100.0
        self.in_a_row = 0  # failures since the last good answer, of calls that began in the present closed time
        self.opened: float | None = None  # when nothing may be sent any more
        self.trial: int | None = None
        self.closed_since = 0
        self.number = 0
        self.began: dict[int, tuple[int, int]] = {}  # call → ticket, closed time in which it began

    @rule(target=calls)
    def call(self):
        ticket = self.circuit.admit(self.now)
        allowed = self.opened is None or (self.trial is None and self.now >= self.opened + RULE.open_s)
        assert (ticket is not None) == allowed
        if ticket is None:
            assert self.circuit.wait_s(self.now) > 0
            return multiple()
        self.number += 1
        if self.opened is not None:
            self.trial = self.number
        self.began[self.number] = (ticket, self.closed_since)
        return self.number

    @rule(call=consumes(calls), outcome=st.sampled_from(Outcome))
    def end(self, call, outcome):
        ticket, period = self.began.pop(call)
        self.circuit.settle(ticket, outcome, now=self.now, rule=RULE)
        if call == self.trial:
            self.trial = None
            if outcome is Outcome.OK:
                self.opened, self.in_a_row = None, 0
                self.closed_since += 1
            else:
                self.opened = self.now if outcome is Outcome.FAILED else self.now - RULE.open_s
        elif self.opened is None and period == self.closed_since:
            self.in_a_row = 0 if outcome is Outcome.OK else self.in_a_row + (outcome is Outcome.FAILED)
            if self.in_a_row >= RULE.failures:
                self.opened = self.now

    @rule(seconds=st.sampled_from([0.5, 4.0, 9.5, 10.0, 30.0]))
    def wait(self, seconds):
        self.now += seconds

    @precondition(lambda self: self.opened is not None and self.trial is None)
    @rule()
    def one_probe_only(self):
        self.now = max(self.now, self.opened + RULE.open_s)
        assert self.circuit.wait_s(self.now) == 0

    @invariant()
    def says_what_it_is(self):
        expected = State.CLOSED if self.opened is None else State.HALF_OPEN if self.trial else State.OPEN
        assert self.circuit.state is expected


Provider.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestCircuit = Provider.TestCase


def test_the_wait_is_what_is_left():
    circuit = Circuit()
    for _ in range(3):
        circuit.settle(circuit.admit(0.0), Outcome.FAILED, now=5.0, rule=RULE)
    assert [circuit.wait_s(at) for at in (5.0, 9.0, 15.0)] == [10.0, 6.0, 0.0]
    assert circuit.admit(14.9) is None
    assert circuit.admit(15.0) is not None
    assert circuit.admit(15.0) is None

"""The circuit breaker against its description, under any order of calls, answers and waiting, alone and shared by processes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, precondition, rule

from motcua.gateway.core.breaker import Circuit, Outcome, State
from motcua.gateway.core.circuits import Circuits
from motcua.gateway.protocol import Breaker

from .conftest import SOURCE

RULE, TRIAL_S = Breaker(failures=3, open_s=10.0), 25.0
NAME = ("VN-HP/GOV/C06/population/persons", None, ("http", "127.0.0.1", 80))


class Provider(RuleBasedStateMachine):
    """Calls that begin and end at any time; what the breaker may do is said in terms of what has been seen from outside."""

    calls = Bundle("calls")

    def __init__(self) -> None:
        super().__init__()
        self.circuits, self.now = self.make(), 100.0
        self.in_a_row = 0  # failures since the last good answer, of calls that began in the present closed time
        self.opened: float | None = None  # when nothing may be sent any more
        self.trial: int | None = None
        self.tried = 0.0  # when the trial began
        self.closed_since = 0
        self.number = 0
        self.began: dict[int, tuple[int, int]] = {}  # call → ticket, closed time in which it began

    def make(self) -> list[Circuit]:
        return [Circuit()]

    def lost(self) -> bool:
        """Whether nothing was heard of the trial for so long that another may try."""
        return self.trial is not None and self.now >= self.tried + TRIAL_S

    @rule(target=calls, at=st.integers(0, 1))
    def call(self, at):
        circuit = self.circuits[at % len(self.circuits)]
        ticket = circuit.admit(self.now, trial_s=TRIAL_S)
        waits = self.trial is None and self.opened is not None and self.now >= self.opened + RULE.open_s
        allowed = self.opened is None or waits or self.lost()
        assert (ticket is not None) == allowed
        if ticket is None:
            assert circuit.wait_s(self.now) > 0
            return multiple()
        self.number += 1
        if self.opened is not None:
            self.trial, self.tried = self.number, self.now
        self.began[self.number] = (ticket, self.closed_since)
        return self.number

    @rule(call=consumes(calls), at=st.integers(0, 1), outcome=st.sampled_from(Outcome))
    def end(self, call, at, outcome):
        ticket, period = self.began.pop(call)
        self.circuits[at % len(self.circuits)].settle(ticket, outcome, now=self.now, rule=RULE)
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
        assert {circuit.wait_s(self.now) for circuit in self.circuits} == {0}

    @invariant()
    def says_what_it_is(self):
        expected = State.CLOSED if self.opened is None else State.HALF_OPEN if self.trial else State.OPEN
        assert {circuit.state for circuit in self.circuits} == {expected}


class SharedProvider(Provider):
    """The same seen from two processes: whoever admits a call and whoever settles another, they know the same."""

    def make(self) -> list[Circuit]:
        self.folder = tempfile.TemporaryDirectory()
        self.files = [Circuits(Path(self.folder.name) / "circuits.bin") for _ in range(2)]
        return [file.circuit(NAME) for file in self.files]

    def teardown(self) -> None:
        for file in self.files:
            file.close()
        self.folder.cleanup()


Provider.TestCase.settings = SharedProvider.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestCircuit, TestSharedCircuit = Provider.TestCase, SharedProvider.TestCase


def test_the_wait_is_what_is_left():
    circuit = Circuit()
    for _ in range(3):
        circuit.settle(circuit.admit(0.0), Outcome.FAILED, now=5.0, rule=RULE)
    assert [circuit.wait_s(at) for at in (5.0, 9.0, 15.0)] == [10.0, 6.0, 0.0]
    assert circuit.admit(14.9) is None
    assert circuit.admit(15.0, trial_s=TRIAL_S) is not None
    assert circuit.admit(15.0) is None
    assert [circuit.wait_s(at) for at in (15.0, 39.5, 40.0)] == [1.0, 0.5, 0.0]


@pytest.mark.parametrize("outcome", [Outcome.OK, Outcome.UNKNOWN])
def test_good_calls_on_a_closed_circuit_take_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outcome: Outcome) -> None:
    circuits = Circuits(tmp_path / "circuits.bin")
    circuit = circuits.circuit(NAME)
    monkeypatch.setattr("motcua.gateway.core.circuits.fcntl.flock", lambda *_: pytest.fail("the file was locked"))
    for _ in range(3):
        circuit.settle(circuit.admit(1.0), outcome, now=1.0, rule=RULE)
    monkeypatch.undo()
    assert circuit.state is State.CLOSED
    circuits.close()


def test_processes_let_one_trial_through_and_a_killed_one_is_given_up(tmp_path: Path) -> None:
    """Six processes ask at the same instant after the circuit opened; they are killed by their own hand with the trial unsettled."""
    circuits = Circuits(tmp_path / "circuits.bin")
    for n in range(200):
        circuits.circuit(("other", n))  # the file grows
    circuit = circuits.circuit(NAME)
    now = time.monotonic()
    for _ in range(3):
        circuit.settle(circuit.admit(now), Outcome.FAILED, now=now, rule=Breaker(failures=3, open_s=0.001))
    script = (
        "import os, sys, time\nfrom pathlib import Path\nfrom motcua.gateway.core.circuits import Circuits\n"
        f"circuit = Circuits(Path(sys.argv[1])).circuit({NAME!r})\n"
        "at = float(sys.argv[2])\nwhile time.monotonic() < at: pass\n"
        "print(sum(circuit.admit(at, trial_s=60.0) is not None for _ in range(2000)), flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    at = time.monotonic() + 2
    command = [sys.executable, "-c", script, str(tmp_path / "circuits.bin"), str(at)]
    running = [subprocess.Popen(command, env={"PYTHONPATH": str(SOURCE)}, stdout=subprocess.PIPE) for _ in range(6)]
    assert sorted(int(p.communicate(timeout=60)[0]) for p in running) == [0, 0, 0, 0, 0, 1]
    assert circuit.state is State.HALF_OPEN
    assert circuit.admit(at + 59.9) is None
    assert circuit.admit(at + 60.0) is not None
    circuits.close()


def test_a_file_of_an_earlier_boot_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, boot = tmp_path / "circuits.bin", tmp_path / "boot"
    monkeypatch.setattr("motcua.gateway.core.circuits._BOOT", boot)
    found = []
    for text in ("one", "one", "two"):
        boot.write_text(text)
        circuits = Circuits(path)
        circuit = circuits.circuit(NAME)
        found.append(circuit.state)
        for _ in range(3):
            if (ticket := circuit.admit(1e6)) is not None:
                circuit.settle(ticket, Outcome.FAILED, now=1e6, rule=RULE)
        circuits.close()
    assert found == [State.CLOSED, State.OPEN, State.CLOSED]

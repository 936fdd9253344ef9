"""Steps with evidence, in order; each is timed and may be watched."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the story: its name, its sentence in both languages and what it does; it returns its evidence."""

    name: str
    title_vi: str
    title_en: str
    act: Callable[[], dict[str, Any]]


@dataclass(slots=True)
class Done:
    """A step that was taken. ``evidence`` is what a reader can check."""

    name: str
    title_vi: str
    title_en: str
    ms: int
    evidence: dict[str, Any] = field(default_factory=dict)
    error: str = ""

    @property
    def short(self) -> str:
        """The first pieces of evidence on one line."""
        return " · ".join(str(value) for value in list(self.evidence.values())[:3] if isinstance(value, str | int | float))[:100]

    def as_dict(self) -> dict[str, Any]:
        """For the JSON report."""
        body: dict[str, Any] = {"name": self.name, "ms": self.ms, "evidence": self.evidence}
        return {**body, "error": self.error} if self.error else body


class Telling:
    """Takes the steps one by one; the first that fails ends the story."""

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps
        self.done: list[Done] = []

    def run(self, *, before: Callable[[Step], None] = lambda _: None) -> Iterator[Done]:
        """Yield each step as it is done; ``before`` is called ahead of it (chaos tests kill a process there)."""
        for step in self.steps:
            before(step)
            begun = time.monotonic()
            done = Done(name=step.name, title_vi=step.title_vi, title_en=step.title_en, ms=0)
            self.done.append(done)
            try:
                done.evidence = step.act()
            except Exception as error:
                done.error = f"{type(error).__name__}: {error}"
                raise
            finally:
                done.ms = round((time.monotonic() - begun) * 1000)
            yield done

    def report(self) -> dict[str, Any]:
        """``ok`` and the steps; ok only when every step was taken and none failed."""
        ok = len(self.done) == len(self.steps) and not any(done.error for done in self.done)
        return {"ok": ok, "steps": [done.as_dict() for done in self.done]}


def patiently(call: Callable[[], Any], *, seconds: float = 20.0) -> Any:
    """Call a door; while the database restarts, drop the connection and try again. Only for calls that may be made twice."""
    from django.db import InterfaceError, OperationalError, connection

    deadline = time.monotonic() + seconds
    while True:
        try:
            return call()
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def until(see: Callable[[], Any], *, seconds: float, what: str) -> tuple[Any, int]:
    """Ask until the answer is true; returns it and the milliseconds it took. Raises when the time is over."""
    begun = time.monotonic()
    while True:
        found = patiently(see)
        took = time.monotonic() - begun
        if found:
            return found, round(took * 1000)
        if took > seconds:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.1)

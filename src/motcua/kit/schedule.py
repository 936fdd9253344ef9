"""Scheduled work: a room's ``tasks.py`` declares it, the worker process runs it, one worker at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Work(Protocol):
    """What a scheduled function looks like."""

    def __call__(self, *, now: datetime) -> object:
        """Do the work as of ``now``."""
        ...


@dataclass(frozen=True, slots=True)
class Task:
    """One scheduled function: its name (``room.verb``), its period in seconds, and the function."""

    name: str
    seconds: float
    run: Work


TASKS: dict[str, Task] = {}


def every(*, seconds: float, name: str) -> Callable[[Work], Work]:
    """Run the decorated function every ``seconds``; two workers never run the same task at once (advisory lock)."""

    def register(run: Work) -> Work:
        TASKS[name] = Task(name=name, seconds=seconds, run=run)
        return run

    return register

"""The parts of a long job in the order they are done, each with its state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motcua.kit.ui.items import items


@dataclass(frozen=True, slots=True)
class Task:
    """One part of the job; without ``href`` it cannot be opened yet and ``hint`` says why."""

    text: str
    href: str = ""
    state: str = "none"
    state_text: str = ""
    hint: str = ""


def context(*, tasks: Iterable[Any], name: str = "task") -> dict[str, Any]:
    """``tasks``: Task (text, href, state, state_text, hint); states as for ``tag``. A count of what is done stands on top."""
    made = items(Task, tasks)
    return {"tasks": made, "name": name, "done": sum(task.state == "done" for task in made), "all": len(made)}

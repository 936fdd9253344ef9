"""Clocks: the steps on the longest way through must fit into the whole, and an opinion into its step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from motcua.kernel.working_time import Limit
from motcua.platform.casework.contracts import DefinitionProblem, Verb
from motcua.platform.casework.rules import definitions, times
from motcua.platform.casework.rules.lint.findings import error, warning

_ONWARD = {Verb.FORWARD, Verb.PROPOSE_RESULT, Verb.RECEIVE, Verb.SIGN_RESULT}
_TOLERANCE = 1e-6


def clocks(document: Mapping[str, Any]) -> Iterator[DefinitionProblem]:
    """Step clocks that are longer than the whole, and opinions that are allowed longer than the step that waits for them."""
    whole = definitions.limit(document["clock"])
    taken, way = longest(document)
    if taken > times.rough_days(whole) + _TOLERANCE:
        steps = " → ".join(way)
        vi = f"Tổng thời hạn các bước ({steps}) dài hơn thời hạn của cả thủ tục."
        yield error("clock", vi, f"The clocks of the steps ({steps}) are longer than the clock of the whole procedure.")
    for i, step in enumerate(document["steps"]):
        limit = _limit(step)
        if limit is None:
            continue
        for j, opinion in enumerate(step.get("opinions", [])):
            if times.rough_days(definitions.limit(opinion["clock"])) > times.rough_days(limit) + _TOLERANCE:
                vi = "Thời hạn cho ý kiến dài hơn thời hạn của bước chờ ý kiến."
                yield warning(f"steps[{i}].opinions[{j}].clock", vi, "The opinion may take longer than the step that waits for it.")


def longest(document: Mapping[str, Any]) -> tuple[float, tuple[str, ...]]:
    """The longest time that the steps from intake to signature may take, in rough days, with the steps of that way.

    Ways back are left out: what is sent back runs on the clock that is left.
    """
    steps = {s["key"]: s for s in document["steps"]}
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    waiting: list[tuple[str, float, tuple[str, ...]]] = [(next(iter(steps)), 0.0, ())]
    while waiting:
        key, sum_so_far, way = waiting.pop()
        limit = _limit(steps[key]) if way else None  # the first step waits for intake: the clock has not begun
        total = sum_so_far + (times.rough_days(limit) if limit else 0.0)
        here = (*way, key)
        if total > best[0]:
            best = (total, here)
        for action in steps[key].get("actions", []):
            if Verb(action["verb"]) in _ONWARD and action["to"] in steps and action["to"] not in here and action["status"] < _RESOLVED:
                waiting.append((action["to"], total, here))
    return best


_RESOLVED = 9


def _limit(step: Mapping[str, Any]) -> Limit | None:
    return definitions.limit(step["clock"]) if step.get("clock") else None

"""Whether the condition of a way out of a step holds. S-FEEL, bounded; what cannot be evaluated does not hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from motcua.kernel import feel
from motcua.platform.casework.contracts import StepAction

Context = Mapping[str, Any]
_CLOSED = ("điều kiện của bước chưa thoả mãn.", "the condition of this step does not hold yet.")


def holds(way: StepAction, context: Callable[[], Context]) -> bool:
    """Whether the way is open: without a guard always, with one only when it is true (null and false are not)."""
    if not way.guard:
        return True
    try:
        return feel.evaluate(way.guard, context()) is True
    except feel.FeelError:
        return False


def reason(way: StepAction) -> tuple[str, str]:
    """Why the way is closed, Vietnamese and English."""
    return way.guard_vi or _CLOSED[0], way.guard_en or _CLOSED[1]


def demanded(when: str, context: Context) -> bool:
    """Whether a condition such as ``required_when`` of a paper is true; empty is not."""
    if not when:
        return False
    try:
        return feel.evaluate(when, context) is True
    except feel.FeelError:
        return False

"""The clocks of the seven procedures of data subjects follow the rules of `registers` (Luật 91/2025/QH15; NĐ 356/2025/NĐ-CP)."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

ANSWER_RULE = "privacy.response_days"
_ANSWER_STEP = "dispatch"  # the step at which a request is answered


def act_rule(right: str) -> str:
    """The rule with the days to carry out a right."""
    return f"privacy.fulfilment_{right}_days"


def rules_of(rights: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """By rule, the procedures whose clocks it fixes; ``rights`` are procedures by the keys of their rights."""
    found: dict[str, tuple[str, ...]] = {ANSWER_RULE: tuple(rights.values())}
    return found | {act_rule(key): (procedure,) for key, procedure in rights.items()}


def timed(document: Mapping[str, Any], *, answer_days: int, act_days: int) -> dict[str, Any]:
    """The definition with these days, everything else as it was; equal to ``document`` when it runs on them already."""
    changed = deepcopy(dict(document))
    changed["clock"] = {**changed["clock"], "amount": act_days}
    for step in changed["steps"]:
        if step["key"] == _ANSWER_STEP and step.get("clock"):
            step["clock"] = {**step["clock"], "amount": answer_days}
    return changed

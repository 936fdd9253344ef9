"""The linked procedures, from ``data/chains.yaml``, read and checked once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from motcua.kernel import typed_yaml
from motcua.services.linked import rules
from motcua.services.linked.contracts import ChainSpec, StepSpec


@cache
def chains() -> dict[str, ChainSpec]:
    """Linked procedures by their code. ValueError for a step that nobody knows how to take."""
    text = (files("motcua.services.linked") / "data" / "chains.yaml").read_text(encoding="utf-8")
    found = {}
    for one in typed_yaml.read(text):
        steps = tuple(StepSpec(**{**step, "gives": tuple(step["gives"])}) for step in one["steps"])
        unknown = {step.key for step in steps} - rules.KINDS
        if unknown or not steps:
            raise ValueError(f"linked procedure {one['procedure']}: steps {sorted(unknown)}")
        found[one["procedure"]] = ChainSpec(**{**one, "steps": steps})
    return found

"""Templates: how blocks become complete steps, and shares of the whole time become clocks. Stored documents are always complete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from motcua.kernel.working_time import Limit, LimitUnit
from motcua.platform.casework.rules.times import HOURS_A_DAY

# Keys of a step in a template that say how to build it; every other key is part of the step itself.
_BUILDING = frozenset({"use", "next", "back", "supplied", "drop", "add", "first", "set", "share", "actions", "with"})
_WHOLE = 100
# Working hours in one of a unit; a calendar day has fewer, because five days in seven are worked.
_HOURS = {LimitUnit.WORKING_HOURS: 1, LimitUnit.WORKING_DAYS: HOURS_A_DAY, LimitUnit.CALENDAR_DAYS: HOURS_A_DAY * 5 // 7}


class TemplateBroken(ValueError):
    """A template that names a block or a neighbour which does not exist."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """The shared building blocks: lists of actions, and steps made of them."""

    actions: Mapping[str, list[dict[str, Any]]]
    steps: Mapping[str, Mapping[str, Any]]


def blocks_from(raw: Mapping[str, Any]) -> Blocks:
    """The blocks of a loaded ``_blocks.yaml``."""
    return Blocks(actions=raw["actions"], steps=raw["steps"])


def expand(template: Mapping[str, Any], *, blocks: Blocks, words: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The template as a document with complete steps; ``words`` fills placeholders such as ``$agency``. ``TemplateBroken``.

    Shares stay in the steps (``share``) until ``set_clocks`` knows the whole time.
    """
    known = {**template.get("words", {}), **(words or {})}
    body = {k: deepcopy(v) for k, v in template.get("base", {}).items()}
    body["template"] = template["key"]
    body["steps"] = [_step(raw, blocks=blocks, words=known) for raw in template["steps"]]
    filled: dict[str, Any] = _filled(body, known)
    return filled


def _step(raw: Mapping[str, Any], *, blocks: Blocks, words: Mapping[str, str]) -> dict[str, Any]:
    name = raw.get("use", "")
    if name not in blocks.steps:
        msg = f"no step block {name!r}"
        raise TemplateBroken(msg)
    block = blocks.steps[name]
    key = raw.get("key", name)
    near = {"here": key, "end": "closed", **words}
    near |= {k: str(raw[k]) for k in ("next", "back") if k in raw}
    near["supplied"] = str(raw.get("supplied", block.get("supplied", "$here")))
    near["supplied"] = near.get(near["supplied"].removeprefix("$"), near["supplied"])
    step = {"key": key, **{k: deepcopy(v) for k, v in (*block.items(), *raw.items()) if k not in _BUILDING and k != "key"}}
    named = [*raw.get("first", []), *raw.get("actions", block["actions"]), *raw.get("add", [])]
    actions = [a for one in named for a in _actions(one, blocks)]
    actions = [a for a in actions if a["verb"] not in raw.get("drop", [])]
    for change in (block.get("set", {}), raw.get("set", {})):
        _change(actions, change, where=key)
    if actions:
        step["actions"] = actions
    if "share" in raw:
        step["share"] = raw["share"]
    filled: dict[str, Any] = _filled(step, near)
    return filled


def _actions(one: str | Mapping[str, Any], blocks: Blocks) -> list[dict[str, Any]]:
    """A block's actions by name, or one action: ``{use: block, …changes}`` or written in full."""
    if isinstance(one, str):
        if one not in blocks.actions:
            msg = f"no action block {one!r}"
            raise TemplateBroken(msg)
        return [deepcopy(a) for a in blocks.actions[one]]
    if "use" in one:
        (base,) = _actions(str(one["use"]), blocks)
        return [base | {k: deepcopy(v) for k, v in one.items() if k != "use"}]
    return [deepcopy(dict(one))]


def _change(actions: Iterable[dict[str, Any]], change: Mapping[str, Mapping[str, Any]], *, where: str) -> None:
    found = set()
    for action in actions:
        if action["verb"] in change:
            found.add(action["verb"])
            action.update(deepcopy(dict(change[action["verb"]])))
    if change.keys() - found:
        msg = f"{where}: nothing to change for {sorted(change.keys() - found)}"
        raise TemplateBroken(msg)


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    """The value with its ``$words`` replaced; a word that nobody gave is left for whoever knows it."""
    if isinstance(value, str) and "$" in value:
        for word in sorted(words, key=len, reverse=True):
            value = value.replace(f"${word}", words[word])
        return value
    if isinstance(value, Mapping):
        return {k: _filled(v, words) for k, v in value.items()}
    return [_filled(v, words) for v in value] if isinstance(value, list) else value


def set_clocks(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with shares of the whole (in percent) turned into clocks; without a whole time the steps have none."""
    out = deepcopy(dict(document))
    whole = Limit(amount=int(out["clock"]["amount"]), unit=LimitUnit(out["clock"]["unit"]))
    for step in out["steps"]:
        _clock(step, whole)
        for opinion in step.get("opinions", []):
            _clock(opinion, whole)
            opinion.setdefault("clock", {"amount": 1, "unit": "working_hours"})
    return out


def _clock(part: dict[str, Any], whole: Limit) -> None:
    share = part.pop("share", None)
    if share is None or "clock" in part:
        return
    limit = share_of(whole, int(share))
    if limit is not None:
        part["clock"] = {"amount": limit.amount, "unit": limit.unit.value}


def share_of(whole: Limit, percent: int) -> Limit | None:
    """A share of a limit, rounded down so that shares never sum to more than the whole; less than a day is counted in working hours.

    None where not even an hour is left: such a step has only the clock of the whole.
    """
    if not 0 < percent <= _WHOLE:
        msg = f"a share of {percent} %"
        raise ValueError(msg)
    amount = whole.amount * percent // _WHOLE
    if amount:
        return Limit(amount=amount, unit=whole.unit)
    hours = whole.amount * _HOURS[whole.unit] * percent // _WHOLE
    return Limit(amount=hours, unit=LimitUnit.WORKING_HOURS) if hours else None

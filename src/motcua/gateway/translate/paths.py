r"""Dotted paths into trees of objects, lists and values; a dot in a name is written ``\.``."""

from __future__ import annotations

import re
from typing import Any

from motcua.gateway.translate.errors import Untranslatable

_DOT = re.compile(r"(?<!\\)\.")
TEXT, ATTRIBUTE = "#text", "@"
XSI_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
NIL = {f"{ATTRIBUTE}{XSI_NIL}": "true"}
"""An element that says that it is nothing."""


def split(path: str) -> list[str]:
    """The steps of a path; none for the whole."""
    return [step.replace("\\.", ".") for step in _DOT.split(path)] if path else []


def join(place: str, step: str) -> str:
    """The place of a step below a place, for sentences."""
    return f"{place}.{step}" if place and step else place or step


def take(tree: Any, steps: list[str], *, place: str, marked_up: bool) -> Any:
    """What stands at a path, None when nothing does; Untranslatable when the way leads through a value or a list of several.

    ``marked_up``: the tree was XML, where an empty element is nothing and one of a list is the thing itself.
    """
    at, here = tree, place
    for step in steps:
        if marked_up and isinstance(at, list):
            at = sole(at, here)
        if at is None or (marked_up and at == ""):
            return None
        if not isinstance(at, dict):
            if marked_up and isinstance(at, str) and (step.startswith(ATTRIBUTE) or step == TEXT):
                return at if step == TEXT else None
            raise Untranslatable(here, "không phải là một đối tượng", "is no object")
        at, here = at.get(step), join(here, step)
    return at


def sole(items: list[Any], place: str) -> Any:
    """The only element of a list; Untranslatable when there are several."""
    if len(items) > 1:
        raise Untranslatable(place, f"xuất hiện {len(items)} lần", f"occurs {len(items)} times")
    return items[0] if items else None


class Target:
    """A tree under construction."""

    def __init__(self) -> None:
        self.value: Any = None

    def put(self, steps: list[str], value: Any) -> None:
        """Write at a path; the whole takes an object's members over one by one."""
        if not steps:
            if isinstance(self.value, dict) and isinstance(value, dict):
                self.value |= value
            else:
                self.value = value
            return
        if self.value is None:
            self.value = {}
        at = self.value
        for step in steps[:-1]:
            at = at.setdefault(step, {})
        last = steps[-1]
        if isinstance(at.get(last), dict) and isinstance(value, dict):
            at[last] |= value
        else:
            at[last] = value

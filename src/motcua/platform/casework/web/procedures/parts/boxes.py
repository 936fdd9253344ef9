"""Boxes of the editor: what is typed, how it is read, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.kernel import typed_yaml

Errors = dict[str, str]
Values = Mapping[str, Any]
_LONGEST = 60_000
_MANY = frozenset({"checkboxes"})


@dataclass(frozen=True, slots=True)
class Box:
    """One field of a page. ``yaml`` boxes hold structures (tables, opinions); ``lines`` one entry a line."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    options: Sequence[tuple[str, str]] = ()
    required: bool = True
    rows: int = 3

    @property
    def shown_as(self) -> str:
        """The kind of the page's component."""
        return "textarea" if self.kind in ("yaml", "lines") else self.kind


@dataclass(frozen=True, slots=True)
class Part:
    """One page: its boxes, their values, and how typed values go into a copy of the document."""

    key: str
    title: str
    boxes: Sequence[Box]
    values: Values
    apply: Callable[[dict[str, Any], Values, Errors], None]
    prefix: str
    lead: str = ""
    remove: Callable[[dict[str, Any]], None] | None = None
    move: Callable[[dict[str, Any], int], None] | None = None
    more: Sequence[tuple[str, str]] = field(default_factory=tuple)  # (key of a part, text of the link)


def typed_values(request: HttpRequest, part: Part) -> dict[str, Any]:
    """What was typed into the boxes of a part, as typed."""
    typed: dict[str, Any] = {}
    for box in part.boxes:
        if box.kind in _MANY:
            typed[box.name] = request.POST.getlist(box.name)
        elif box.kind == "boolean":
            typed[box.name] = box.name in request.POST
        else:
            typed[box.name] = request.POST.get(box.name, "").replace("\r\n", "\n").strip()[:_LONGEST]
    return typed


def number(values: Values, name: str, errors: Errors, *, needed: bool = True) -> int | None:
    """A whole number; nothing for an empty box that may be empty."""
    text = str(values.get(name, "")).replace(".", "").replace(" ", "")
    if not text and not needed:
        return None
    if not text.isdigit():
        errors[name] = _("Nhập một số nguyên, ví dụ 10.")
        return None
    return int(text)


def lines(values: Values, name: str) -> list[str]:
    """The lines that hold something."""
    return [line.strip() for line in str(values.get(name, "")).split("\n") if line.strip()]


def structure(values: Values, name: str, errors: Errors) -> Any:
    """What a YAML box holds; nothing for an empty one."""
    text = str(values.get(name, ""))
    if not text:
        return None
    try:
        return typed_yaml.read(text)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        place = _("dòng %(line)s, cột %(column)s") % {"line": mark.line + 1, "column": mark.column + 1} if mark else ""
        errors[name] = _("Không đọc được YAML (%(place)s).") % {"place": place or "?"}
        return None


def as_yaml(value: Any) -> str:
    """A structure as people edit it."""
    if value in (None, [], {}):
        return ""
    return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=120))


def put(target: dict[str, Any], key: str, value: Any, *, empty: tuple[Any, ...] = (None, "", [], {})) -> None:
    """Set a key, or take it away where the value says nothing: documents do not grow by what is at its default."""
    if value in empty:
        target.pop(key, None)
    else:
        target[key] = value

"""Questions and answers as a template shows them, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One question as a template shows it, in one language.

    ``widget`` is the kind of field component. ``parts`` are the two inputs of an address; ``rows`` those of a repeated question, each
    with its number; ``files`` what was uploaded. ``value`` is what was typed where it is wrong, else the answer as a person writes it.
    """

    name: str
    kind: str
    widget: str
    label: str
    hint: str = ""
    value: Any = ""
    error: str = ""
    required: bool = True
    options: tuple[tuple[str, str], ...] = ()
    source: str = ""
    autocomplete: str = ""
    suffix: str = ""
    inline: bool = False
    accept: str = ""
    max_mb: int = 0
    max_length: int = 0
    attrs: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[FieldView, ...] = ()
    rows: tuple[tuple[int, tuple[FieldView, ...]], ...] = ()
    files: tuple[Mapping[str, Any], ...] = ()
    can_add: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered question on the check page: its label, the answer in words, its source, and where to change it."""

    name: str
    label: str
    text: str
    source: str = ""
    files: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """The answers of one page on the check page."""

    page: str
    title: str
    answers: tuple[Answer, ...] = field(default_factory=tuple)

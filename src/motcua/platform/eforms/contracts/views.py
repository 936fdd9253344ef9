"""Questions and answers as a template shows them, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One question as a template shows it, in one language.

    ``widget`` is the kind of field component. ``parts`` are the inputs of a composed question; ``rows`` those of a repeated question, each
    with its number, ``columns`` the heads of a table; ``files`` what was uploaded; ``found`` what a search of a register brought.
    ``hidden`` questions are drawn for the browser to show once an answer opens them.
    ``value`` is what was typed where it is wrong, else the answer as a person writes it.
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
    columns: tuple[str, ...] = ()
    found: tuple[tuple[str, str], ...] = ()
    hidden: bool = False
    section: str = ""
    sensitive: bool = False
    src: str = ""
    rows_high: int = 0


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


@dataclass(frozen=True, slots=True)
class FormFault:
    """Something to mend in a form document: where (``pages/0/fields/2``), how bad (``error``, ``warning``), and why in both languages."""

    path: str
    severity: str
    code: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A question that differs between two versions of a form, by its stable name.

    ``change`` is added, removed, moved, kind, options, required, words or rules; ``keeps_value`` says whether an answer to the older
    one still answers the newer.
    """

    name: str
    change: str
    vi: str
    en: str
    keeps_value: bool

"""Form documents: fields, pages and the published definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.platform.eforms.contracts.errors import PageUnknown
from motcua.platform.eforms.contracts.kinds import FieldKind

Expression = Any  # JsonLogic subset, see rules.expressions


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select, radios or checkboxes field."""

    value: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UiField:
    """One question.

    ``prefill`` lists where the answer may come from, best first: ``"population.full_name"`` is the fact ``full_name`` of the
    source ``population`` (see :class:`Prefiller`); ``"answers.mother_name"`` is an earlier answer of the same draft, taken when
    ``prefill_when`` holds. ``visible_when`` is a JsonLogic subset over earlier fields; a field that is not visible has no value.
    ``requirement`` names the required paper of the procedure that a file answers. ``pattern`` is a key of ``rules.patterns``;
    ``agrees_born``/``agrees_sex`` name the fields with which a personal number must agree; ``past`` refuses a future date;
    ``minimum``/``maximum`` bound a number; ``suffix`` is its unit of measure (``m²``); ``default`` is the answer that most people
    give and may change.

    ``expression`` and ``result`` (number, integer, date, text, boolean) make a calculated answer; ``lines`` are the rows of a matrix;
    ``source`` is the list of linked lists or the register of a reference, ``levels`` what each linked list is called; ``src`` is a
    picture beneath the static files; ``portrait`` the shape of a photograph (``3x4``, ``4x6``); ``sensitive`` marks sensitive personal
    data; ``ask_again`` asks anew when a form is begun from an earlier one; ``section`` is the page's section that it stands in.
    ``register`` is what makes the paper of a draft unnecessary: no document has it, the caller names it when the draft is started.
    """

    name: str
    kind: FieldKind
    label_vi: str
    label_en: str
    hint_vi: str = ""
    hint_en: str = ""
    required: bool = True
    options: tuple[Option, ...] = ()
    prefill: tuple[str, ...] = ()
    prefill_when: Expression = None
    visible_when: Expression = None
    autocomplete: str = ""
    max_bytes: int | None = None
    accept: tuple[str, ...] = ()
    max_files: int = 1
    requirement: str = ""
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None
    pattern: str = ""
    suffix: str = ""
    default: Any = None
    past: bool = False
    agrees_born: str = ""
    agrees_sex: str = ""
    fields: tuple[UiField, ...] = ()
    min_rows: int = 1
    max_rows: int = 10
    expression: Expression = None
    result: str = "number"
    lines: tuple[Option, ...] = ()
    source: str = ""
    levels: tuple[Option, ...] = ()
    src: str = ""
    portrait: str = ""
    sensitive: bool = False
    ask_again: bool = False
    section: str = ""
    section_when: Expression = None
    register: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UiSection:
    """A group of questions within a page, under a heading of its own."""

    key: str
    title_vi: str
    title_en: str
    lead_vi: str = ""
    lead_en: str = ""
    visible_when: Expression = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UiPage:
    """One page: one question, or a short group that belongs together. ``fields`` holds those of its sections too, in order."""

    key: str
    title_vi: str
    title_en: str
    fields: tuple[UiField, ...]
    lead_vi: str = ""
    lead_en: str = ""
    visible_when: Expression = None
    sections: tuple[UiSection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A rule between answers: when ``must`` does not hold (and its answers are there), ``field`` carries the sentence."""

    must: Expression
    field: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class FormRef:
    """Which form, in which version; the content hash makes the version immutable."""

    key: str
    version: int
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDefinition:
    """A published form: its JSON Schema and its pages. ``minutes`` is the time that most people need.

    ``not_demanded`` are questions that the form demands and one draft of it does not, for a register has the paper.
    """

    key: str
    version: int
    title_vi: str
    title_en: str
    minutes: int
    schema: Mapping[str, Any]
    pages: tuple[UiPage, ...]
    checks: tuple[Check, ...] = ()
    content_hash: str = ""
    not_demanded: tuple[str, ...] = ()

    @property
    def ref(self) -> FormRef:
        """The pinned reference that a dossier keeps."""
        return FormRef(self.key, self.version, self.content_hash)

    def page(self, key: str) -> UiPage:
        """The page ``key``. Raises :class:`PageUnknown`."""
        for page in self.pages:
            if page.key == key:
                return page
        raise PageUnknown(page=key)

    def field(self, name: str) -> UiField:
        """The field ``name``, on whichever page. Raises KeyError."""
        return next(f for page in self.pages for f in page.fields if f.name == name)

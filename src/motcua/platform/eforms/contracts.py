"""What crosses the door of ``eforms``: form documents, drafts, field views, prefill sources and named errors.

A form is a JSON Schema 2020-12 (the data contract) and a small UI document (pages and fields). A typed value is JSON-ready:

========================  =============================================================
kind                      value
========================  =============================================================
text, textarea, select,   str
radios, email
integer, money            int (money in đồng)
decimal                   number with at most two decimals
date                      ``YYYY-MM-DD``
checkboxes                list of str
boolean, declaration      bool
personal_number           12 digits
tax_code                  10 digits, ``NNNNNNNNNN-NNN`` or 12 digits
phone                     ``0`` and 9 digits
unit                      code of a commune that exists on the day of the answer
address                   ``{"unit": code, "line": str}``
file                      list of ``{"file_id", "name", "size", "mime", "sha256"}``
repeated                  list of objects
info                      none: a text between questions
========================  =============================================================
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol
from uuid import UUID

from motcua.kernel.actors import Actor
from motcua.kernel.errors import NamedError
from motcua.kit.registry import Registry

Expression = Any  # JsonLogic subset, see rules.expressions


class FieldKind(StrEnum):
    """The kinds of question that a form may ask."""

    TEXT = "text"
    TEXTAREA = "textarea"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    DATE = "date"
    SELECT = "select"
    RADIOS = "radios"
    CHECKBOXES = "checkboxes"
    BOOLEAN = "boolean"
    PERSONAL_NUMBER = "personal_number"
    TAX_CODE = "tax_code"
    PHONE = "phone"
    EMAIL = "email"
    UNIT = "unit"
    ADDRESS = "address"
    FILE = "file"
    REPEATED = "repeated"
    DECLARATION = "declaration"
    INFO = "info"


class DraftState(StrEnum):
    """A draft is open until it is frozen into a dossier; an open draft expires."""

    OPEN = "open"
    FROZEN = "frozen"


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
    ``minimum``/``maximum`` bound a number; ``suffix`` is its unit of measure (``m²``).
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
    past: bool = False
    agrees_born: str = ""
    agrees_sex: str = ""
    fields: tuple[UiField, ...] = ()
    min_rows: int = 1
    max_rows: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class UiPage:
    """One page: one question, or a short group that belongs together."""

    key: str
    title_vi: str
    title_en: str
    fields: tuple[UiField, ...]
    lead_vi: str = ""
    lead_en: str = ""
    visible_when: Expression = None


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
    """A published form: its JSON Schema and its pages. ``minutes`` is the time that most people need."""

    key: str
    version: int
    title_vi: str
    title_en: str
    minutes: int
    schema: Mapping[str, Any]
    pages: tuple[UiPage, ...]
    checks: tuple[Check, ...] = ()
    content_hash: str = ""

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


@dataclass(frozen=True, slots=True)
class PrefilledValue:
    """A fact that a source knows: its typed value, where it comes from in both languages, and when it was read (UTC)."""

    value: Any
    source_label_vi: str
    source_label_en: str
    at: datetime


class Prefiller(Protocol):
    """A source of known facts, registered by the room that has them (``prefillers.add(...)`` in ``apps.ready``).

    ``fields`` holds the fact names that this form asks of this source. The vocabulary: ``personal_number``, ``full_name``,
    ``born_on`` (ISO date), ``sex`` (``male``/``female``), ``nationality``, ``ethnicity``, ``phone``, ``email``,
    ``residence_unit`` (unit code), ``residence_line``, ``residence`` (``{"unit", "line"}``), ``hometown``; a vault answers
    ``document:<kind>`` with a file value. Unknown names are left out of the answer. A NamedError or OSError that
    ``prefill`` raises is shown beside the questions and blocks nothing.
    """

    key: str
    label_vi: str
    label_en: str

    def prefill(self, *, actor: Actor, person: Any, fields: frozenset[str], now: datetime) -> Mapping[str, PrefilledValue]:
        """The facts known of ``person`` (``identity.contracts.Person``), by fact name."""
        ...


prefillers: Registry[Prefiller] = Registry(key=lambda source: source.key)


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one answer, in both languages; ``code`` is stable (``eforms.required``)."""

    name: str
    code: str
    vi: str
    en: str
    page: str = ""

    def sentence(self, language: str) -> str:
        """The sentence in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A source that was asked and could not answer: the person types the facts."""

    source: str
    label_vi: str
    label_en: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form being filled in. ``values`` are typed answers; ``raw`` keeps what was typed where it is not yet right."""

    uuid: UUID
    form: FormRef
    owner_ref: str
    context: Mapping[str, Any]
    state: DraftState
    values: Mapping[str, Any]
    raw: Mapping[str, Mapping[str, Sequence[str]]]
    provenance: Mapping[str, PrefilledValue]
    notes: tuple[SourceNote, ...]
    visited: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PageResult:
    """What came of saving a page: everything is kept; ``errors`` say what is not yet right; ``next_page`` is empty at the end."""

    errors: tuple[FieldError, ...]
    next_page: str = ""
    stay: bool = False

    @property
    def ok(self) -> bool:
        """Whether the page may be left forwards."""
        return not self.errors and not self.stay


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """A file that belongs to a frozen form."""

    field: str
    requirement: str
    file_id: UUID
    name: str
    size: int
    mime: str
    sha256: str
    label_vi: str = ""
    label_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedForm:
    """The answers as they were submitted, with the form version that asked and the source of each prefilled answer."""

    draft_id: UUID
    data: Mapping[str, Any]
    provenance: Mapping[str, PrefilledValue]
    form_ref: FormRef
    files: tuple[SubmittedFile, ...]
    frozen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One question as a template shows it, in one language. ``parts`` are the pieces of a date, an address or a row."""

    name: str
    kind: str
    label: str
    hint: str = ""
    value: Any = ""
    error: str = ""
    required: bool = True
    options: tuple[tuple[str, str], ...] = ()
    source: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    suffix: str = ""
    accept: str = ""
    accept_words: str = ""
    max_mb: int = 0
    max_length: int | None = None
    parts: tuple[FieldView, ...] = ()
    rows: tuple[tuple[FieldView, ...], ...] = ()
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


@dataclass(frozen=True, slots=True)
class Facts:
    """What coercion may know of the world: today in Vietnam, and the units that exist today by code."""

    today: date
    units: Mapping[str, str] = field(default_factory=dict)


class FormUnknown(NamedError):
    """No form with this key and version."""

    code: ClassVar[str] = "eforms.form_unknown"
    vi: ClassVar[str] = "Không có biểu mẫu {key}."
    en: ClassVar[str] = "There is no form {key}."
    status: ClassVar[int] = 404


class FormRefused(NamedError):
    """A form document that cannot be published; ``where`` and ``why`` name the mistake for its author."""

    code: ClassVar[str] = "eforms.form_refused"
    vi: ClassVar[str] = "Biểu mẫu {key} chưa dùng được: {where}: {why}"
    en: ClassVar[str] = "Form {key} cannot be used: {where}: {why}"
    status: ClassVar[int] = 422


class PageUnknown(NamedError):
    """The form has no such page."""

    code: ClassVar[str] = "eforms.page_unknown"
    vi: ClassVar[str] = "Biểu mẫu không có trang {page}."
    en: ClassVar[str] = "The form has no page {page}."
    status: ClassVar[int] = 404


class DraftUnknown(NamedError):
    """No such draft, or it is not this person's: the two are not told apart."""

    code: ClassVar[str] = "eforms.draft_unknown"
    vi: ClassVar[str] = "Không tìm thấy bản nháp này trong tài khoản của bạn. Bản nháp quá hạn đã được xoá."
    en: ClassVar[str] = "This draft is not in your account. Drafts past their date are deleted."
    status: ClassVar[int] = 404


class DraftFrozen(NamedError):
    """The draft has been submitted: its answers no longer change here."""

    code: ClassVar[str] = "eforms.draft_frozen"
    vi: ClassVar[str] = "Hồ sơ này đã nộp nên không sửa được ở đây. Xem hồ sơ để biết bước tiếp theo."
    en: ClassVar[str] = "This has been submitted and cannot be changed here. Open the dossier to see the next step."
    status: ClassVar[int] = 409

"""What crosses the door of the quality of service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from motcua.kernel.errors import NamedError
from motcua.kernel.periods import CalendarPeriod


class Dimension(StrEnum):
    """What an index may be told of, beside the whole city."""

    UNIT = "unit"
    PROCEDURE = "procedure"
    OFFICER = "officer"
    FIELD = "field"


class Part(StrEnum):
    """Which of the rows behind a ratio."""

    ALL = "all"
    GOOD = "good"
    OTHER = "other"


class Band(StrEnum):
    """The bands of the index, best first."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    AVERAGE = "average"
    POOR = "poor"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose quality: the whole city when all is empty; else what is named, together (an officer always with his unit)."""

    unit_code: str = ""
    procedure_code: str = ""
    officer_id: str = ""

    @property
    def is_city(self) -> bool:
        """Whether nothing narrows it."""
        return not (self.unit_code or self.procedure_code or self.officer_id)

    def dimensions(self) -> frozenset[Dimension]:
        """What it is narrowed by."""
        named = {Dimension.UNIT: self.unit_code, Dimension.PROCEDURE: self.procedure_code, Dimension.OFFICER: self.officer_id}
        return frozenset(d for d, code in named.items() if code)


@dataclass(frozen=True, slots=True)
class Ratio:
    """One sub-index as data: what is summed over which rows of which gold table, and how its points follow.

    ``each`` is summed over the rows, ``good`` too; the ratio is good ÷ each. Without a table nobody tells the fact yet
    (``absent_vi``, ``absent_en`` say so). ``points_rule`` and ``points_key`` name the register's points; ``full_at`` is the ratio
    that earns all of them, below it they are proportional. ``trust`` is V (verified) or B (believed).
    """

    code: str
    key: str
    group: str
    vi: str
    en: str
    meaning_vi: str
    meaning_en: str
    points_rule: str
    points_key: str
    law: str
    trust: str
    table: str = ""
    day: str = ""
    begins: str = ""
    where: str = ""
    each: str = "1"
    good: str = ""
    dimensions: frozenset[Dimension] = frozenset()
    full_at: Decimal = Decimal(1)
    absent_vi: str = ""
    absent_en: str = ""

    def name(self, language: str = "vi") -> str:
        """Its name in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi

    def meaning(self, language: str = "vi") -> str:
        """What it says, in ``vi`` or ``en``."""
        return self.meaning_en if language == "en" else self.meaning_vi

    def absent(self, language: str = "vi") -> str:
        """Why nothing is known, in ``vi`` or ``en``; empty when rows could tell."""
        return self.absent_en if language == "en" else self.absent_vi


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the index and its sub-indices."""

    code: str
    key: str
    vi: str
    en: str
    ratios: tuple[Ratio, ...]

    def name(self, language: str = "vi") -> str:
        """Its name in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and its values; with a snapshot it gives the same answer for ever."""

    sql: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RatioScore:
    """One sub-index of a subject in a period. ``earned`` and ``ratio`` None: nothing is known, which is never zero.

    ``hidden``: answers exist, but fewer than the small-number rule lets be shown.
    """

    ratio: Ratio
    points: Decimal
    earned: Decimal | None
    value: Decimal | None
    numerator: int | None
    denominator: int | None
    statement: Statement | None
    query_hash: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class GroupScore:
    """One group: what it earned of the points that data exist for, beside all its points."""

    group: Group
    points: Decimal
    known_points: Decimal
    earned: Decimal | None
    ratios: tuple[RatioScore, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """The index of a subject in a period at a snapshot.

    ``earned`` of ``known_points`` (of 100): what nothing is known of is left out of both. ``score`` is the share of the known points,
    on a scale of 100, and with its ``band`` given only when at least ``least_points`` are known; else None.
    """

    subject: Subject
    period: CalendarPeriod
    groups: tuple[GroupScore, ...]
    earned: Decimal
    known_points: Decimal
    points: Decimal
    score: Decimal | None
    band: Band | None
    least_points: Decimal
    snapshot: str = ""
    as_of: datetime | None = None
    name: str = ""

    @property
    def is_known(self) -> bool:
        """Whether anything is known."""
        return self.known_points > 0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in a ranking; ``place`` None where too little is known. Equal scores share a place."""

    place: int | None
    index: Index
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The score of a period; None: too little is known."""

    period: CalendarPeriod
    score: Decimal | None
    known_points: Decimal


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One dossier behind a sub-index."""

    dossier_code: str
    unit_code: str
    procedure_code: str
    day: date | None
    each: int
    good: int


@dataclass(frozen=True, slots=True)
class RowPage:
    """Some of the rows, in the order of their codes; ``next_after`` is empty at the end."""

    rows: tuple[QualityRow, ...]
    next_after: str
    score: RatioScore
    statement: Statement
    snapshot: str


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Ratings after hand-back: how many, their mean, the share of 4 and 5. ``hidden`` when the small-number rule forbids to show them."""

    answers: int | None
    mean: Decimal | None
    content: Decimal | None
    by_score: tuple[int, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a counting table: its number in the form, its names, and the condition of its rows; sums name other columns."""

    code: str
    key: str
    vi: str
    en: str
    when: str = ""
    count: str = ""
    sum_of: tuple[str, ...] = ()

    def name(self, language: str = "vi") -> str:
        """Its head in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class TableForm:
    """A counting table of one-stop work as data: rows grouped by what, which columns, which sums must agree."""

    code: str
    vi: str
    en: str
    by: str
    law: str
    trust: str
    table: str
    where: str
    columns: tuple[TableColumn, ...]
    balances: tuple[tuple[str, tuple[str, ...]], ...]

    def name(self, language: str = "vi") -> str:
        """Its title in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line: what it is of, and its counts in the order of the columns."""

    key: str
    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CountingTable:
    """A filled table. ``rows`` None: nothing is known of the period. The last line is the total."""

    form: TableForm
    period: CalendarPeriod
    rows: tuple[TableRow, ...] | None
    total: TableRow | None
    statement: Statement
    query_hash: str
    snapshot: str
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class PublishedIndex:
    """An index that was told to the world, with the statements that make it repeatable."""

    uuid: UUID
    subject: Subject
    period: str
    score: Decimal | None
    earned: Decimal
    known_points: Decimal
    band: str
    parts: tuple[Mapping[str, Any], ...]
    snapshot: str
    as_of: datetime
    published_at: datetime
    published_by: str


@dataclass(frozen=True, slots=True)
class Rerun:
    """A published index computed again from its own statements and snapshot."""

    published: PublishedIndex
    differing: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every count came out again."""
        return not self.differing


class RatioUnknown(NamedError):
    """No such sub-index."""

    code = "quality.ratio_unknown"
    vi = "Không có chỉ số thành phần “{ratio}”."
    en = "There is no sub-index “{ratio}”."
    status = 404


class TableUnknown(NamedError):
    """No such counting table."""

    code = "quality.table_unknown"
    vi = "Không có biểu “{table}”."
    en = "There is no table “{table}”."
    status = 404


class DefinitionFaulty(NamedError):
    """A definition that cannot be read or asks what it must not."""

    code = "quality.definition_faulty"
    vi = "Định nghĩa “{definition}” không hợp lệ ({reason})."
    en = "The definition “{definition}” is not valid ({reason})."
    status = 422


class NothingToPublish(NamedError):
    """Nothing is known yet."""

    code = "quality.nothing_to_publish"
    vi = "Chưa có số liệu cho kỳ {period}, nên chưa thể công bố."
    en = "There are no data yet for {period}, so nothing can be published."
    status = 409


class PublishedUnknown(NamedError):
    """No published index of that id."""

    code = "quality.published_unknown"
    vi = "Không có kết quả đã công bố mang mã {published_id}."
    en = "There is no published index with the id {published_id}."
    status = 404

"""What crosses the door of the indicators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from motcua.kernel.errors import NamedError
from motcua.kernel.periods import DatePeriod


class Kind(StrEnum):
    """How a value is made of its rows."""

    COUNT = "count"
    RATIO = "ratio"


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


class Part(StrEnum):
    """Which of the rows behind a value."""

    ALL = "all"
    COUNTED = "counted"  # those of the numerator
    OTHER = "other"  # the rest of the population


@dataclass(frozen=True, slots=True)
class Indicator:
    """A definition in force on days of ``[effective_from, effective_to)``; conditions are SQL over one gold table."""

    code: str
    kind: Kind
    vi: str
    en: str
    meaning_vi: str
    meaning_en: str
    measure_vi: str
    measure_en: str
    direction: Direction
    owner_vi: str
    owner_en: str
    law: str
    table: str
    key: str
    day: str
    begins: str
    population: str
    numerator: str
    effective_from: date
    effective_to: date | None = None
    target: Decimal | None = None
    target_source: str = ""

    def name(self, language: str = "vi") -> str:
        """Its name in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi

    def meaning(self, language: str = "vi") -> str:
        """What it says, in ``vi`` or ``en``."""
        return self.meaning_en if language == "en" else self.meaning_vi

    def measure(self, language: str = "vi") -> str:
        """Its unit of measure in ``vi`` or ``en``."""
        return self.measure_en if language == "en" else self.measure_vi

    def owner(self, language: str = "vi") -> str:
        """Who answers for it, in ``vi`` or ``en``."""
        return self.owner_en if language == "en" else self.owner_vi

    @property
    def decimals(self) -> int:
        """Decimal places with which it is shown everywhere."""
        return 2 if self.kind is Kind.RATIO else 0


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and its values; with a snapshot it gives the same answer for ever."""

    sql: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """One value. ``value`` None means that nothing is known, never zero.

    ``query`` over ``snapshot`` gives ``numerator`` and ``denominator`` again; ``as_of`` is when the snapshot was taken.
    """

    code: str
    value: Decimal | None
    numerator: int | None
    denominator: int | None
    unit_code: str
    period: str
    dates: DatePeriod
    query: str
    params: Mapping[str, Any]
    query_hash: str
    snapshot: str
    as_of: datetime | None
    unit_name: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One row behind a value: which dossier, where, when, and whether it is of the numerator."""

    key: str
    dossier_code: str
    unit_code: str
    field: str
    day: date | None
    counted: bool


@dataclass(frozen=True, slots=True)
class RowPage:
    """Some of the rows behind a value, in the order of their keys; ``next_after`` is None at the end."""

    rows: tuple[IndicatorRow, ...]
    next_after: str | None
    value: IndicatorValue
    query: str
    query_hash: str


@dataclass(frozen=True, slots=True)
class PublishedValue:
    """A value that was told to the world: nobody changes it any more."""

    uuid: UUID
    code: str
    period: str
    unit_code: str
    value: Decimal | None
    numerator: int | None
    denominator: int | None
    query: str
    params: Mapping[str, Any]
    query_hash: str
    snapshot: str
    as_of: datetime
    published_at: datetime
    published_by: str


@dataclass(frozen=True, slots=True)
class Rerun:
    """A published value computed again from its own statement and snapshot."""

    published: PublishedValue
    numerator: int | None
    denominator: int | None
    same: bool


class IndicatorUnknown(NamedError):
    """No such indicator is defined in that period."""

    code = "indicators.unknown"
    vi = "Không có chỉ số “{indicator}” trong kỳ này."
    en = "There is no indicator “{indicator}” in this period."
    status = 404


class DefinitionFaulty(NamedError):
    """A definition that cannot be read or asks what it must not."""

    code = "indicators.definition_faulty"
    vi = "Định nghĩa chỉ số “{indicator}” không hợp lệ ({reason})."
    en = "The definition of the indicator “{indicator}” is not valid ({reason})."
    status = 422


class NothingToPublish(NamedError):
    """There is no value yet."""

    code = "indicators.nothing_to_publish"
    vi = "Chưa có số liệu của chỉ số “{indicator}” cho kỳ {period}, nên chưa thể công bố."
    en = "There are no data yet for the indicator “{indicator}” in {period}, so it cannot be published."
    status = 409


class PublishedUnknown(NamedError):
    """No published value of that id."""

    code = "indicators.published_unknown"
    vi = "Không có giá trị đã công bố mang mã {published_id}."
    en = "There is no published value with the id {published_id}."
    status = 404

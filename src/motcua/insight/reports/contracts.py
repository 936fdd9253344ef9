"""What crosses the door of the reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.kernel.errors import NamedError


@dataclass(frozen=True, slots=True)
class SentenceForm:
    """A sentence with figures in braces, in both languages; ``units_of`` names the indicator whose units ``{below}`` counts."""

    code: str
    vi: str
    en: str
    units_of: str = ""

    def text(self, language: str) -> str:
        """The form in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class SectionForm:
    """A part of a chapter."""

    vi: str
    en: str
    sentences: tuple[SentenceForm, ...]


@dataclass(frozen=True, slots=True)
class ChapterForm:
    """A chapter as it is defined."""

    code: str
    vi: str
    en: str
    sections: tuple[SectionForm, ...]
    table_vi: str
    table_en: str
    table_indicators: tuple[str, ...]

    def title(self, language: str) -> str:
        """Its title in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a sentence as it is printed, and what makes it repeatable. ``known`` False: the words "chưa có số liệu" stand there."""

    key: str
    shown: str
    known: bool
    name: str
    period: str
    query_hash: str
    snapshot: str
    as_of: datetime | None


# A piece of a sentence: words, or a figure.
Piece = str | Figure


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its figures filled in."""

    code: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The sentence as it is read."""
        return "".join(piece if isinstance(piece, str) else piece.shown for piece in self.pieces)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its figures in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Figure))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a chapter with its sentences."""

    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class UnitTable:
    """The table by unit: heads and cells as printed, and the figures' footnotes by column."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A figure that the city published before, as published."""

    id: str
    name_vi: str
    name_en: str
    value: str
    unit: str
    period: str
    document: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of one year, filled in at one snapshot and ready to be read or printed."""

    code: str
    title: str
    year: int
    language: str
    snapshot: str
    as_of: datetime | None
    sections: tuple[Section, ...]
    table: UnitTable
    published: tuple[PublishedFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class BuiltChapter:
    """A chapter that was printed and kept."""

    uuid: UUID
    code: str
    year: int
    file_id: UUID
    snapshot: str
    built_at: datetime
    built_by: str


class ChapterUnknown(NamedError):
    """No chapter or sentence of that code."""

    code = "reports.chapter_unknown"
    vi = "Báo cáo không có chương hoặc câu mang mã “{chapter}”."
    en = "The report has no chapter or sentence with the code “{chapter}”."
    status = 404


class BuildUnknown(NamedError):
    """No printed chapter of that id."""

    code = "reports.build_unknown"
    vi = "Không có bản báo cáo mang mã {build}."
    en = "There is no printed report with the id {build}."
    status = 404


class YearRefused(NamedError):
    """A year that has not begun, or that no data can be of."""

    code = "reports.year_refused"
    vi = "Không lập được báo cáo năm {year}: năm phải từ 2020 đến năm nay."
    en = "A report for {year} cannot be made: the year must lie between 2020 and this one."
    status = 422


class NoData(NamedError):
    """The warehouse holds nothing yet."""

    code = "reports.no_data"
    vi = "Kho dữ liệu chưa có ảnh chụp nào nên chưa lập được báo cáo. Thử lại sau ít phút."
    en = "The warehouse has no snapshot yet, so no report can be made. Try again in a few minutes."
    status = 409


class FormFaulty(NamedError):
    """The definition of a chapter cannot be read."""

    code = "reports.form_faulty"
    vi = "Định nghĩa chương báo cáo không hợp lệ ({reason})."
    en = "The definition of a chapter is not valid ({reason})."
    status = 422

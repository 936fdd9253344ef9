"""Pure decisions: how a sentence is filled, what a footnote says, which year may be reported."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from motcua.insight.reports.contracts import ChapterForm, Figure, FormFaulty, Piece, PublishedFigure, Sentence, SentenceForm, YearRefused
from motcua.kernel.dates_vi import show_instant

FIRST_YEAR = 2020
_SLOT = re.compile(r"\{([a-z_]+)\}")
UNKNOWN = {"vi": "(chưa có số liệu)", "en": "(no data yet)"}
WORDS = {"period", "below", "units"}


def slots(form: SentenceForm) -> tuple[str, ...]:
    """What a sentence asks for, in the order of the Vietnamese text; FormFaulty when the two languages ask differently."""
    vi, en = _SLOT.findall(form.vi), _SLOT.findall(form.en)
    if sorted(vi) != sorted(en):
        raise FormFaulty(reason=f"{form.code}: vi asks {vi}, en asks {en}")
    return tuple(dict.fromkeys(vi))


def indicators_of(chapter: ChapterForm) -> tuple[str, ...]:
    """The indicators that a chapter needs, each once."""
    asked = [slot for section in chapter.sections for form in section.sentences for slot in slots(form) if slot not in WORDS]
    extra = [form.units_of for section in chapter.sections for form in section.sentences if form.units_of]
    return tuple(dict.fromkeys([*asked, *extra, *chapter.table_indicators]))


def fill(form: SentenceForm, *, figures: Mapping[str, Figure], period: str, language: str) -> Sentence:
    """The sentence with its figures; a per cent sign after a figure that nobody knows is left out."""
    pieces: list[Piece] = []
    text, position = form.text(language), 0
    for slot in _SLOT.finditer(text):
        pieces.append(text[position : slot.start()])
        position = slot.end()
        if slot[1] == "period":
            pieces.append(period)
            continue
        figure = figures[slot[1]]
        pieces.append(figure)
        if not figure.known and text[position : position + 1] == "%":
            position += 1
    pieces.append(text[position:])
    return Sentence(code=form.code, pieces=tuple(_joined(pieces)))


def number(value: Decimal, *, decimals: int, language: str) -> str:
    """A number as reports print it: 1.234,56 in Vietnamese, 1,234.56 in English."""
    text = f"{value:,.{decimals}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


_UNITS_VI = {
    "dossier": "hồ sơ",
    "transaction": "giao dịch",
    "account": "tài khoản",
    "procedure": "thủ tục",
    "service": "dịch vụ",
    "unit": "đơn vị",
    "report": "ý kiến",
    "VND": "đồng",
}


def as_published(figure: PublishedFigure, *, language: str) -> str:
    """A figure that the city published, with its unit; the value itself is not touched, only its thousands are grouped."""
    unit = figure.unit if language == "en" else _UNITS_VI.get(figure.unit, figure.unit)
    value = Decimal(figure.value)
    decimals = max(0, -int(value.as_tuple().exponent))
    return f"{number(value, decimals=decimals, language=language)} {unit}"


def footnote(figure: Figure, *, language: str) -> str:
    """What the footnote of a figure says: indicator, period, query, snapshot, moment."""
    if not figure.snapshot or figure.as_of is None:
        return f"{figure.name}: {UNKNOWN[language].strip('()')}."
    moment = show_instant(figure.as_of, language)
    if language == "en":
        return f"{figure.name}, {figure.period}; query {figure.query_hash}, data snapshot {figure.snapshot}, taken {moment}."
    return f"{figure.name}, kỳ {figure.period}; truy vấn {figure.query_hash}, ảnh chụp dữ liệu {figure.snapshot}, chụp lúc {moment}."


def check_year(year: int, *, today: date) -> int:
    """A year that may be reported; YearRefused otherwise."""
    if not FIRST_YEAR <= year <= today.year:
        raise YearRefused(year=year)
    return year


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbouring words as one piece, no empty ones."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece != "":
            found.append(piece)
    return found

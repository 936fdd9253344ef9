"""Reads of the reports: chapters filled in at one snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from motcua.insight.datasets import api as datasets
from motcua.insight.indicators import api as indicators
from motcua.insight.reports import contracts, models, rules
from motcua.insight.reports.adapters import forms
from motcua.insight.reports.contracts import Chapter, ChapterForm, Figure, SentenceForm
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import local_date
from motcua.kernel.periods import CalendarPeriod, PeriodKind

_FIRST_COMPARED = 2023  # reports after 2022 show what the city published for 2022 beside their own figures


def chapter_forms() -> tuple[ChapterForm, ...]:
    """The chapters that can be made."""
    return forms.chapters()


def chapter(
    *, code: str = "8", year: int, snapshot: str | None = None, language: str = "vi", actor: Actor = SYSTEM, now: datetime
) -> Chapter:
    """A chapter of a year with all its figures, at one snapshot (the current one). ChapterUnknown, YearRefused, NoData."""
    form = _form(code)
    period = _period(year, now)
    taken = datasets.latest_snapshot() if snapshot is None else datasets.snapshot(snapshot_id=snapshot)
    if taken is None:
        raise contracts.NoData
    filler = _Filler(period=period, snapshot=taken.id, language=language, actor=actor, now=now)
    sections = tuple(
        contracts.Section(
            title=section.en if language == "en" else section.vi,
            sentences=tuple(filler.sentence(sentence) for sentence in section.sentences),
        )
        for section in form.sections
    )
    return Chapter(
        code=form.code,
        title=form.title(language),
        year=year,
        language=language,
        snapshot=taken.id,
        as_of=taken.taken_at,
        sections=sections,
        table=filler.table(form),
        published=forms.published() if year >= _FIRST_COMPARED else (),
    )


def sentence(*, code: str, year: int, snapshot: str | None = None, language: str = "vi", actor: Actor = SYSTEM, now: datetime) -> str:
    """One sentence as the report prints it ("8.resolved"). ChapterUnknown, YearRefused, NoData."""
    for form in (f for c in forms.chapters() for s in c.sections for f in s.sentences):
        if form.code == code:
            period = _period(year, now)
            taken = datasets.latest_snapshot() if snapshot is None else datasets.snapshot(snapshot_id=snapshot)
            if taken is None:
                raise contracts.NoData
            return _Filler(period=period, snapshot=taken.id, language=language, actor=actor, now=now).sentence(form).text
    raise contracts.ChapterUnknown(chapter=code)


def builds(*, limit: int = 50) -> tuple[contracts.BuiltChapter, ...]:
    """The newest printed chapters."""
    return tuple(_built(row) for row in models.Build.objects.order_by("-id")[:limit])


def build(*, build_id: UUID) -> contracts.BuiltChapter:
    """One printed chapter; BuildUnknown."""
    row = models.Build.objects.filter(uuid=build_id).first()
    if row is None:
        raise contracts.BuildUnknown(build=build_id)
    return _built(row)


class _Filler:
    """Asks each indicator once for one chapter, and prints what it gets."""

    def __init__(self, *, period: CalendarPeriod, snapshot: str, language: str, actor: Actor, now: datetime) -> None:
        self._period, self._snapshot, self._language, self._actor, self._now = period, snapshot, language, actor, now
        self._figures: dict[str, Figure] = {}
        self._units: dict[str, tuple[indicators.IndicatorValue, ...]] = {}

    def sentence(self, form: SentenceForm) -> contracts.Sentence:
        """A sentence with its figures."""
        asked = [slot for slot in rules.slots(form) if slot not in rules.WORDS]
        figures: dict[str, Figure] = {slot: self.figure(slot) for slot in asked}
        if form.units_of:
            figures |= self._counts_of_units(form.units_of)
        label = self._period.label(self._language)
        return rules.fill(form, figures=figures, period=label, language=self._language)

    def figure(self, code: str) -> Figure:
        """The value of an indicator for the whole city, as printed."""
        if code not in self._figures:
            definition = indicators.indicator(code=code)
            found = indicators.value(code=code, period=self._period, snapshot=self._snapshot, actor=self._actor, now=self._now)
            self._figures[code] = self._printed(code, definition, found)
        return self._figures[code]

    def table(self, form: ChapterForm) -> contracts.UnitTable:
        """The table by unit: every unit with any value, its figures in columns."""
        definitions = [indicators.indicator(code=code) for code in form.table_indicators]
        columns: list[Mapping[str, indicators.IndicatorValue]] = [
            {v.unit_code: v for v in self._by_unit(code)} for code in form.table_indicators
        ]
        names = {v.unit_code: v.unit_name for code in form.table_indicators for v in self._by_unit(code)}
        order = [v.unit_code for code in form.table_indicators for v in self._by_unit(code)]
        rows = tuple(
            (names[unit], *(self._cell(d, column.get(unit)) for d, column in zip(definitions, columns, strict=True)))
            for unit in dict.fromkeys(order)
        )
        heads = ("Unit" if self._language == "en" else "Đơn vị", *(_head(d, self._language) for d in definitions))
        notes = tuple(self._column_note(code) for code in form.table_indicators)
        title = form.table_en if self._language == "en" else form.table_vi
        return contracts.UnitTable(title=title, heads=heads, rows=rows, notes=notes)

    def _by_unit(self, code: str) -> tuple[indicators.IndicatorValue, ...]:
        if code not in self._units:
            found = indicators.by_unit(code=code, period=self._period, snapshot=self._snapshot, actor=self._actor, now=self._now)
            self._units[code] = found
        return self._units[code]

    def _counts_of_units(self, code: str) -> dict[str, Figure]:
        definition = indicators.indicator(code=code)
        known = [v for v in self._by_unit(code) if v.value is not None]
        below = [v for v in known if indicators.meets(indicator=definition, value=v.value) is False]
        note = self._column_note(code)
        return {
            "below": self._counted(note, "below", len(below), known=bool(known)),
            "units": self._counted(note, "units", len(known), known=bool(known)),
        }

    def _counted(self, note: Figure, key: str, count: int, *, known: bool) -> Figure:
        shown = rules.number(Decimal(count), decimals=0, language=self._language) if known else rules.UNKNOWN[self._language]
        return Figure(key, shown, known, note.name, note.period, note.query_hash, note.snapshot, note.as_of)

    def _column_note(self, code: str) -> Figure:
        """What the footnote of a column says: the statement by unit, whose hash differs from that of the city's value."""
        definition = indicators.indicator(code=code)
        values = self._by_unit(code)
        first = values[0] if values else None
        of_unit = "by unit" if self._language == "en" else "theo đơn vị"
        return Figure(
            key=code,
            shown="",
            known=first is not None,
            name=f"{definition.name(self._language)} {of_unit}",
            period=self._period.code,
            query_hash=first.query_hash if first else "",
            snapshot=first.snapshot if first else "",
            as_of=first.as_of if first else None,
        )

    def _printed(self, key: str, definition: indicators.Indicator, found: indicators.IndicatorValue) -> Figure:
        known = found.value is not None
        return Figure(
            key=key,
            shown=self._cell(definition, found) if known else rules.UNKNOWN[self._language],
            known=known,
            name=definition.name(self._language),
            period=found.period,
            query_hash=found.query_hash,
            snapshot=found.snapshot,
            as_of=found.as_of,
        )

    def _cell(self, definition: indicators.Indicator, found: indicators.IndicatorValue | None) -> str:
        if found is None or found.value is None:
            return "–"
        return rules.number(found.value, decimals=definition.decimals, language=self._language)


def _form(code: str) -> ChapterForm:
    for form in forms.chapters():
        if form.code == code:
            return form
    raise contracts.ChapterUnknown(chapter=code)


def _period(year: int, now: datetime) -> CalendarPeriod:
    return CalendarPeriod(PeriodKind.YEAR, rules.check_year(year, today=local_date(now)))


def _head(definition: indicators.Indicator, language: str) -> str:
    return f"{definition.name(language)} ({definition.measure(language)})"


def _built(row: models.Build) -> contracts.BuiltChapter:
    return contracts.BuiltChapter(
        uuid=row.uuid,
        code=row.chapter,
        year=row.year,
        file_id=row.file_id,
        snapshot=row.snapshot,
        built_at=row.built_at,
        built_by=row.built_by,
    )

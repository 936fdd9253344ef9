"""Reads of the indicators. Counts are asked with the system's eyes; rows with the reader's own."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from threading import Lock
from typing import Any
from uuid import UUID

from motcua.foundation.units import api as units
from motcua.insight.datasets import api as datasets
from motcua.insight.indicators import contracts, models, policies, rules
from motcua.insight.indicators.adapters.definitions import definitions
from motcua.insight.indicators.contracts import Indicator, IndicatorValue, Part, Statement
from motcua.insight.indicators.rules import AnyPeriod
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import local_date
from motcua.kernel.periods import CalendarPeriod, DatePeriod
from motcua.kernel.policy import require

_MOST_ROWS = 200
_KEPT = 512


class _Answers:
    """Answers of this process by statement and snapshot: the pair never changes its answer, so keeping one is not caching a guess."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[str, str], datasets.QueryResult] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, str]) -> datasets.QueryResult | None:
        """The answer, if it is still kept."""
        with self._lock:
            return self._answers.get(key)

    def put(self, key: tuple[str, str], answer: datasets.QueryResult) -> None:
        """Keep an answer, and drop the oldest of too many."""
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)


_answers = _Answers()


def catalogue(*, on: date | None = None) -> tuple[Indicator, ...]:
    """The indicators in force on a day (all versions' latest when not given), in their order."""
    return tuple(d for d in definitions() if on is None or (d.effective_from <= on and (d.effective_to is None or on < d.effective_to)))


def indicator(*, code: str, on: date | None = None) -> Indicator:
    """One definition; IndicatorUnknown when none is in force on that day."""
    found = [d for d in catalogue(on=on) if d.code == code]
    if not found:
        raise contracts.IndicatorUnknown(indicator=code)
    return found[-1]


def value(
    *, code: str, period: AnyPeriod, unit_code: str | None = None, snapshot: str | None = None, actor: Actor, now: datetime
) -> IndicatorValue:
    """The value of an indicator in a period, for one unit or the whole city, at a snapshot (the current one when not given).

    Everybody may ask: what is told is a count. None when nothing is known. IndicatorUnknown, InvalidPeriod, SnapshotUnknown.
    """
    label, dates = rules.resolve(period)
    definition = indicator(code=code, on=_last_day(dates, now))
    today = local_date(now)
    statement = rules.value_statement(definition, dates=dates, unit_code=unit_code or "", today=today)
    taken = _taken(snapshot)
    empty = _value(definition, statement, label=label, dates=dates, unit_code=unit_code or "")
    if taken is None:
        return empty
    answer = _ask(statement, taken.id, now=now)
    found = answer.dicts()[0]
    if not rules.is_known(known_from=found["known_from"], dates=dates, today=today):
        return replace(empty, snapshot=taken.id, as_of=taken.taken_at)
    return replace(empty, snapshot=taken.id, as_of=taken.taken_at, **_counts(definition, found))


def series(
    *,
    code: str,
    periods: Sequence[AnyPeriod],
    unit_code: str | None = None,
    snapshot: str | None = None,
    actor: Actor,
    now: datetime,
) -> tuple[IndicatorValue, ...]:
    """The values of several periods at one snapshot."""
    taken = _taken(snapshot)
    at = taken.id if taken else None
    return tuple(value(code=code, period=p, unit_code=unit_code, snapshot=at, actor=actor, now=now) for p in periods)


def meets(*, indicator: Indicator, value: Decimal | None) -> bool | None:
    """Whether a value reaches the indicator's target; None when there is no target or no value."""
    return rules.meets(indicator, value)


def last_periods(*, period: CalendarPeriod, count: int) -> tuple[CalendarPeriod, ...]:
    """``count`` periods of one kind that end with ``period``, oldest first."""
    found = [period]
    while len(found) < count:
        found.insert(0, found[0].previous())
    return tuple(found)


def by_unit(*, code: str, period: AnyPeriod, snapshot: str | None = None, actor: Actor, now: datetime) -> tuple[IndicatorValue, ...]:
    """The value of every unit that has any row in the period, in Vietnamese order of names. Their counts add up to the city's."""
    label, dates = rules.resolve(period)
    definition = indicator(code=code, on=_last_day(dates, now))
    statement = rules.units_statement(definition, dates=dates, today=local_date(now))
    taken = _taken(snapshot)
    if taken is None:
        return ()
    answer = _ask(statement, taken.id, now=now)
    on = _last_day(dates, now)
    names = {u.code: u.full_name for u in (*units.agencies(on=on), *units.communes(on=on))}
    order = {u: place for place, u in enumerate(names)}
    made = [
        replace(
            _value(definition, statement, label=label, dates=dates, unit_code=row["unit_code"] or ""),
            snapshot=taken.id,
            as_of=taken.taken_at,
            unit_name=names.get(row["unit_code"], row["unit_code"] or ""),
            **_counts(definition, row),
        )
        for row in answer.dicts()
    ]
    return tuple(sorted(made, key=lambda v: (order.get(v.unit_code, len(order)), v.unit_code)))


def rows(  # noqa: PLR0913 - what a page of rows is asked for
    *,
    code: str,
    period: AnyPeriod,
    unit_code: str | None = None,
    snapshot: str | None = None,
    part: Part = Part.ALL,
    actor: Actor,
    now: datetime,
    after: str = "",
    limit: int = 50,
) -> contracts.RowPage:
    """The rows behind a value, at most 200 after a key, under the very conditions of the value and at its snapshot.

    Forbidden for the public and for a unit that is not the officer's; officers without a city-wide role get the rows of their units.
    """
    require(policies.can_see_rows(actor, unit_code=unit_code or ""))
    _, dates = rules.resolve(period)
    definition = indicator(code=code, on=_last_day(dates, now))
    taken = _taken(snapshot)
    shown = value(code=code, period=period, unit_code=unit_code, snapshot=taken.id if taken else None, actor=actor, now=now)
    most = max(1, min(limit, _MOST_ROWS))
    statement = rules.rows_statement(
        definition, dates=dates, unit_code=unit_code or "", today=local_date(now), part=part, after=after, limit=most + 1
    )
    hashed = datasets.query_hash(sql=statement.sql, params=statement.params)
    if taken is None:
        return contracts.RowPage(rows=(), next_after=None, value=shown, query=statement.sql, query_hash=hashed)
    answer = datasets.query(sql=statement.sql, params=statement.params, snapshot=taken.id, actor=actor, now=now)
    found = tuple(_row(row) for row in answer.dicts())
    more = len(found) > most
    return contracts.RowPage(
        rows=found[:most], next_after=found[most - 1].key if more else None, value=shown, query=statement.sql, query_hash=hashed
    )


def published(*, published_id: UUID) -> contracts.PublishedValue:
    """One published value; PublishedUnknown."""
    row = models.PublishedValue.objects.filter(uuid=published_id).first()
    if row is None:
        raise contracts.PublishedUnknown(published_id=published_id)
    return published_value(row)


def published_values(*, code: str, limit: int = 50) -> tuple[contracts.PublishedValue, ...]:
    """The newest published values of an indicator."""
    found = models.PublishedValue.objects.filter(code=code).order_by("-id")[:limit]
    return tuple(published_value(row) for row in found)


def rerun(*, published_id: UUID, now: datetime) -> contracts.Rerun:
    """Compute a published value again from the statement and snapshot stored with it."""
    stored = published(published_id=published_id)
    definition = indicator(code=stored.code)
    params = {k: date.fromisoformat(v) if k in {"from", "to", "today"} else v for k, v in stored.params.items()}
    answer = datasets.query(sql=stored.query, params=params, snapshot=stored.snapshot, actor=SYSTEM, now=now)
    counts = _counts(definition, answer.dicts()[0])
    same = (counts["value"], counts["denominator"]) == (stored.value, stored.denominator)
    return contracts.Rerun(published=stored, numerator=counts["numerator"], denominator=counts["denominator"], same=same)


def published_value(row: models.PublishedValue) -> contracts.PublishedValue:
    """A row as a contract."""
    return contracts.PublishedValue(
        uuid=row.uuid,
        code=row.code,
        period=row.period,
        unit_code=row.unit_code,
        value=row.value,
        numerator=row.numerator,
        denominator=row.denominator,
        query=row.query,
        params=row.params,
        query_hash=row.query_hash,
        snapshot=row.snapshot,
        as_of=row.as_of,
        published_at=row.published_at,
        published_by=row.published_by,
    )


def _taken(snapshot: str | None) -> datasets.Snapshot | None:
    return datasets.latest_snapshot() if snapshot is None else datasets.snapshot(snapshot_id=snapshot)


def _ask(statement: Statement, snapshot: str, *, now: datetime) -> datasets.QueryResult:
    key = (snapshot, datasets.query_hash(sql=statement.sql, params=statement.params))
    kept = _answers.get(key)
    if kept is None:
        kept = datasets.query(sql=statement.sql, params=statement.params, snapshot=snapshot, actor=SYSTEM, now=now)
        _answers.put(key, kept)
    return kept


def _last_day(dates: DatePeriod, now: datetime) -> date:
    """The day whose definition and names hold for a period: its last, or today while it runs."""
    today = local_date(now)
    return today if dates.ends_on is None or dates.ends_on > today else dates.ends_on.fromordinal(dates.ends_on.toordinal() - 1)


def _value(definition: Indicator, statement: Statement, *, label: str, dates: DatePeriod, unit_code: str) -> IndicatorValue:
    """A value of which nothing is known yet."""
    return IndicatorValue(
        code=definition.code,
        value=None,
        numerator=None,
        denominator=None,
        unit_code=unit_code,
        period=label,
        dates=dates,
        query=statement.sql,
        params=statement.params,
        query_hash=datasets.query_hash(sql=statement.sql, params=statement.params),
        snapshot="",
        as_of=None,
    )


def _counts(definition: Indicator, row: dict[str, Any]) -> dict[str, Any]:
    denominator = int(row["denominator"])
    numerator = int(row["numerator"] or 0)
    made = rules.value_of(definition, numerator=numerator, denominator=denominator)
    return {"value": made, "numerator": numerator, "denominator": denominator}


def _row(row: dict[str, Any]) -> contracts.IndicatorRow:
    return contracts.IndicatorRow(
        key=row["row_key"],
        dossier_code=row["dossier_code"] or "",
        unit_code=row["unit_code"] or "",
        field=row["field"] or "",
        day=row["day"],
        counted=bool(row["counted"]),
    )

"""Pure decisions: which period a text means, which statement a definition makes, what value an answer gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from motcua.insight.indicators.contracts import DefinitionFaulty, Indicator, Kind, Part, Statement
from motcua.kernel.periods import CalendarPeriod, DatePeriod, parse_period

AnyPeriod = str | CalendarPeriod | DatePeriod
_PARAM = re.compile(r"\$([a-z_]+)")
_NAME = re.compile(r"[a-z_]+")
_ALLOWED = {"from", "to", "today"}
_HUNDREDTH = Decimal("0.01")


def resolve(period: AnyPeriod) -> tuple[str, DatePeriod]:
    """The code and the days of a period given as code (``2026-09``, ``2026-Q3``, a day ``2026-09-07``), object or dates.

    InvalidPeriod for a text that names none.
    """
    if isinstance(period, CalendarPeriod):
        return period.code, period.dates
    if isinstance(period, DatePeriod):
        return f"{period.starts_on}/{period.ends_on or ''}", period
    try:
        day = date.fromisoformat(period)
    except ValueError:
        found = parse_period(period)
        return found.code, found.dates
    return day.isoformat(), DatePeriod(day, day + timedelta(days=1))


def check(indicator: Indicator) -> Indicator:
    """A definition that may be asked; DefinitionFaulty otherwise. The guard of the warehouse checks the statement once more."""
    asked = set(_PARAM.findall(f"{indicator.population} {indicator.numerator}"))
    names = [indicator.key, indicator.day, indicator.begins]
    if not indicator.table.startswith("gold."):
        raise DefinitionFaulty(indicator=indicator.code, reason=f"table {indicator.table}")
    if asked - _ALLOWED or "to" not in asked:
        raise DefinitionFaulty(indicator=indicator.code, reason=f"parameters {sorted(asked)}")
    if any(not _NAME.fullmatch(name) for name in names) or ";" in indicator.population + indicator.numerator:
        raise DefinitionFaulty(indicator=indicator.code, reason="names")
    if (indicator.kind is Kind.RATIO) != bool(indicator.numerator):
        raise DefinitionFaulty(indicator=indicator.code, reason="a ratio has a numerator, a count has none")
    return indicator


def value_statement(indicator: Indicator, *, dates: DatePeriod, unit_code: str, today: date) -> Statement:
    """One row: how many rows there are, how many of them count, since when the table knows anything."""
    begins = f"SELECT MIN({indicator.begins}) FROM {indicator.table}"  # noqa: S608 - a checked definition
    sql = (
        f"SELECT COUNT(*) AS denominator,\n  SUM(CASE WHEN {_counts(indicator)} THEN 1 ELSE 0 END) AS numerator,\n"
        f"  ({begins}) AS known_from\nFROM {indicator.table}\nWHERE {_where(indicator, unit_code)}"
    )
    return Statement(sql, _params(sql, dates=dates, unit_code=unit_code, today=today))


def units_statement(indicator: Indicator, *, dates: DatePeriod, today: date) -> Statement:
    """One row for each unit that has any, with the same counts."""
    sql = (
        f"SELECT unit_code, COUNT(*) AS denominator,\n  SUM(CASE WHEN {_counts(indicator)} THEN 1 ELSE 0 END) AS numerator\n"
        f"FROM {indicator.table}\nWHERE {_where(indicator, '')}\nGROUP BY unit_code\nORDER BY unit_code"
    )
    return Statement(sql, _params(sql, dates=dates, unit_code="", today=today))


def rows_statement(
    indicator: Indicator, *, dates: DatePeriod, unit_code: str, today: date, part: Part, after: str, limit: int
) -> Statement:
    """The rows themselves under the very same conditions, by key, after a key."""
    wanted = {Part.ALL: "", Part.COUNTED: f" AND {_counts(indicator)}", Part.OTHER: f" AND NOT ({_counts(indicator)})"}[part]
    key = f"CAST({indicator.key} AS VARCHAR)"
    sql = (
        f"SELECT {key} AS row_key, dossier_code, unit_code, field, {indicator.day} AS day,\n"
        f"  CASE WHEN {_counts(indicator)} THEN TRUE ELSE FALSE END AS counted\nFROM {indicator.table}\n"
        f"WHERE {_where(indicator, unit_code)}{wanted} AND {key} > $after\nORDER BY row_key\nLIMIT {int(limit)}"
    )
    return Statement(sql, {**_params(sql, dates=dates, unit_code=unit_code, today=today), "after": after})


def value_of(indicator: Indicator, *, numerator: int | None, denominator: int | None) -> Decimal | None:
    """The value of two counts: a share in per cent with two decimals, half up; None when nothing is known or nothing was counted."""
    if denominator is None:
        return None
    if indicator.kind is Kind.COUNT:
        return Decimal(denominator)
    if not denominator or numerator is None:
        return None
    return (Decimal(100 * numerator) / denominator).quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)


def is_known(*, known_from: date | None, dates: DatePeriod, today: date) -> bool:
    """Whether anything can be said of a period: the table reaches back into it, and it has begun."""
    began = dates.starts_on <= today
    return began and known_from is not None and (dates.ends_on is None or known_from < dates.ends_on)


def meets(indicator: Indicator, value: Decimal | None) -> bool | None:
    """Whether a value reaches the target; None when there is no target or no value."""
    if value is None or indicator.target is None:
        return None
    return value <= indicator.target if indicator.direction == "down" else value >= indicator.target


def _counts(indicator: Indicator) -> str:
    return f"({indicator.numerator})" if indicator.numerator else "(1 = 1)"


def _where(indicator: Indicator, unit_code: str) -> str:
    return f"({indicator.population})" + (" AND unit_code = $unit" if unit_code else "")


def _params(sql: str, *, dates: DatePeriod, unit_code: str, today: date) -> Mapping[str, Any]:
    """Only the values that the statement asks for: an unused one would be refused.."""
    known = {"from": dates.starts_on, "to": dates.ends_on or date(9999, 1, 1), "today": today, "unit": unit_code}
    return {name: known[name] for name in dict.fromkeys(_PARAM.findall(sql)) if name in known}

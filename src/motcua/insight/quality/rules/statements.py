"""Statements of the sub-indices, made from their definitions: the figure, its rows, its ranking and its course share their conditions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from motcua.insight.quality.contracts import DefinitionFaulty, Dimension, Part, Ratio, Statement, Subject
from motcua.kernel.periods import DatePeriod

COLUMNS = {
    Dimension.UNIT: "unit_code",
    Dimension.PROCEDURE: "procedure_code",
    Dimension.OFFICER: "officer_id",
    Dimension.FIELD: "field",
}
_PARAM = re.compile(r"\$([a-z_]+)")
_NAME = re.compile(r"[a-z_]+")
_GOLD = re.compile(r"gold\.[a-z_]+")


def check(ratio: Ratio) -> Ratio:
    """A sub-index that may be asked; DefinitionFaulty otherwise."""
    if not ratio.table:
        if not (ratio.absent_vi and ratio.absent_en):
            raise DefinitionFaulty(definition=ratio.code, reason="no table and no reason")
        return ratio
    text = f"{ratio.where} {ratio.each} {ratio.good}"
    if not _GOLD.fullmatch(ratio.table) or ";" in text or _PARAM.search(text):
        raise DefinitionFaulty(definition=ratio.code, reason="table, parameters")
    if not (ratio.good and ratio.where and _NAME.fullmatch(ratio.day) and _NAME.fullmatch(ratio.begins)):
        raise DefinitionFaulty(definition=ratio.code, reason="good, where, day, begins")
    return ratio


def answers(ratio: Ratio, subject: Subject) -> bool:
    """Whether rows could tell this sub-index of this subject."""
    return bool(ratio.table) and subject.dimensions() <= ratio.dimensions


def value(ratio: Ratio, *, dates: DatePeriod, subject: Subject) -> Statement:
    """One row: what is summed, what of it is good, how many rows, since when the table knows anything."""
    sql = (
        f"SELECT {_sums(ratio)}, COUNT(*) AS found,\n  (SELECT MIN({ratio.begins}) FROM {ratio.table}) AS known_from\n"  # noqa: S608
        f"FROM {ratio.table}\nWHERE {_where(ratio, subject)}"
    )
    return _made(sql, dates=dates, subject=subject)


def groups(ratio: Ratio, *, dates: DatePeriod, subject: Subject, by: Dimension) -> Statement:
    """One row for each unit, procedure or officer that has any."""
    column = COLUMNS[by]
    sql = (
        f"SELECT {column} AS code, {_sums(ratio)}, COUNT(*) AS found\nFROM {ratio.table}\n"
        f"WHERE {_where(ratio, subject)} AND {column} IS NOT NULL\nGROUP BY {column}\nORDER BY {column}"
    )
    return _made(sql, dates=dates, subject=subject)


def months(ratio: Ratio, *, dates: DatePeriod, subject: Subject) -> Statement:
    """One row for each month that has any, for the course over time."""
    year, month = f"EXTRACT(YEAR FROM {ratio.day})", f"EXTRACT(MONTH FROM {ratio.day})"
    sql = (
        f"SELECT {year} AS in_year, {month} AS in_month, {_sums(ratio)}, COUNT(*) AS found\nFROM {ratio.table}\n"
        f"WHERE {_where(ratio, subject)}\nGROUP BY {year}, {month}\nORDER BY in_year, in_month"
    )
    return _made(sql, dates=dates, subject=subject)


def rows(
    ratio: Ratio,
    *,
    dates: DatePeriod,
    subject: Subject,
    part: Part,
    units: Collection[str] | None,
    after: str,
    limit: int,
) -> Statement:
    """The rows themselves under the very same conditions, by code, of certain units when given (what their reader may see)."""
    wanted = {Part.ALL: "", Part.GOOD: f" AND ({ratio.good}) > 0", Part.OTHER: f" AND ({ratio.good}) < ({ratio.each})"}[part]
    narrowed = {f"own{place}": code for place, code in enumerate(sorted(units))} if units is not None else {}
    own = ""
    if units is not None:
        own = " AND unit_code IN (" + ", ".join(f"${name}" for name in narrowed) + ")" if narrowed else " AND 1 = 0"
    sql = (
        f"SELECT dossier_code, unit_code, procedure_code, {ratio.day} AS day, {ratio.each} AS each_of, {ratio.good} AS good_of\n"
        f"FROM {ratio.table}\nWHERE {_where(ratio, subject)}{wanted}{own} AND dossier_code > $after\n"
        f"ORDER BY dossier_code\nLIMIT {int(limit)}"
    )
    made = _made(sql, dates=dates, subject=subject)
    return Statement(sql, {**made.params, **narrowed, "after": after})


def scores(ratio: Ratio, *, dates: DatePeriod, subject: Subject) -> Statement:
    """How many ratings of each score, over the rows of the sub-index of satisfaction."""
    sql = f"SELECT score, COUNT(*) AS answers\nFROM {ratio.table}\nWHERE {_where(ratio, subject)}\nGROUP BY score\nORDER BY score"
    return _made(sql, dates=dates, subject=subject)


def _sums(ratio: Ratio) -> str:
    return f"CAST(SUM({ratio.each}) AS BIGINT) AS denominator, CAST(SUM({ratio.good}) AS BIGINT) AS numerator"


def _where(ratio: Ratio, subject: Subject) -> str:
    named = {"unit": (subject.unit_code, Dimension.UNIT), "procedure": (subject.procedure_code, Dimension.PROCEDURE)}
    named["officer"] = (subject.officer_id, Dimension.OFFICER)
    narrowed = "".join(f" AND {COLUMNS[dimension]} = ${name}" for name, (code, dimension) in named.items() if code)
    return f"{ratio.day} >= $from AND {ratio.day} < $to AND ({ratio.where}){narrowed}"


def _made(sql: str, *, dates: DatePeriod, subject: Subject) -> Statement:
    return Statement(sql, params(sql, dates=dates, subject=subject))


def params(sql: str, *, dates: DatePeriod, subject: Subject, last: date | None = None) -> Mapping[str, Any]:
    """Only the values that the statement asks for: an unused one would be refused."""
    known = {
        "from": dates.starts_on,
        "to": dates.ends_on,
        "last": last,
        "unit": subject.unit_code,
        "procedure": subject.procedure_code,
        "officer": subject.officer_id,
    }
    return {name: known[name] for name in dict.fromkeys(_PARAM.findall(sql)) if name in known}

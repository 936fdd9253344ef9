"""Statements of the counting tables, and the sums that must agree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from motcua.insight.quality.contracts import DefinitionFaulty, Statement, Subject, TableForm, TableRow
from motcua.insight.quality.rules.statements import params
from motcua.kernel.periods import DatePeriod

_PARAM = re.compile(r"\$([a-z_]+)")
_ALLOWED = {"from", "to", "last"}
LEVEL = "level"


def check(form: TableForm) -> TableForm:
    """A form that may be asked and whose sums name its own columns; DefinitionFaulty otherwise."""
    text = " ".join([form.where, *(c.when for c in form.columns)])
    keys = {c.key for c in form.columns}
    named = {k for c in form.columns for k in c.sum_of} | {k for whole, parts in form.balances for k in (whole, *parts)}
    if set(_PARAM.findall(text)) - _ALLOWED or ";" in text or not form.table.startswith("gold."):
        raise DefinitionFaulty(definition=form.code, reason="parameters, table")
    if named - keys or len(keys) != len(form.columns):
        raise DefinitionFaulty(definition=form.code, reason=f"columns {sorted(named - keys)}")
    if any(bool(c.when) + bool(c.count) + bool(c.sum_of) != 1 for c in form.columns):
        raise DefinitionFaulty(definition=form.code, reason="a column counts rows, distinct values, or sums others")
    return form


def statement(form: TableForm, *, dates: DatePeriod, subject: Subject, today: date) -> Statement:
    """One row for each line of the table, with every column that counts by itself."""
    ends_on = dates.ends_on or date.max
    counted = [
        f"COUNT(DISTINCT {c.count}) AS {c.key}" if c.count else f"CAST(SUM(CASE WHEN {c.when} THEN 1 ELSE 0 END) AS BIGINT) AS {c.key}"
        for c in form.columns
        if not c.sum_of
    ]
    source = form.table
    if form.by == LEVEL:
        source = f"(SELECT q.*, COALESCE(p.level, 'unknown') AS level FROM {form.table} AS q LEFT JOIN gold.procedure AS p ON p.code = q.procedure_code) AS leveled"  # noqa: E501, S608
    unit = " AND unit_code = $unit" if subject.unit_code else ""
    sql = (
        f"SELECT COALESCE({form.by}, '') AS line, (SELECT MIN(received_on) FROM {form.table}) AS known_from,\n  "  # noqa: S608
        + ",\n  ".join(counted)
        + f"\nFROM {source}\nWHERE ({form.where}){unit}\nGROUP BY COALESCE({form.by}, '')\nORDER BY line"
    )
    return Statement(sql, params(sql, dates=dates, subject=subject, last=min(ends_on, today)))


def counts(form: TableForm, row: Mapping[str, Any]) -> tuple[int, ...]:
    """The counts of a line in the order of the columns, sums made of their parts."""
    by_key = {c.key: int(row[c.key] or 0) for c in form.columns if not c.sum_of}
    for column in form.columns:
        if column.sum_of:
            by_key[column.key] = sum(by_key[k] if k in by_key else _deep(form, k, by_key) for k in column.sum_of)
    return tuple(by_key[c.key] for c in form.columns)


def total(form: TableForm, rows: Sequence[TableRow]) -> TableRow:
    """The line of sums."""
    return TableRow("", "", tuple(sum(column) for column in zip(*(r.counts for r in rows), strict=True)) or (0,) * len(form.columns))


def balanced(form: TableForm, row: TableRow) -> bool:
    """Whether the sums of a line agree."""
    by_key = {c.key: n for c, n in zip(form.columns, row.counts, strict=True)}
    return all(by_key[whole] == sum(by_key[k] for k in parts) for whole, parts in form.balances)


def _deep(form: TableForm, key: str, by_key: Mapping[str, int]) -> int:
    column = next(c for c in form.columns if c.key == key)
    return sum(by_key[k] if k in by_key else _deep(form, k, by_key) for k in column.sum_of)

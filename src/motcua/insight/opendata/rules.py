# ruff: noqa: S608 - names are checked against the dataset, values are parameters
"""Pure decisions: from a row search in CKAN's language to SQL with parameters. Names are checked, values never become SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from motcua.insight.opendata.contracts import Dataset, SearchInvalid
from motcua.kernel.text import syllables

ROW_ID = "_id"
MAX_LIMIT = 32_000
_MAX_DEPTH = 10
_MAX_TERMS = 100
_DIRECTIONS = frozenset({"", "asc", "desc"} | {f"{way} nulls {end}" for way in ("asc", "desc") for end in ("first", "last")})
_COMPARE = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked of a dataset's rows. ``filters`` in CKAN 2.12's form; ``fields`` empty means all columns."""

    filters: Any = None
    q: str = ""
    fields: tuple[str, ...] = ()
    sort: str = ""
    limit: int = 100
    offset: int = 0
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its values by name, and the columns of its answer."""

    sql: str
    params: dict[str, Any]
    columns: tuple[str, ...]


@dataclass(slots=True)
class _Terms:
    """Collects values under fresh names while conditions are built."""

    types: Mapping[str, str]
    params: dict[str, Any] = field(default_factory=dict)
    count: int = 0

    def value(self, column: str, raw: Any) -> str:
        self.count += 1
        if self.count > _MAX_TERMS:
            raise SearchInvalid(field="filters", reason=f"> {_MAX_TERMS} điều kiện/conditions")
        name = f"f{self.count}"
        self.params[name] = parse(self.types[column], raw, column=column)
        return f"${name}"


def rows(dataset: Dataset, search: Search) -> Statement:
    """The page of rows that a search asks for."""
    columns = _fields(dataset, search)
    where, params = _where(dataset, search)
    order = _sort(dataset, search.sort)
    listed = ", ".join(f'"{name}"' for name in columns)
    sql = (
        f"{_numbered(dataset)} SELECT {'DISTINCT ' if search.distinct else ''}{listed} FROM numbered{where} "
        f"ORDER BY {_distinct_order(columns, order) if search.distinct else order} LIMIT {search.limit} OFFSET {search.offset}"
    )
    return Statement(sql=sql, params={**dataset.params, **params}, columns=columns)


def total(dataset: Dataset, search: Search) -> Statement:
    """How many rows a search finds."""
    where, params = _where(dataset, search)
    inner = f"{_numbered(dataset)} SELECT count(*) AS total FROM numbered{where}"
    if search.distinct:
        listed = ", ".join(f'"{name}"' for name in _fields(dataset, search))
        inner = f"{_numbered(dataset)} SELECT count(*) AS total FROM (SELECT DISTINCT {listed} FROM numbered{where}) AS found"
    return Statement(sql=inner, params={**dataset.params, **params}, columns=("total",))


def whole(dataset: Dataset) -> Statement:
    """All rows in the dataset's order, for downloads."""
    order = ", ".join(f'"{name}"' for name in dataset.order)
    columns = tuple(c.name for c in dataset.columns)
    listed = ", ".join(f'"{name}"' for name in columns)
    sql = f"WITH data AS ({dataset.sql}) SELECT {listed} FROM data ORDER BY {order}"
    return Statement(sql=sql, params=dict(dataset.params), columns=columns)


def parse(kind: str, raw: Any, *, column: str) -> Any:
    """A value of a filter in the column's type; ``SearchInvalid`` when it is none."""
    try:
        if raw is None:
            return None
        if kind in ("int", "int8"):
            return int(str(raw))
        if kind == "numeric":
            return Decimal(str(raw))
        if kind == "bool":
            return {"true": True, "false": False, "t": True, "f": False}[str(raw).lower()]
        if kind == "date":
            return date.fromisoformat(str(raw)[:10])
        return datetime.fromisoformat(str(raw)) if kind == "timestamp" else str(raw)
    except (ValueError, KeyError, InvalidOperation):
        raise SearchInvalid(field=column, reason=f"{raw!r} ∉ {kind}") from None


def _numbered(dataset: Dataset) -> str:
    order = ", ".join(f'"{name}"' for name in dataset.order)
    listed = ", ".join(f'"{c.name}"' for c in dataset.columns)
    return f'WITH data AS ({dataset.sql}), numbered AS (SELECT row_number() OVER (ORDER BY {order}) AS "{ROW_ID}", {listed} FROM data)'


def _types(dataset: Dataset) -> dict[str, str]:
    return {ROW_ID: "int", **{c.name: c.type for c in dataset.columns}}


def _fields(dataset: Dataset, search: Search) -> tuple[str, ...]:
    known = _types(dataset)
    wanted = search.fields or tuple(known if not search.distinct else (c.name for c in dataset.columns))
    for name in wanted:
        if name not in known:
            raise SearchInvalid(field="fields", reason=f"field {name!r} not in table")
    return tuple(dict.fromkeys(wanted))


def _where(dataset: Dataset, search: Search) -> tuple[str, dict[str, Any]]:
    terms = _Terms(types=_types(dataset))
    parts = []
    if search.filters:
        parts.append(_condition(search.filters, terms, depth=0))
    for number, word in enumerate(syllables(search.q)[:20]):
        texts = [c.name for c in dataset.columns if c.type == "text"]
        terms.params[f"q{number}"] = f"%{word}%"
        found = (f"replace(strip_accents(lower(\"{name}\")), 'đ', 'd') LIKE $q{number}" for name in texts)
        parts.append(f"({' OR '.join(found)})" if texts else "1 = 0")
    return (f" WHERE {' AND '.join(parts)}" if parts else ""), terms.params


def _condition(node: Any, terms: _Terms, *, depth: int) -> str:
    """A mapping is AND over its columns; a list is OR over mappings; ``$and`` and ``$or`` nest."""
    if depth > _MAX_DEPTH:
        raise SearchInvalid(field="filters", reason=f"sâu quá/deeper than {_MAX_DEPTH}")
    if isinstance(node, list):
        return _joined(" OR ", [_condition(each, terms, depth=depth + 1) for each in node], empty="1 = 0")
    if not isinstance(node, Mapping):
        raise SearchInvalid(field="filters", reason="cần một đối tượng/must be an object")
    parts = []
    for name, value in node.items():
        if name in ("$or", "$and"):
            if not isinstance(value, list):
                raise SearchInvalid(field="filters", reason=f"{name} cần danh sách/needs a list")
            inner = [_condition(each, terms, depth=depth + 1) for each in value]
            parts.append(_joined(" OR " if name == "$or" else " AND ", inner, empty="1 = 0" if name == "$or" else "1 = 1"))
        else:
            parts.append(_column(name.removeprefix("$") if name.startswith("$$") else name, value, terms))
    return _joined(" AND ", parts, empty="1 = 1")


def _column(name: str, value: Any, terms: _Terms) -> str:
    if name not in terms.types:
        raise SearchInvalid(field="filters", reason=f"Unknown field: {name}")
    values = value if isinstance(value, list) else [value]
    return _joined(" OR ", [_one(name, each, terms) for each in values], empty="1 = 0")


def _one(name: str, value: Any, terms: _Terms) -> str:
    if isinstance(value, Mapping):
        unknown = sorted(set(value) - set(_COMPARE))
        if unknown:
            raise SearchInvalid(field="filters", reason=f"Unknown operator: {unknown[0]}")
        return _joined(" AND ", [f'"{name}" {_COMPARE[op]} {terms.value(name, raw)}' for op, raw in value.items()], empty="1 = 1")
    return f'"{name}" IS NULL' if value is None else f'"{name}" = {terms.value(name, value)}'


def _joined(word: str, parts: Sequence[str], *, empty: str) -> str:
    return f"({word.join(parts)})" if parts else empty


def _sort(dataset: Dataset, text: str) -> str:
    """CKAN's ``field asc, other desc``; ties in the dataset's own order."""
    known = _types(dataset)
    made = []
    for part in (p.strip() for p in text.split(",") if p.strip()):
        words = part.split()
        name, direction = words[0].strip('"'), " ".join(words[1:]).lower()
        if name not in known or direction not in _DIRECTIONS:
            raise SearchInvalid(field="sort", reason=f"{part[:60]!r}")
        made.append(f'"{name}" {direction or "asc"}')
    return ", ".join([*made, f'"{ROW_ID}"'])


def _distinct_order(columns: Sequence[str], order: str) -> str:
    kept = [part for part in order.split(", ") if part.split('"')[1] in columns]
    return ", ".join(kept or [f'"{columns[0]}"'])

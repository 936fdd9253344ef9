"""The allow-list for statements that people and programs send: one SELECT over known tables, known functions only.

DuckDB's own lock-down still lets through several statements at once, settings and system tables, so the parsed tree is checked node
by node, and what runs is the text written back from that tree, never the text received.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from motcua.lakehouse.contracts import QueryRefused

MAX_LENGTH = 20_000
_PLAIN = re.compile(r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")

_STRUCTURE = frozenset(
    {
        "Select", "From", "Join", "Where", "Group", "Having", "Order", "Ordered", "Limit", "Offset", "With", "CTE", "Subquery",
        "TableAlias", "Table", "Identifier", "Column", "Star", "Literal", "Boolean", "Null", "Alias", "Paren", "Not", "Neg",
        "Between", "In", "Is", "Tuple", "Distinct", "Union", "Except", "Intersect", "DataType", "DataTypeParam", "Interval", "Var",
        "Window", "WindowSpec", "Filter", "WithinGroup", "Placeholder", "Parameter", "Cube", "Rollup", "GroupingSets", "Qualify",
        "AtTimeZone", "Collate", "Dot", "And", "Or", "EQ", "NEQ", "GT", "GTE", "LT", "LTE", "Add", "Sub", "Mul", "Div", "IntDiv",
        "Mod", "DPipe", "Like", "ILike", "NullSafeEQ", "NullSafeNEQ", "SimilarTo", "Escape",
    }
)
_FUNCTIONS = frozenset(
    {
        "Count", "CountIf", "Sum", "Avg", "Min", "Max", "ArgMax", "ArgMin", "Median", "Quantile", "PercentileCont", "PercentileDisc",
        "Stddev", "StddevPop", "StddevSamp", "Variance", "VariancePop", "AnyValue", "LogicalAnd", "LogicalOr", "GroupConcat", "Mode",
        "Corr", "RowNumber", "Rank", "DenseRank", "PercentRank", "CumeDist", "Ntile", "Lag", "Lead", "FirstValue", "LastValue",
        "NthValue", "Case", "If", "Coalesce", "Nullif", "Greatest", "Least", "Cast", "TryCast", "Abs", "Round", "Floor", "Ceil",
        "Sqrt", "Power", "Pow", "Ln", "Log", "Exp", "Sign", "Mod", "Upper", "Lower", "Trim", "Length", "Substring", "Concat",
        "ConcatWs", "Replace", "StrPosition", "StartsWith", "EndsWith", "Left", "Right", "Lpad", "Rpad", "Pad", "Split", "SplitPart",
        "Contains", "Reverse", "RegexpLike", "Date", "DateTrunc", "TimestampTrunc", "DateAdd", "DateSub", "DateDiff", "Extract",
        "Year", "Month", "Day", "Week", "Quarter", "DayOfWeek", "DayOfYear", "DayOfMonth", "DayOfWeekIso", "WeekOfYear", "Hour",
        "Minute", "Second", "TimeToStr", "StrToTime", "StrToDate", "TsOrDsToDate", "LastDay", "MakeDate", "DateFromParts",
        "TimestampDiff", "TsOrDsAdd", "TsOrDsDiff", "TimestampAdd", "TimestampSub",
    }
)
_ANONYMOUS = frozenset({"strip_accents", "date_part", "datepart", "isoyear", "bool_and", "bool_or", "printf", "strftime"})


Only = Mapping[str, tuple[str, Collection[str]]]
"""Rows of a table that may be seen: ``table -> (column, values)``."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement that may run: its text as written back, the tables it reads, and whether it already limits its rows."""

    sql: str
    tables: frozenset[str]


def check(sql: str, *, known: Collection[str], only: Only | None = None, max_rows: int | None = None) -> Checked:
    """The statement as it may run; ``QueryRefused`` with the reason otherwise.

    ``only`` narrows a table to the rows with certain values wherever the statement reads it (counts, joins and subqueries included);
    ``max_rows`` caps the rows in the statement itself.
    """
    tree = _parse(sql)
    ctes = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    tables: set[str] = set()
    for node in tree.walk():
        _check_node(node)
        if isinstance(node, exp.Table):
            name = _table_name(node, ctes)
            if name is not None:
                if name not in known:
                    raise QueryRefused(reason=f"bảng/table {name}")
                tables.add(name)
    tree = _narrowed(tree, only or {})
    if max_rows is not None:
        tree = _limited(tree, max_rows)
    return Checked(sql=tree.sql(dialect="duckdb", comments=False), tables=frozenset(tables))


def _parse(sql: str) -> exp.Query:
    if len(sql) > MAX_LENGTH:
        raise QueryRefused(reason=f"> {MAX_LENGTH} ký tự/characters")
    try:
        statements = sqlglot.parse(sql, dialect="duckdb")
    except (SqlglotError, RecursionError) as error:
        raise QueryRefused(reason=_first_line(error)) from None
    if len(statements) != 1:
        raise QueryRefused(reason="cần đúng một câu lệnh/exactly one statement")
    tree = statements[0]
    if not isinstance(tree, exp.Select | exp.SetOperation):
        raise QueryRefused(reason="chỉ SELECT/only SELECT")
    return tree


def _check_node(node: exp.Expr) -> None:
    kind = type(node).__name__
    if isinstance(node, exp.Anonymous):
        if node.name.lower() not in _ANONYMOUS:
            raise QueryRefused(reason=f"{node.name}()")
    elif kind not in _STRUCTURE and kind not in _FUNCTIONS:
        raise QueryRefused(reason=kind.upper())
    if isinstance(node, exp.With) and node.args.get("recursive"):
        raise QueryRefused(reason="WITH RECURSIVE")
    if isinstance(node, exp.CTE) and not _PLAIN.match(node.alias_or_name):
        # A name with dots or slashes would be read as a file wherever the WITH does not reach.
        raise QueryRefused(reason="tên/name WITH")
    if isinstance(node, exp.Select) and (node.args.get("into") or node.args.get("locks")):
        raise QueryRefused(reason="SELECT INTO")


def _table_name(node: exp.Table, ctes: Collection[str]) -> str | None:
    """The qualified name, or None for a name bound by WITH."""
    if not isinstance(node.this, exp.Identifier) or node.args.get("catalog"):
        raise QueryRefused(reason=f"FROM {node.sql(dialect='duckdb')[:80]}")
    if node.db:
        return f"{node.db}.{node.name}"
    if node.name in ctes:
        return None
    raise QueryRefused(reason=f"bảng/table {node.name[:80]}")


def _narrowed(tree: exp.Query, only: Only) -> exp.Query:
    """The same statement with each restricted table replaced by a selection of it; the values become literals, never SQL."""
    for node in list(tree.find_all(exp.Table)):
        rule = only.get(f"{node.db}.{node.name}")
        if rule is None:
            continue
        column, values = rule
        condition = exp.column(column, quoted=True).isin(*[exp.Literal.string(v) for v in values]) if values else exp.false()
        inner = exp.select("*").from_(exp.table_(node.name, db=node.db, quoted=True)).where(condition)
        kept = {key: value for key, value in node.args.items() if key not in ("this", "db", "catalog", "alias") and value}
        alias = node.args.get("alias") or exp.TableAlias(this=exp.to_identifier(node.name, quoted=True))
        node.replace(exp.Subquery(this=inner, alias=alias, **kept))
    return tree


def _limited(tree: exp.Query, max_rows: int) -> exp.Query:
    limit = tree.args.get("limit")
    if limit is None:
        return tree.limit(max_rows)
    value = limit.expression
    if isinstance(value, exp.Literal) and value.is_int and int(value.this) <= max_rows:
        return tree
    return exp.select("*").from_(tree.subquery("answer")).limit(max_rows)


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0][:200].replace("{", "(").replace("}", ")") if str(error) else type(error).__name__

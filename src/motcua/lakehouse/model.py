"""SQL models: one file each, with a YAML front comment, checked before any data is touched and ordered by what they read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import sqlglot
import yaml
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError, UnsupportedError

from motcua.lakehouse.bronze import INFO as BRONZE_INFO
from motcua.lakehouse.bronze import NAME as BRONZE
from motcua.lakehouse.contracts import Column, Layer, ModelInvalid, Refresh, TableInfo, TableUnknown

# The other engines that must be able to run the same models over the same Iceberg tables.
DIALECTS = ("spark", "trino", "clickhouse")
_NOT_PORTABLE = (exp.ApproxDistinct, exp.ApproxQuantile, exp.Pivot, exp.Star)
_MAY_READ = {Layer.SILVER: {Layer.BRONZE, Layer.SILVER}, Layer.GOLD: {Layer.SILVER, Layer.GOLD}}


@dataclass(frozen=True)
class Model:
    """One table as a query over other tables."""

    info: TableInfo
    refresh: Refresh
    key: str
    shards: int
    grain_key: tuple[str, ...]
    sql: str
    query: exp.Query = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """``layer.table``."""
        return self.info.name

    @cached_property
    def parents(self) -> tuple[str, ...]:
        """The tables that the query reads."""
        ctes = {cte.alias_or_name for cte in self.query.find_all(exp.CTE)}
        tables = (t for t in self.query.find_all(exp.Table) if t.db or t.name not in ctes)
        return tuple(sorted({f"{t.db}.{t.name}" for t in tables}))

    @cached_property
    def fingerprint(self) -> str:
        """Changes when the rows of the table may change: the query, the key, the shards or the way of refreshing."""
        text = f"{self.sql}|{self.key}|{self.shards}|{self.refresh}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def translated(self, dialect: str) -> str:
        """The same query for another engine; ``ModelInvalid`` if it cannot be said there."""
        try:
            return self.query.sql(dialect=dialect, unsupported_level=ErrorLevel.RAISE)
        except UnsupportedError as error:
            raise ModelInvalid(model=self.name, reason=f"{dialect}: {error}") from None


class Models:
    """All models of a lake, in the order in which they are refreshed."""

    def __init__(self, models: Iterable[Model]) -> None:
        by_name = {model.name: model for model in models}
        self.ordered = tuple(by_name[name] for name in _order(by_name))
        self.by_name = {model.name: model for model in self.ordered}

    def info(self, name: str) -> TableInfo:
        """The description of a table, bronze included."""
        if name == BRONZE:
            return BRONZE_INFO
        if name not in self.by_name:
            raise TableUnknown(table=name)
        return self.by_name[name].info

    def names(self) -> tuple[str, ...]:
        """Every table, bronze first."""
        return (BRONZE, *(m.name for m in self.ordered))


def load(folder: Path) -> Models:
    """The models of a folder; ``ModelInvalid`` names the file and the broken rule."""
    return Models(parse(path.read_text(encoding="utf-8"), source=path.name) for path in sorted(folder.glob("*.sql")))


@cache
def parse(text: str, *, source: str) -> Model:
    """One model from the text of its file."""
    head, body = _split(text, source)
    sql = body.strip().rstrip(";").strip()
    try:
        trees = sqlglot.parse(sql, dialect="duckdb")
        layer, refresh = Layer(head["layer"]), Refresh(head.get("refresh", "rebuild"))
        info = TableInfo(
            name=str(head["name"]),
            layer=layer,
            owner=str(head["owner"]),
            grain=str(head["grain"]),
            vi=str(head["description"]["vi"]),
            en=str(head["description"]["en"]),
            columns=tuple(_column(name, spec) for name, spec in head["columns"].items()),
            sql=sql,
        )
    except (KeyError, TypeError, ValueError, SqlglotError) as error:
        raise ModelInvalid(model=source, reason=_plain(error)) from None
    if len(trees) != 1 or not isinstance(trees[0], exp.Select | exp.SetOperation):
        raise ModelInvalid(model=source, reason="cần đúng một SELECT/exactly one SELECT")
    model = Model(
        info=info,
        refresh=refresh,
        key=str(head.get("key", "")),
        shards=int(head.get("shards", 16)),
        grain_key=tuple(head.get("unique", ())),
        sql=sql,
        query=trees[0],
    )
    _check(model)
    return model


def _split(text: str, source: str) -> tuple[Mapping[str, Any], str]:
    if not text.startswith("/*") or "*/" not in text:
        raise ModelInvalid(model=source, reason="thiếu phần mô tả/no front comment")
    front, body = text[2:].split("*/", 1)
    head = yaml.safe_load(front)
    if not isinstance(head, dict):
        raise ModelInvalid(model=source, reason="phần mô tả không đọc được/front comment is not a mapping")
    return head, body


def _column(name: str, spec: Mapping[str, Any]) -> Column:
    tests = spec.get("tests", [])
    accepted = [value for test in tests if isinstance(test, dict) for value in test.get("accepted", ())]
    return Column(
        name=name,
        vi=str(spec["vi"]),
        en=str(spec["en"]),
        pii=bool(spec.get("pii", False)),
        unique="unique" in tests,
        not_null="not_null" in tests,
        accepted=tuple(str(value) for value in accepted),
    )


def _check(model: Model) -> None:
    """The rules of a model, each with the reason a person can act on."""
    declared = tuple(c.name for c in model.info.columns)
    if declared != tuple(model.query.named_selects):
        raise ModelInvalid(model=model.name, reason=f"cột/columns {declared} ≠ SELECT {tuple(model.query.named_selects)}")
    layers = {Layer(parent.split(".")[0]) for parent in model.parents}
    if model.info.layer not in _MAY_READ or layers - _MAY_READ[model.info.layer]:
        raise ModelInvalid(model=model.name, reason=f"tầng/layer {model.info.layer} ← {sorted(layers)}")
    if not model.name.startswith(f"{model.info.layer}."):
        raise ModelInvalid(model=model.name, reason="tên không khớp tầng/name does not match the layer")
    if model.info.layer is Layer.GOLD and any(c.pii for c in model.info.columns):
        raise ModelInvalid(model=model.name, reason="tầng gold không giữ dữ liệu cá nhân/gold keeps no personal data")
    if model.refresh is Refresh.APPEND and model.parents != (BRONZE,):
        raise ModelInvalid(model=model.name, reason=f"append chỉ đọc/reads only {BRONZE}")
    if model.key and model.key not in declared:
        raise ModelInvalid(model=model.name, reason=f"khoá/key {model.key}")
    if model.refresh is Refresh.GIVEN and model.parents:
        raise ModelInvalid(model=model.name, reason="given không đọc bảng nào/reads no table")
    if model.refresh is Refresh.KEYED and not model.key:
        raise ModelInvalid(model=model.name, reason="keyed cần khoá/needs a key")
    _check_portable(model)


def _check_portable(model: Model) -> None:
    for node in model.query.walk():
        counted = isinstance(node, exp.Star) and isinstance(node.parent, exp.Count)
        if isinstance(node, _NOT_PORTABLE) and not counted:
            raise ModelInvalid(model=model.name, reason=f"không chuyển được/not portable: {type(node).__name__}")
        if isinstance(node, exp.Group) and node.args.get("all"):
            raise ModelInvalid(model=model.name, reason="không chuyển được/not portable: GROUP BY ALL")
    for dialect in DIALECTS:
        model.translated(dialect)


def _order(models: Mapping[str, Model]) -> tuple[str, ...]:
    for model in models.values():
        for parent in model.parents:
            if parent != BRONZE and parent not in models:
                raise ModelInvalid(model=model.name, reason=f"không có bảng/no table {parent}")
    graph = TopologicalSorter({m.name: [p for p in m.parents if p != BRONZE] for m in models.values()})
    try:
        return tuple(graph.static_order())
    except CycleError as error:
        raise ModelInvalid(model=str(error.args[1][0]), reason=f"vòng/ring: {' → '.join(error.args[1])}") from None


def _plain(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]

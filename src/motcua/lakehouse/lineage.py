"""Where a table and each of its columns come from, read off the models' parsed queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sqlglot import exp
from sqlglot.lineage import Node
from sqlglot.lineage import lineage as trace
from sqlglot.optimizer.qualify import qualify

from motcua.lakehouse.bronze import NAME as BRONZE
from motcua.lakehouse.contracts import Layer, Lineage
from motcua.lakehouse.model import Model, Models


def of(models: Models, name: str) -> Lineage:
    """Parents, all ancestors and descendants of a table, and for each column the columns it is computed from."""
    models.info(name)
    model = models.by_name.get(name)
    children: dict[str, list[str]] = {}
    for other in models.ordered:
        for parent in other.parents:
            children.setdefault(parent, []).append(other.name)
    return Lineage(
        table=name,
        parents=model.parents if model else (),
        ancestors=_reach(name, lambda n: models.by_name[n].parents if n in models.by_name else ()),
        descendants=_reach(name, lambda n: children.get(n, ())),
        columns=columns(models, model) if model else {},
    )


def _reach(start: str, step: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    found: list[str] = []
    waiting = list(step(start))
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            waiting.extend(step(name))
    return tuple(found)


def columns(models: Models, model: Model) -> Mapping[str, tuple[str, ...]]:
    """``column -> (layer.table.column, ...)`` for one model."""
    known: dict[str, dict[str, dict[str, str]]] = {}
    for parent in model.parents:
        layer, table = parent.split(".")
        known.setdefault(layer, {})[table] = {c.name: "text" for c in models.info(parent).columns}
    schema: dict[str, object] = dict(known)
    qualified = qualify(model.query.copy(), schema=schema, dialect="duckdb")
    return {
        column.name: tuple(sorted(set(_leaves(trace(column.name, qualified.copy(), schema=schema, dialect="duckdb")))))
        for column in model.info.columns
    }


def _leaves(node: Node) -> list[str]:
    found = []
    for step in node.walk():
        if not step.downstream and isinstance(step.source, exp.Table) and step.source.db:
            found.append(f"{step.source.db}.{step.source.name}.{step.name.split('.')[-1].strip(chr(34))}")
    return found


def personal_in_gold(models: Models) -> tuple[str, ...]:
    """Gold columns computed from a column flagged as personal: each is a leak unless it is only counted."""
    leaks = []
    for model in models.ordered:
        if model.info.layer is not Layer.GOLD:
            continue
        for column, sources in columns(models, model).items():
            for source in sources:
                table, field = source.rsplit(".", 1)
                if table == BRONZE or any(c.pii and c.name == field for c in models.info(table).columns):
                    leaks.append(f"{model.name}.{column} ← {source}")
    return tuple(leaks)

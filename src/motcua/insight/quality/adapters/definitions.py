"""Reads ``data/index.yaml`` and ``data/tables.yaml``: written by people, checked when the process first needs them."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from motcua.insight.quality.contracts import DefinitionFaulty, Dimension, Group, Ratio, TableColumn, TableForm
from motcua.insight.quality.rules import statements
from motcua.insight.quality.rules import tables as table_rules

_COLUMN_KEYS = {"code", "key", "vi", "en", "when", "count", "sum_of"}
DATA = Path(__file__).resolve().parents[1] / "data"


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """The groups of the index in their order."""
    return read_groups(DATA / "index.yaml")


@lru_cache(maxsize=1)
def forms() -> tuple[TableForm, ...]:
    """The counting tables in their order."""
    return tuple(_form(row) for row in yaml.safe_load((DATA / "tables.yaml").read_text(encoding="utf-8")))


def read_groups(path: Path) -> tuple[Group, ...]:
    """The groups of a file; DefinitionFaulty names the first bad one."""
    return tuple(_group(row) for row in yaml.safe_load(path.read_text(encoding="utf-8")))


def check_config() -> str:
    """For the page of self-checks: every definition can be read."""
    return f"{sum(len(g.ratios) for g in groups())} sub-indices, {len(forms())} counting tables"


def _group(row: dict[str, Any]) -> Group:
    try:
        own = tuple(_ratio(ratio, group=row["key"]) for ratio in row["ratios"])
        return Group(code=row["code"], key=row["key"], vi=row["vi"], en=row["en"], ratios=own)
    except (KeyError, TypeError) as error:
        raise DefinitionFaulty(definition=row.get("code", "?"), reason=str(error)) from error


def _ratio(row: dict[str, Any], *, group: str) -> Ratio:
    try:
        made = Ratio(
            code=row["code"],
            key=row["key"],
            group=group,
            vi=row["vi"],
            en=row["en"],
            meaning_vi=row["meaning_vi"],
            meaning_en=row["meaning_en"],
            points_rule=row["points"]["rule"],
            points_key=row["points"].get("key", ""),
            law=row["law"],
            trust=row["trust"],
            table=row.get("table", ""),
            day=row.get("day", ""),
            begins=row.get("begins", ""),
            where=row.get("where", ""),
            each=str(row.get("each", "1")),
            good=row.get("good", ""),
            dimensions=frozenset(Dimension(d) for d in row.get("dimensions", [])),
            full_at=Decimal(str(row.get("full_at", 1))),
            absent_vi=row.get("absent_vi", ""),
            absent_en=row.get("absent_en", ""),
        )
    except (KeyError, ValueError) as error:
        raise DefinitionFaulty(definition=row.get("code", "?"), reason=str(error)) from error
    return statements.check(made)


def _form(row: dict[str, Any]) -> TableForm:
    stray = {key for c in row["columns"] for key in c} - _COLUMN_KEYS
    if stray:
        raise DefinitionFaulty(definition=row["code"], reason=f"{sorted(stray)}")
    columns = tuple(
        TableColumn(
            code=c["code"], key=c["key"], vi=c["vi"], en=c["en"], when=c.get("when", ""), count=c.get("count", ""),
            sum_of=tuple(c.get("sum_of", ())),
        )
        for c in row["columns"]
    )  # fmt: skip
    made = TableForm(
        code=row["code"],
        vi=row["vi"],
        en=row["en"],
        by=row["by"],
        law=row["law"],
        trust=row["trust"],
        table=row["table"],
        where=row["where"],
        columns=columns,
        balances=tuple((b["whole"], tuple(b["parts"])) for b in row["balances"]),
    )
    return table_rules.check(made)

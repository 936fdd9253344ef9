"""Reads ``data/indicators.yaml``: definitions written by people, checked when the process first needs them."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from motcua.insight.indicators import rules
from motcua.insight.indicators.contracts import DefinitionFaulty, Direction, Indicator, Kind

DATA = Path(__file__).resolve().parents[1] / "data" / "indicators.yaml"


@lru_cache(maxsize=1)
def definitions() -> tuple[Indicator, ...]:
    """All definitions that the product carries, in the order of the file."""
    return read(DATA)


def read(path: Path) -> tuple[Indicator, ...]:
    """The definitions of a file; DefinitionFaulty names the first bad one."""
    return tuple(_definition(row) for row in yaml.safe_load(path.read_text(encoding="utf-8")))


def check_config() -> str:
    """For the page of self-checks: every definition can be read."""
    return f"{len(definitions())} indicators defined"


def _definition(row: dict[str, Any]) -> Indicator:
    try:
        made = Indicator(
            code=row["code"],
            kind=Kind(row["kind"]),
            vi=row["vi"],
            en=row["en"],
            meaning_vi=row["meaning_vi"],
            meaning_en=row["meaning_en"],
            measure_vi=row["measure_vi"],
            measure_en=row["measure_en"],
            direction=Direction(row["direction"]),
            owner_vi=row["owner_vi"],
            owner_en=row["owner_en"],
            law=row["law"],
            table=row["table"],
            key=row["key"],
            day=row["day"],
            begins=row["begins"],
            population=row["population"],
            numerator=row.get("numerator", ""),
            effective_from=row["from"],
            effective_to=row.get("to"),
            target=Decimal(str(row["target"])) if "target" in row else None,
            target_source=row.get("target_source", ""),
        )
    except (KeyError, ValueError) as error:
        raise DefinitionFaulty(indicator=row.get("code", "?"), reason=str(error)) from error
    return rules.check(made)

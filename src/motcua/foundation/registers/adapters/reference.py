"""Reads the YAML files of ``data/``: what people write, checked before a table sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from motcua.foundation.registers.contracts import CalendarDay, CalendarFaulty, DayKind, Entry, LegalRule, Trust

DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True, slots=True)
class CatalogueData:
    """One catalogue and its entries in order."""

    code: str
    vi: str
    en: str
    source: str
    entries: tuple[Entry, ...]


def read_rules(folder: Path = DATA) -> tuple[LegalRule, ...]:
    """All versions of all rules in ``rules.yaml``."""
    return tuple(
        LegalRule(
            code=row["code"],
            value=row["value"],
            vi=row["vi"],
            en=row["en"],
            effective_from=_day(row["from"]),
            effective_to=_day(row["to"]) if row.get("to") else None,
            source=row["source"],
            trust=Trust(row["trust"]),
        )
        for row in _load(folder / "rules.yaml")
    )


def read_catalogues(folder: Path = DATA) -> tuple[CatalogueData, ...]:
    """The catalogues of ``catalogues.yaml``; an entry takes date, source and trust of its catalogue unless it states its own."""
    return tuple(_catalogue(row) for row in _load(folder / "catalogues.yaml"))


def read_calendar(folder: Path = DATA) -> tuple[CalendarDay, ...]:
    """The days of ``calendar.yaml``."""
    try:
        return tuple(
            CalendarDay(on=_day(row["date"]), kind=DayKind(row["kind"]), name_vi=row["vi"], name_en=row["en"], source=row["source"])
            for row in _load(folder / "calendar.yaml")
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CalendarFaulty(reason=f"calendar.yaml: {error}") from error


def _catalogue(row: dict[str, Any]) -> CatalogueData:
    entries = tuple(
        Entry(
            catalogue=row["code"],
            code=str(item["code"]),
            vi=item["vi"],
            en=item["en"],
            effective_from=_day(item.get("from", row["from"])),
            effective_to=_day(item["to"]) if item.get("to") else None,
            source=item.get("source", row["source"]),
            trust=Trust(item.get("trust", row["trust"])),
            attributes={k: v for k, v in item.items() if k not in {"code", "vi", "en", "from", "to", "source", "trust"}},
        )
        for item in row["entries"]
    )
    return CatalogueData(code=row["code"], vi=row["vi"], en=row["en"], source=row["source"], entries=entries)


def _load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _day(value: date | str) -> date:
    """YAML reads an unquoted date as a date already."""
    return value if isinstance(value, date) else date.fromisoformat(value)

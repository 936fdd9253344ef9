"""The carried templates, their building blocks, and the table that chooses among them (``data/templates``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from motcua.platform.casework.contracts import UnitKind
from motcua.platform.casework.rules import choosing, templates
from motcua.platform.casework.rules.choosing import Agencies, Choice, Row, Rule

FOLDER = Path(__file__).resolve().parents[1] / "data" / "templates"
BASIC = "mot-cua"


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """A template as people choose it."""

    key: str
    vi: str
    en: str
    about_vi: str
    about_en: str


@cache
def _raw() -> Mapping[str, Mapping[str, Any]]:
    loaded = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("[!_]*.yaml")))
    return {raw["key"]: raw for raw in loaded}


@cache
def _blocks() -> templates.Blocks:
    return templates.blocks_from(_table("_blocks.yaml"))


@cache
def rules() -> tuple[Rule, ...]:
    """The table of the chooser."""
    return choosing.rules_from(_table("_chooser.yaml"))


@cache
def agencies() -> Agencies:
    """Which department decides in which field."""
    return choosing.agencies_from(_table("_agencies.yaml"))


def _table(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return loaded


@cache
def facts() -> tuple[TemplateFacts, ...]:
    """Every template, the basic one first, then by name."""
    found = [TemplateFacts(raw["key"], raw["vi"], raw["en"], raw["about_vi"], raw["about_en"]) for raw in _raw().values()]
    return tuple(sorted(found, key=lambda t: (t.key != BASIC, t.vi)))


def expanded(key: str, *, words: Mapping[str, str] | None = None) -> Mapping[str, Any]:
    """A template as a document with complete steps, shares of the time still in percent; ``KeyError`` for none of that key.

    ``words`` are ``office``, ``first`` and ``second``: who decides and who is consulted, as unit resolvers. Without them it is the unit
    that took the dossier in.
    """
    usual = dict.fromkeys(("office", "first", "second"), str(UnitKind.RECEIVING))
    return _expanded(key, tuple(sorted({**usual, **(words or {})}.items())))


@cache
def _expanded(key: str, words: tuple[tuple[str, str], ...]) -> Mapping[str, Any]:
    return templates.expand(_raw()[key], blocks=_blocks(), words=dict(words))


def choose(row: Row) -> Choice:
    """Which template fits a procedure of the catalogue, and why."""
    return choosing.choose(row, rules=rules())


def words_for(row: Row, *, by_city: bool) -> dict[str, str]:
    """Who decides a procedure and who is consulted: a department where the city decides, else the unit that took it in."""
    office, consulted = agencies().of(field=row.field, name=row.name)
    first, second = (*consulted, agencies().fallback, agencies().fallback)[:2]
    return {
        "office": f"{UnitKind.AGENCY}:{office}" if by_city else str(UnitKind.RECEIVING),
        "first": f"{UnitKind.AGENCY}:{first}", "second": f"{UnitKind.AGENCY}:{second}",
    }

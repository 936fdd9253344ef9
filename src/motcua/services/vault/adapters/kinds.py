"""The catalogue of kinds, carried as data (``data/kinds.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from motcua.services.vault.contracts import FieldKind, PaperField, PaperKind, Sensitivity

_FILE = Path(__file__).resolve().parents[1] / "data" / "kinds.yaml"


@cache
def kinds() -> tuple[PaperKind, ...]:
    """All kinds in the order of the file."""
    return tuple(_kind(one) for one in yaml.safe_load(_FILE.read_text(encoding="utf-8")))


@cache
def by_key() -> Mapping[str, PaperKind]:
    """The kinds by their keys."""
    return {kind.key: kind for kind in kinds()}


@cache
def of_procedures() -> Mapping[str, PaperKind]:
    """The kind of the results of a procedure, by its code."""
    return {code: kind for kind in kinds() for code in kind.procedures}


def kind_of(*, key: str) -> PaperKind | None:
    """The kind of that key, or of the results of the procedure of that code; None when the catalogue has none."""
    return by_key().get(key) or of_procedures().get(key)


def offered(*, store: str, on: date) -> tuple[PaperKind, ...]:
    """What may be put into a store of that sort (person, organisation, unit) on a day."""
    return tuple(
        k for k in kinds() if store in k.holders and k.effective_from <= on and (k.effective_to is None or on < k.effective_to)
    )


def offered_to_all(*, on: date) -> tuple[PaperKind, ...]:
    """What a unit may ask for: the kinds of people and organisations."""
    return tuple(dict.fromkeys((*offered(store="person", on=on), *offered(store="organisation", on=on))))


def _kind(told: Mapping[str, Any]) -> PaperKind:
    facts: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    facts |= {"fields": tuple(_field(one) for one in told["fields"]), "sensitivity": Sensitivity(told.get("sensitivity", "ordinary"))}
    return PaperKind(**facts)


def _field(told: Mapping[str, Any]) -> PaperField:
    options = tuple((str(value), str(vi), str(en)) for value, vi, en in told.get("options", ()))
    return PaperField(**{**told, "kind": FieldKind(told.get("kind", "text")), "options": options})

"""Lists of choices that the whole country shares, and how linked lists are walked. Read from ``data/lists``; a register may bring others.

Provinces: QĐ 19/2025/QĐ-TTg. Ethnic groups: QĐ 121-TCTK/PPCĐ. Religions: list of recognised organisations. Countries: ISO 3166-1.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from motcua.platform.eforms.contracts import Facts, FieldKind, ListEntry, UiField

SHARED: Final = ("countries", "ethnicities", "religions", "provinces", "banks")
OF_KIND: Final[Mapping[FieldKind, str]] = {
    FieldKind.COUNTRY: "countries",
    FieldKind.NATIONALITY: "countries",
    FieldKind.ETHNICITY: "ethnicities",
    FieldKind.RELIGION: "religions",
}
HOME_PROVINCE: Final = "31"


@cache
def shared(name: str) -> tuple[ListEntry, ...]:
    """A list of the product, in its order. KeyError for a name outside ``SHARED``."""
    if name not in SHARED:
        raise KeyError(name)
    path = Path(__file__).parents[1] / "data" / "lists" / f"{name}.json"
    return tuple(ListEntry(*row) for row in json.loads(path.read_text(encoding="utf-8")))


@cache
def codes(name: str) -> Mapping[str, ListEntry]:
    """The same by code."""
    return {entry.code: entry for entry in shared(name)}


def entries(field: UiField, facts: Facts) -> Sequence[ListEntry]:
    """All entries that the field may hold, whatever their level."""
    if field.kind in OF_KIND:
        return shared(OF_KIND[field.kind])
    if field.source in SHARED:
        return shared(field.source)
    return facts.lists.get(field.source, ())


def below(listed: Sequence[ListEntry], parent: str) -> tuple[ListEntry, ...]:
    """The entries directly under ``parent``; under the empty text those of the first level."""
    return tuple(entry for entry in listed if entry.parent == parent)


def label(listed: Sequence[ListEntry], code: str, language: str) -> str:
    """What people call the entry; the code itself when it has gone from the list."""
    found = next((entry for entry in listed if entry.code == code), None)
    return code if found is None else found.en if language == "en" and found.en else found.vi

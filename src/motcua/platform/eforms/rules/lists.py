"""Lists of choices that the whole country shares, and how linked lists are walked. Read from ``data/lists``; a register may bring others.

Every file says where its codes come from, since when, how far that is trusted (V read, C seen in use, S quoted, B believed) and when it was
last held against its source. An installation lays a newer file of the same name in ``MOTCUA_EFORMS_LISTS_DIR``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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


CARRIED: Final = Path(__file__).parents[1] / "data" / "lists"
_newer: list[Path] = []


@dataclass(frozen=True, slots=True)
class SharedList:
    """A list with what an administrator must know of it: title in both languages, source, days, trust, remarks."""

    title_vi: str
    title_en: str
    source: str
    trust: str
    effective_from: date
    checked_on: date
    notes: str
    entries: tuple[ListEntry, ...]


def use(directory: str) -> None:
    """Read lists from ``directory`` where it has them, from the carried files otherwise; the empty text means the carried files alone."""
    _newer[:] = [Path(directory)] if directory else []
    for kept in (read, codes):
        kept.cache_clear()


@cache
def read(name: str) -> SharedList:
    """A list with its source. KeyError for a name outside ``SHARED`` or a file without a source, ValueError for a code given twice."""
    if name not in SHARED:
        raise KeyError(name)
    path = next(d / f"{name}.json" for d in (*_newer, CARRIED) if (d / f"{name}.json").exists())
    said = json.loads(path.read_text(encoding="utf-8"))
    entries = tuple(ListEntry(*row) for row in said["entries"])
    if len({entry.code for entry in entries}) != len(entries):
        raise ValueError(f"{path}: a code stands twice")
    return SharedList(
        title_vi=said["title"]["vi"], title_en=said["title"]["en"], source=said["source"], trust=said["trust"], notes=said.get("notes", ""),
        effective_from=date.fromisoformat(said["effective_from"]), checked_on=date.fromisoformat(said["checked_on"]), entries=entries,
    )


def shared(name: str) -> tuple[ListEntry, ...]:
    """The entries of a list, in its order. KeyError for a name outside ``SHARED``."""
    return read(name).entries


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

"""Which unit does a step or an opinion: the resolver of the definition against the units on the dossier."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from motcua.kernel.actors import Role
from motcua.platform.casework.contracts import UnitKind, UnitResolver


@dataclass(frozen=True, slots=True)
class Places:
    """The units on record: in whose name it runs, where it was taken in, who is competent. ``answers`` are asked for FIELD only."""

    unit: str
    intake: str
    authority: str
    answers: Callable[[], Mapping[str, Any]]
    parent: Callable[[], str]


def wanted(resolver: UnitResolver, *, role: Role, places: Places) -> str:
    """The code of the unit that the resolver names; empty when it cannot be told.

    RECEIVING is the desk that took the dossier in for the work of the desk, and the unit in whose name it runs for all other work:
    the two differ only when a dossier was taken in elsewhere in the province.
    """
    match resolver.kind:
        case UnitKind.AUTHORITY:
            return places.authority
        case UnitKind.AGENCY:
            return resolver.code
        case UnitKind.PARENT:
            return places.parent()
        case UnitKind.FIELD:
            return str(places.answers().get(resolver.code) or "")
        case _:
            return places.intake if role is Role.RECEPTION else places.unit

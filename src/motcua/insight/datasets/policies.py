"""Who may ask what. The public sees counts by day; rows are for those who answer for the dossiers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from motcua.kernel.actors import Actor, ActorKind, Role

# Tables with one row per dossier or payment, and the column that says whose it is.
ROW_TABLES = {"gold.dossier_fact": "unit_code", "gold.payment_fact": "unit_code"}
# Rows that tell which officer had a dossier: the room that counts them decides who sees what of them (Luật 91/2025/QH15).
CLOSED_TABLES = frozenset({"gold.dossier_quality"})
_CITY_WIDE = frozenset({Role.LEADER, Role.OPERATOR, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Readable:
    """The tables an actor may read, and of some of them only the rows of certain units."""

    tables: tuple[str, ...]
    only: Mapping[str, tuple[str, Collection[str]]]


def readable(*, actor: Actor, gold: Collection[str]) -> Readable:
    """What ``actor`` may read of the gold tables.

    The system reads all; leaders, operators and administrators all but what names officers; other officers the rows of the units in
    which they hold a position; everybody else only tables of counts (Luật 91/2025/QH15; NĐ 278/2025/NĐ-CP).
    """
    if actor.kind == ActorKind.SYSTEM:
        return Readable(tables=tuple(gold), only={})
    gold = [table for table in gold if table not in CLOSED_TABLES]
    if actor.kind == ActorKind.OFFICER and actor.roles & _CITY_WIDE:
        return Readable(tables=tuple(gold), only={})
    if actor.kind == ActorKind.OFFICER:
        units = tuple(sorted({p.unit_code for p in actor.positions}))
        return Readable(tables=tuple(gold), only={table: (column, units) for table, column in ROW_TABLES.items()})
    return Readable(tables=tuple(t for t in gold if t not in ROW_TABLES), only={})

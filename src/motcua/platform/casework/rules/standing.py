"""How near a procedure stands to people of this city: a table of words and factors by which a score of the search is multiplied."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_PER_TENFOLD, _MOST = 0.03, 1.15


@dataclass(frozen=True, slots=True)
class Standing:
    """One row: where ``field`` (name, executor, issuer, area) holds ``words`` the factor applies; ``unless`` words lift it."""

    field: str
    words: str
    unless: str
    factor: float


def standings_from(rows: Iterable[Mapping[str, str]]) -> tuple[Standing, ...]:
    """The table from the rows of the data file."""
    return tuple(Standing(r["field"], r["words"].lower(), (r["unless"] or "").lower(), float(r["factor"])) for r in rows)


def factor(table: Sequence[Standing], told: Mapping[str, str], *, dossiers: int = 0) -> float:
    """The product of the rows that apply, times what the dossiers of the last year say (three in a hundred for every tenfold).

    ``told``: the procedure's ``name``, ``executor``, ``issuer``, ``area``, and ``own``/``detail`` ("1" or empty).
    """
    product = min(_MOST, 1 + _PER_TENFOLD * math.log10(1 + dossiers))
    for row in table:
        text = told.get(row.field, "").lower()
        if row.words in text and not (row.unless and row.unless in text) and text:
            product *= row.factor
    return product

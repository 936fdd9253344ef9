"""THE DOOR of the units: which unit, where, when, and what became of it."""

from motcua.foundation.units.actions import load_reference
from motcua.foundation.units.contracts import (
    COMMUNE_KINDS,
    Overlap,
    SuccessionLink,
    Unit,
    UnitKind,
    UnitNode,
    UnitsFaulty,
    UnitsLoaded,
    UnitUnknown,
)
from motcua.foundation.units.queries import (
    agencies,
    ancestors,
    boundaries,
    by_agency_code,
    by_id,
    children,
    communes,
    get,
    predecessors,
    search,
    successors,
    tree,
)

__all__ = [
    "COMMUNE_KINDS",
    "Overlap",
    "SuccessionLink",
    "Unit",
    "UnitKind",
    "UnitNode",
    "UnitUnknown",
    "UnitsFaulty",
    "UnitsLoaded",
    "agencies",
    "ancestors",
    "boundaries",
    "by_agency_code",
    "by_id",
    "children",
    "communes",
    "get",
    "load_reference",
    "predecessors",
    "search",
    "successors",
    "tree",
]

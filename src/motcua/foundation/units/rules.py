"""Pure decisions: what a search means, how a tree is built, what a register may not contain."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from motcua.foundation.units.contracts import Unit, UnitNode
from motcua.kernel.text import fold, syllables


def rank(*, query: str, full_name: str) -> int | None:
    """How well a name answers a query, 0 best, None not at all. Diacritics count only to break ties.

    The name as typed, the name without diacritics, its beginning, whole syllables inside it, each syllable begun.
    """
    asked, offered = syllables(query), syllables(full_name)
    if not asked:
        return None
    bare = [offered[1:], offered[2:], offered]  # without "phường" / "thành phố"
    if asked in bare:
        return 0 if " ".join(query.lower().split()) in full_name.lower() else 1
    if any(rest[: len(asked)] == asked for rest in bare):
        return 2
    if any(offered[i : i + len(asked)] == asked for i in range(len(offered))):
        return 3
    begun = any(all(o.startswith(a) for a, o in zip(asked, offered[i:], strict=False)) for i in range(len(offered) - len(asked) + 1))
    return 4 if begun else None


def same_name(a: str, b: str) -> bool:
    """Whether two names are one without diacritics."""
    return fold(a) == fold(b)


def tree(units: Sequence[Unit]) -> tuple[UnitNode, ...]:
    """The units as nested nodes, in the order given; units whose parent is not among them are roots."""
    below: dict[str, list[Unit]] = defaultdict(list)
    codes = {u.code for u in units}
    for unit in units:
        below[unit.parent_code if unit.parent_code in codes else ""].append(unit)

    def node(unit: Unit) -> UnitNode:
        return UnitNode(unit=unit, children=tuple(node(child) for child in below[unit.code]))

    return tuple(node(unit) for unit in below[""])


def faults(versions: Iterable[tuple[str, object, object | None]]) -> list[str]:
    """What is wrong with (code, first day, end) versions: the same version twice, or two that are valid on one day."""
    found = []
    by_code: dict[str, list[tuple[object, object | None]]] = defaultdict(list)
    for code, start, end in versions:
        by_code[code].append((start, end))
    for code, spans in by_code.items():
        if max(Counter(start for start, _ in spans).values()) > 1:
            found.append(f"{code}: the same version twice")
            continue
        ordered = sorted(spans, key=lambda s: str(s[0]))
        for (_, end), (start, _) in pairwise(ordered):
            if end is None or str(end) > str(start):
                found.append(f"{code}: two versions on {start}")
    return found

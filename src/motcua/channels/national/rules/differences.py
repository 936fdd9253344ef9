"""Compare what we know of dossiers with what the portal shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from motcua.channels.national.contracts import DifferenceKind


@dataclass(frozen=True, slots=True)
class Found:
    """One difference."""

    kind: DifferenceKind
    portal_code: str
    ours: str
    theirs: str


def compare(*, ours: Mapping[str, str], theirs: Mapping[str, str], known: Iterable[str] = ()) -> tuple[Found, ...]:
    """Differences between two views: code → status. ``known`` are codes that wait in a queue and are no difference yet."""
    waiting = set(known)
    found = []
    for code in sorted((ours.keys() | theirs.keys()) - waiting):
        if code not in theirs:
            found.append(Found(DifferenceKind.MISSING_THERE, code, ours[code], ""))
        elif code not in ours:
            found.append(Found(DifferenceKind.MISSING_HERE, code, "", theirs[code]))
        elif ours[code] != theirs[code]:
            found.append(Found(DifferenceKind.STATUS, code, ours[code], theirs[code]))
    return tuple(found)

"""Kept bodies: stored octets beside a segment of the log, each named in a frame of the chain before its record.

``bodies-NNNNNNNN.bin`` belongs to ``log-NNNNNNNN.seg``; it is nothing but stored bodies one after another. What a frame says of each
(place, length, SHA-256 of the stored octets) lets anyone see that none was changed, also where only the city's archive can read it.
"""

from __future__ import annotations

from dataclasses import dataclass

BODIES_PATTERN = "bodies-*.bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBody:
    """One body: of which call and side (``request`` or ``response``), how it is stored, and where."""

    request_id: str
    part: str
    mode: str
    at: int
    length: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBodies:
    """The bodies that were stored with one batch."""

    bodies: tuple[KeptBody, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodiesDeleted:
    """A file of kept bodies whose time was over after ``days`` days; the records go on to hold without it."""

    file: str
    days: int
    at_ms: int


def bodies_name(segment: int) -> str:
    """The file of the bodies of a segment."""
    return f"bodies-{segment:08d}.bin"

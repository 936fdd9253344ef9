"""What is told of a batch: counts, row numbers and percentages, never a value."""

from __future__ import annotations

from dataclasses import dataclass, field

from motcua.gateway.translate.quality.standard import Dimension, Group, Severity

MOST_ROWS_NAMED = 10


@dataclass(slots=True, kw_only=True)
class FieldReport:
    """One field: errors by group, and the numbers (from 1) of the first rows with any."""

    name: str
    severity: Severity
    errors: dict[Group, int] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """So many errors are to be repaired within so many working days."""

    severity: Severity
    errors: int
    working_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A batch assessed; percentages 0 to 100 with two digits.

    ``dimensions`` without any check are left out and weigh nothing. ``accepted`` is whether all identifiers are without error.
    ``unchecked`` names references and sources that were declared and not at hand.
    """

    rows: int
    fields: tuple[FieldReport, ...]
    groups: dict[Group, int]
    dimensions: dict[Dimension, float]
    index: float
    identifiers: float
    accepted: bool
    repairs: tuple[Repair, ...]
    unchecked: tuple[str, ...]

"""Mergers of units on record."""

from __future__ import annotations

from uuid import UUID

from motcua.foundation.identity import contracts, models
from motcua.foundation.identity.contracts import Merger

_MOST = 200


def merger(*, merger_id: UUID) -> Merger:
    """One merger; ``MergerUnknown``."""
    row = models.UnitMerger.objects.filter(uuid=merger_id).first()
    if row is None:
        raise contracts.MergerUnknown
    return to_merger(row)


def mergers() -> tuple[Merger, ...]:
    """All mergers, the latest first."""
    return tuple(to_merger(row) for row in models.UnitMerger.objects.order_by("-proposed_at", "-pk")[:_MOST])


def to_merger(row: models.UnitMerger) -> Merger:
    """A row as it crosses the door."""
    return Merger(
        uuid=row.uuid, old_units=tuple(row.old_units), new_unit=row.new_unit, on=row.on, basis=row.basis_number,
        state=contracts.MergerState(row.state), proposed_by=row.proposed_by, proposed_at=row.proposed_at, decided_by=row.decided_by,
        decided_at=row.decided_at, finished_at=row.finished_at,
        planned={code: contracts.read_report(told) for code, told in row.planned.items()},
        done={code: contracts.read_report(told) for code, told in row.done.items()}, problem=dict(row.problem),
    )  # fmt: skip

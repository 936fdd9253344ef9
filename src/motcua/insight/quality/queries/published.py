"""What was published, and whether it comes out again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from motcua.insight.quality import models
from motcua.insight.quality.contracts import PublishedIndex, PublishedUnknown, Rerun, Statement, Subject
from motcua.insight.quality.queries import asking

_DATES = frozenset({"from", "to"})


def published(*, published_id: UUID) -> PublishedIndex:
    """One published index; ``PublishedUnknown``."""
    row = models.PublishedIndex.objects.filter(uuid=published_id).first()
    if row is None:
        raise PublishedUnknown(published_id=published_id)
    return view(row)


def published_indices(*, subject: Subject, limit: int = 20) -> tuple[PublishedIndex, ...]:
    """The newest published indices of the city, a unit or a procedure."""
    rows = models.PublishedIndex.objects.filter(unit_code=subject.unit_code, procedure_code=subject.procedure_code).order_by("-id")
    return tuple(view(row) for row in rows[:limit])


def rerun(*, published_id: UUID, now: datetime) -> Rerun:
    """Count a published index again from the statements and the snapshot kept with it."""
    stored = published(published_id=published_id)
    differing = tuple(part["code"] for part in stored.parts if part["sql"] and not _same(part, stored.snapshot, now=now))
    return Rerun(published=stored, differing=differing)


def view(row: models.PublishedIndex) -> PublishedIndex:
    """A row as a contract."""
    return PublishedIndex(
        uuid=row.uuid,
        subject=Subject(unit_code=row.unit_code, procedure_code=row.procedure_code),
        period=row.period,
        score=row.score,
        earned=row.earned,
        known_points=row.known_points,
        band=row.band,
        parts=tuple(row.parts),
        snapshot=row.snapshot,
        as_of=row.as_of,
        published_at=row.published_at,
        published_by=row.published_by,
    )


def _same(part: Mapping[str, Any], snapshot: str, *, now: datetime) -> bool:
    params = {name: date.fromisoformat(v) if name in _DATES else v for name, v in part["params"].items()}
    row = asking.ask(Statement(part["sql"], params), snapshot, now=now)[0]
    if part["earned"] is None:
        return True  # nothing was claimed
    return (row["numerator"], row["denominator"]) == (part["numerator"], part["denominator"])

"""Requests of data subjects: the rights, a person's own, and how far each is carried out."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from uuid import UUID

from motcua.foundation.consent.contracts import personal_sources
from motcua.kernel.actors import Actor
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import DossierRow
from motcua.services.privacy import models
from motcua.services.privacy.adapters import carried
from motcua.services.privacy.contracts import Does, Item, Right, Run, RunState, RunStep

_PAGES, _PAGE = 10, 50


@cache
def rights() -> tuple[Right, ...]:
    """All rights in the order of the list."""
    return tuple(
        Right(
            key=r["key"], procedure=r["procedure"], does=Does(r["does"]), name_vi=r["vi"]["name"], name_en=r["en"]["name"],
            plain_vi=r["vi"]["plain"], plain_en=r["en"]["plain"],
        )
        for r in carried.load("rights")
    )  # fmt: skip


def right_of(*, procedure: str) -> Right | None:
    """The right that a procedure serves; None for any other procedure."""
    return next((r for r in rights() if r.procedure == procedure), None)


def my_requests(*, actor: Actor, now: datetime) -> tuple[tuple[Right, DossierRow], ...]:
    """The person's requests with their clocks, the latest first; her other dossiers are passed over."""
    found: list[tuple[Right, DossierRow]] = []
    cursor = ""
    for _ in range(_PAGES):
        page = casework.my_dossiers(actor=actor, now=now, cursor=cursor, limit=_PAGE)
        found += [(r, row) for row in page.rows if (r := right_of(procedure=row.procedure_code)) is not None]
        cursor = page.next_cursor
        if not cursor:
            break
    return tuple(found)


def run_of(*, dossier_id: UUID) -> Run | None:
    """How far the request of that dossier is carried out; None before its first dry run."""
    row = models.Run.objects.filter(dossier_id=dossier_id).prefetch_related("steps").first()
    return None if row is None else view(row)


def view(row: models.Run) -> Run:
    """The row as a contract."""
    right = next(r for r in rights() if r.key == row.right)
    return Run(
        run_id=row.uuid, dossier_code=row.dossier_code, right=row.right, does=right.does, state=RunState(row.state),
        planned_at=row.planned_at, planned_by=row.planned_name, planned_ref=row.planned_ref, started_at=row.started_at,
        finished_at=row.finished_at, digest=row.digest, package_sha256=row.package_sha256,
        steps=tuple(_step(s) for s in sorted(row.steps.all(), key=lambda s: s.place)),
    )  # fmt: skip


def _item(row: models.RunStep) -> Item | None:
    told: dict[str, str] | None = row.item  # type: ignore[assignment]  # an encrypted JSON column: the stubs take it for text
    if not told:
        return None
    return Item(**{k: told.get(k, "") for k in ("label_vi", "label_en", "before", "wanted", "after", "ground", "owner")})


def _step(row: models.RunStep) -> RunStep:
    source = personal_sources.get(row.source)
    return RunStep(
        source=row.source, label_vi=source.label_vi if source else row.source, label_en=source.label_en if source else row.source,
        place=row.place, item=_item(row),
        found=row.found, done=row.done_at is not None, removed=row.removed, kept=row.kept, held=row.held, reason_vi=row.reason_vi,
        reason_en=row.reason_en, note=row.note,
    )  # fmt: skip

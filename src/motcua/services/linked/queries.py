"""Reads of the room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from motcua.foundation.consent.contracts import Erasure
from motcua.kernel.actors import Actor, ActorKind
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Dossier
from motcua.services.linked import models, policies
from motcua.services.linked.adapters import declared
from motcua.services.linked.contracts import ChainPage, ChainSpec, ChainState, ChainUnknown, ChainView, Ended, StepSpec, StepView

_MOST = 200


def of_dossier(*, code: str, actor: Actor) -> ChainView:
    """The linked steps of a dossier. ``DossierUnknown`` for whoever may not know it, ``ChainUnknown`` when it has none."""
    found = of_shown(dossier=casework.dossier(code=code, actor=actor))
    if found is None:
        raise ChainUnknown
    return found


def of_shown(*, dossier: Dossier) -> ChainView | None:
    """The same for a dossier that casework has shown to somebody: what it hides of the person is hidden here; None when it has none.

    Other procedures are not asked about: the page of every dossier comes by here.
    """
    if dossier.procedure_code not in declared.chains():
        return None
    row = models.Chain.objects.filter(dossier_id=dossier.uuid).first()
    return None if row is None else view(row, personal=bool(dossier.tracking_code))


def open_chains(*, actor: Actor, state: str = "", limit: int = _MOST) -> tuple[ChainView, ...]:
    """Linked dossiers of the officer's units that are not done, those that wait for an officer first; without personal data."""
    rows = models.Chain.objects.filter(unit_code__in=policies.units(actor=actor))
    wanted = [state] if state else [ChainState.PARKED, ChainState.RUNNING]
    rows = rows.filter(state__in=wanted).order_by("state", "changed_at", "id").prefetch_related("attempts")
    return tuple(view(row, personal=False) for row in rows[:limit])


def page_of_units(
    *, actor: Actor, state: ChainState | None = None, step: str = "", unit: str = "", procedure: str = "", after: UUID | None = None,
    limit: int = 50,
) -> ChainPage:
    """Chains of the officer's units, all or those of a state, an open step, one of the units or a procedure; without personal data."""
    rows = models.Chain.objects.filter(unit_code__in=policies.units(actor=actor))
    wanted = {"state": state, "step": step, "unit_code": unit, "procedure_code": procedure}
    return _page(rows.filter(**{name: value for name, value in wanted.items() if value}), after=after, limit=limit, personal=False)


def page_of_person(*, actor: Actor, after: UUID | None = None, limit: int = 50) -> ChainPage:
    """Chains of the citizen's own dossiers, with what they brought; none for anybody else."""
    if actor.kind is not ActorKind.CITIZEN or actor.subject_id is None:
        return ChainPage(rows=(), next=None)
    return _page(models.Chain.objects.filter(person_id=actor.subject_id), after=after, limit=limit, personal=True)


def _page(rows: QuerySet[models.Chain], *, after: UUID | None, limit: int, personal: bool) -> ChainPage:
    """Keys are made in the order of time, so that what begins while somebody turns pages moves no row to another page."""
    rows = rows.filter(uuid__lt=after) if after else rows
    found = list(rows.order_by("-uuid").prefetch_related("attempts")[: limit + 1])
    shown = found[:limit]
    return ChainPage(rows=tuple(view(row, personal=personal) for row in shown), next=shown[-1].uuid if len(found) > limit else None)


def parked(*, actor: Actor) -> int:
    """How many linked dossiers of the officer's units wait for somebody."""
    return models.Chain.objects.filter(unit_code__in=policies.units(actor=actor), state=ChainState.PARKED).count()


def view(row: models.Chain, *, personal: bool) -> ChainView:
    """A row as a contract."""
    spec = spec_of(row)
    attempts = sorted(row.attempts.all(), key=lambda a: (a.at, a.id))
    facts: dict[str, str] = dict(row.facts)  # type: ignore[call-overload]  # an encrypted JSON column: the stubs take it for text
    return ChainView(
        chain_id=row.uuid, dossier_code=row.dossier_code, procedure_code=row.procedure_code, unit_code=row.unit_code,
        vi=spec.vi, en=spec.en, state=ChainState(row.state), step=row.step,
        problem_vi=row.problem_vi, problem_en=row.problem_en, next_try_at=row.next_try_at, started_at=row.started_at, done_at=row.done_at,
        steps=tuple(_step(step, attempts) for step in spec.steps), facts=facts if personal else {},
    )  # fmt: skip


def spec_of(row: models.Chain) -> ChainSpec:
    """The declaration that a chain follows."""
    return declared.chains()[row.procedure_code]


def _step(spec: StepSpec, attempts: list[models.Attempt]) -> StepView:
    mine = [a for a in attempts if a.step == spec.key]
    last = mine[-1] if mine else None
    return StepView(
        key=spec.key, vi=spec.vi, en=spec.en, who_vi=spec.who_vi, who_en=spec.who_en, gives=spec.gives,
        ended=Ended(last.ended) if last else None, at=last.at if last else None, message_id=last.message_id if last else "",
        tries=len(mine),
    )  # fmt: skip


class ChainsSource:
    """What linked steps brought for a person's child. It belongs to the dossier."""

    key = "linked"
    label_vi = "Liên thông thủ tục"
    label_en = "Linked procedures"

    def export(self, *, person_id: UUID, now: datetime) -> Mapping[str, Any]:
        """Every chain with what it brought."""
        rows = models.Chain.objects.filter(person_id=person_id).order_by("id")
        return {
            "chains": [
                {"dossier": r.dossier_code, "state": r.state, "facts": r.facts, "started_at": r.started_at.isoformat()} for r in rows
            ]
        }

    def erase(self, *, person_id: UUID, now: datetime) -> Erasure:
        """Kept with the dossier."""
        kept = models.Chain.objects.filter(person_id=person_id).count()
        vi = "Kết quả liên thông lưu cùng hồ sơ (Luật Lưu trữ 33/2024/QH15)."
        en = "What linked steps brought is kept with the dossier (Luật Lưu trữ 33/2024/QH15)."
        return Erasure(removed=0, kept=kept, reason_vi=vi if kept else "", reason_en=en if kept else "")

"""What a correction or withdrawal can name, and the corrections that units have to answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import F

from motcua.foundation.consent import api as consent
from motcua.foundation.consent.contracts import CorrectableFact, CorrectingSource, personal_sources, resting_on_consent
from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import local_date
from motcua.services.privacy import models
from motcua.services.privacy.adapters import sources
from motcua.services.privacy.contracts import Does, Offer, Task, TaskState

UNIT, CONSENT = "unit", "consent"
_HANDLING = frozenset({Role.RECEPTION, Role.APPRAISER, Role.LEADER})
_MOST = 200


def offers(*, does: Does, person_id: UUID, now: datetime) -> tuple[Offer, ...]:
    """The facts of the person that rooms own or know the owner of; or the purposes that she agreed to, with what stands on each."""
    return tuple(_facts(person_id, now) if does is Does.CORRECT else _agreements(person_id, now))


def fact(*, person_id: UUID, source: str, field: str, now: datetime) -> CorrectableFact | None:
    """One fact as its room holds it now."""
    room = personal_sources.get(source)
    if not isinstance(room, CorrectingSource):
        return None
    return next((f for f in room.correctable(person_id=person_id, now=now) if f.key == field), None)


def resting_words(*, person_id: UUID, purpose: str, now: datetime) -> str:
    """What stands on the person's agreement to a purpose: "Ứng dụng đã đăng nhập: 2"."""
    labels = {room.key: room.label_vi for room in resting_on_consent}
    return ", ".join(f"{labels[key]}: {n}" for key, n in consent.resting(person_id=person_id, purpose=purpose, now=now).items())


def tasks_of(*, actor: Actor) -> tuple[Task, ...]:
    """The first 200 corrections asked of the units in which the officer handles dossiers: open ones by their day, then the others."""
    rows = models.Task.objects.filter(unit_code__in=units_of(actor)).select_related("step__run")
    ordered = rows.order_by(F("answered_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "id")  # open: not answered
    return tuple(task(row) for row in ordered[:_MOST])


def open_tasks(*, actor: Actor) -> int:
    """How many corrections wait for the officer's units; one statement."""
    return models.Task.objects.filter(unit_code__in=units_of(actor), state=TaskState.OPEN).count()


def units_of(actor: Actor) -> list[str]:
    """Where the officer may answer."""
    return sorted({p.unit_code for p in actor.positions if p.role in _HANDLING})


def task(row: models.Task) -> Task:
    """The row as a contract."""
    return Task(
        task_id=row.uuid, person_id=row.step.run.person_id, dossier_code=row.dossier_code, unit_code=row.unit_code, what=row.what,
        wanted=row.wanted, ground=row.ground, asked_at=row.asked_at, due_at=row.due_at, state=TaskState(row.state), answer=row.answer,
        answered_at=row.answered_at,
    )


def _facts(person_id: UUID, now: datetime) -> Iterator[Offer]:
    for room in sources.ordered():
        for one in room.correctable(person_id=person_id, now=now) if isinstance(room, CorrectingSource) else ():
            yield Offer(
                ref=f"{room.key}|{one.key}", group_vi=room.label_vi, group_en=room.label_en, label_vi=one.label_vi,
                label_en=one.label_en, value=one.value, elsewhere=bool(one.owner_vi),
            )  # fmt: skip


def _agreements(person_id: UUID, now: datetime) -> Iterator[Offer]:
    held = {c.purpose for c in consent.consents_of(subject_id=person_id, now=now, history=False)}
    for one in consent.purposes(on=local_date(now)):
        resting = consent.resting(person_id=person_id, purpose=one.code, now=now)
        if one.code not in held and not (resting and one.ground is consent.GroundKind.AGREEMENT):
            continue
        yield Offer(
            ref=f"{CONSENT}|{one.code}", group_vi="Sự đồng ý", group_en="Consents", label_vi=one.name_vi, label_en=one.name_en,
            value=resting_words(person_id=person_id, purpose=one.code, now=now),
        )  # fmt: skip

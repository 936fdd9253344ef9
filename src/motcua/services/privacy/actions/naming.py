"""Naming what a correction or withdrawal is about, and the answers of units that were asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.kernel.actors import Actor
from motcua.kernel.errors import Invalid
from motcua.platform.casework.contracts import Dossier
from motcua.services.privacy import models
from motcua.services.privacy.actions import items
from motcua.services.privacy.actions.requests import go_on, look, plan, request_of
from motcua.services.privacy.contracts import ItemWrong, NotNow, Offered, Run, RunState, Task, TaskState, TaskUnknown
from motcua.services.privacy.queries import items as named

GROUND = "Luật 91/2025/QH15 Điều 4"


def name_item(*, code: str, ref: str, actor: Actor, now: datetime, what: str = "", wanted: str = "", ground: str = "") -> Run:
    """Put one thing that the person asked for into the plan.

    ``ref`` of ``item_offers``, or ``unit|<code>`` with ``what`` for a fact that a unit keeps. ``wanted`` is the right value, ``ground`` the
    paper that proves it. Errors as ``plan``, and ``ItemWrong``.
    """
    dossier, right, person = request_of(code, actor=actor, now=now)
    if not right.does.by_items:
        raise ItemWrong
    add = partial(items.add, right=right, ref=ref, what=what, wanted=wanted, ground=ground, now=now)
    return look(dossier, right, person, actor=actor, now=now, name=add)


def drop_item(*, code: str, place: int, actor: Actor, now: datetime) -> Run:
    """Take an item out of the plan again. Errors as ``plan``."""
    dossier, _right, _person = request_of(code, actor=actor, now=now)
    with transaction.atomic():
        _planned(dossier).steps.filter(place=place).delete()
    return plan(code=code, actor=actor, now=now)


def item_offers(*, code: str, actor: Actor, now: datetime) -> Offered:
    """What can be named; errors as ``plan``. That it was shown is noted for the person."""
    dossier, right, person = request_of(code, actor=actor, now=now)
    consent.note_access(
        subject_id=person, reader=actor, purpose="data-rights", ground=GROUND, dossier=dossier.code, source="privacy.plan", now=now
    )
    found = named.offers(does=right.does, person_id=person, now=now) if right.does.by_items else ()
    return Offered(does=right.does, offers=found)


def note_tasks(*, found: Sequence[Task], actor: Actor, now: datetime) -> None:
    """Note that a page showed these corrections: one row for each person, with her dossier."""
    seen = [consent.Seen(person_id=one.person_id, dossier=one.dossier_code) for one in found]
    consent.note_seen(seen=seen, reader=actor, purpose="data-rights", ground=GROUND, source="privacy.tasks", now=now)


@transaction.atomic
def answer_task(
    *, task_id: UUID, corrected: bool, before: str, after: str, answer: str, actor: Actor, now: datetime
) -> Task:
    """A unit's answer to a correction that was asked of it: made (what it was, what it is) or refused, with words for the person.

    ``TaskUnknown`` for whoever handles nothing in that unit, ``Invalid`` without words or the corrected value, ``NotNow`` when answered.
    """
    task = models.Task.objects.select_for_update().select_related("step__run").filter(uuid=task_id).first()
    if task is None or task.unit_code not in named.units_of(actor):
        raise TaskUnknown
    if task.state != TaskState.OPEN:
        raise NotNow
    wrong: dict[str, tuple[str, str]] = {}
    if not answer.strip():
        wrong["answer"] = ("Ghi cho người dân biết đã làm gì hoặc vì sao không sửa.", "Say what was done, or why not.")
    if corrected and not after.strip():
        wrong["after"] = ("Nhập giá trị sau khi sửa.", "Type what it is now.")
    if wrong:
        raise Invalid(fields=wrong)
    items.close(task, corrected=corrected, before=before, after=after, answer=answer, actor=actor, now=now)
    row = task.step.run
    audit.record(
        action="privacy.task_answered", object_ref=f"privacy.task:{task.uuid}", actor=actor, now=now, person=f"person:{row.person_id}",
        dossier=row.dossier_code, ground=GROUND, details={"corrected": corrected},
    )  # fmt: skip
    transaction.on_commit(lambda: go_on(row.pk, now=now))
    return named.task(task)


def _planned(dossier: Dossier) -> models.Run:
    row = models.Run.objects.select_for_update().filter(dossier_id=dossier.uuid, state=RunState.PLANNED).first()
    if row is None:
        raise NotNow
    return row

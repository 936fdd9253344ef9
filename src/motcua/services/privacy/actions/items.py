"""Requests that name things: each correction goes to the room or unit that owns the fact, each withdrawal to what stands on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.foundation.consent import api as consent
from motcua.foundation.consent.contracts import Corrected, CorrectingSource, CorrectionRefused, personal_sources
from motcua.foundation.units import api as units
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Invalid, NamedError
from motcua.services.privacy import models
from motcua.services.privacy.contracts import Does, ItemWrong, Right, RunState, TaskState
from motcua.services.privacy.queries import items as reads
from motcua.services.privacy.rules import requests as rules

_LONGEST = 500


def add(row: models.Run, right: Right, *, ref: str, what: str, wanted: str, ground: str, now: datetime) -> None:
    """Add an item to a plan; the same thing again replaces what was wanted. ``ItemWrong``, ``Invalid`` for a value that cannot be."""
    source, _, field = ref.partition("|")
    if source == reads.UNIT and (right.does is not Does.CORRECT or not wanted.strip()):  # units correct; no consent is theirs to end
        raise ItemWrong
    item = _of_unit(field, what, now) if source == reads.UNIT else _offered(row, right, ref, now)
    if right.does is Does.CORRECT and source != reads.UNIT and not item["owner"]:
        _try(row, source, field, wanted.strip()[:_LONGEST], now=now)
    item |= {"wanted": wanted.strip()[:_LONGEST], "ground": ground.strip()[:300], "after": ""}
    name = f"{field}:{rules.digest({'what': item['label_vi']})[:16]}" if source == reads.UNIT else field
    last = row.steps.order_by("-place").values_list("place", flat=True).first()
    step, _ = models.RunStep.objects.get_or_create(run=row, source=source, field=name, defaults={"place": 0 if last is None else last + 1})
    step.item, step.found = item, 1  # type: ignore[misc]
    step.save(update_fields=["item", "found"])


def refresh(row: models.Run, *, now: datetime) -> None:
    """Look at every item anew: what the fact is now stands in the plan."""
    for step in row.steps.all():
        current = _current(row, step, now=now)
        kept: dict[str, Any] = step.item or {}  # type: ignore[assignment]
        if current is not None and kept.get("before") != current:
            step.item = kept | {"before": current}  # type: ignore[misc]
            step.save(update_fields=["item"])


def digest(row: models.Run, *, now: datetime) -> str:
    """Of the items and of what they would change as it is now."""
    told = {f"{s.source}|{s.field}": [s.item, _current(row, s, now=now)] for s in row.steps.order_by("place")}
    return rules.digest(told)


def do(row: models.Run, step: models.RunStep, *, due_at: datetime | None, now: datetime) -> None:
    """One item, once, in the caller's transaction: what was before and after stays with it; what is not done says why."""
    if step.source == reads.CONSENT:
        _withdraw(row, step, now=now)
    elif step.source == reads.UNIT:
        item: dict[str, Any] = step.item  # type: ignore[assignment]
        models.Task.objects.create(
            step=step, dossier_code=row.dossier_code, unit_code=step.field.partition(":")[0], what=item["label_vi"],
            wanted=item["wanted"], ground=item["ground"], asked_at=now, due_at=due_at,
        )  # fmt: skip
    elif step.item is not None:
        _correct(row, step, now=now)


def answered(row: models.Run) -> bool:
    """Whether every unit that was asked has answered."""
    return not models.Task.objects.filter(step__run=row, state=TaskState.OPEN).exists()


def close(task: models.Task, *, corrected: bool, before: str, after: str, answer: str, actor: Actor, now: datetime) -> None:
    """The answer of a unit, in the caller's transaction."""
    task.state = TaskState.CORRECTED if corrected else TaskState.REFUSED
    task.answer, task.answered_at, task.answered_ref = answer.strip()[:2000], now, actor.ref
    task.save(update_fields=["state", "answer", "answered_at", "answered_ref"])
    step, kept = task.step, dict(task.step.item or {})
    step.item = kept | {"before": before.strip()[:_LONGEST], "after": after.strip()[:_LONGEST] if corrected else ""}  # type: ignore[misc]
    step.held, step.kept, step.note = int(corrected), int(not corrected), task.answer
    step.save(update_fields=["item", "held", "kept", "note"])


def _correct(row: models.Run, step: models.RunStep, *, now: datetime) -> None:
    item: dict[str, Any] = step.item  # type: ignore[assignment]
    if item["owner"]:
        step.kept, step.reason_vi, step.reason_en = 1, item["owner"][:500], item["owner_en"][:500]
        return
    try:
        with transaction.atomic():
            done = _by_owner(row, step.source, step.field, item["wanted"], now=now)
    except NamedError as refused:
        _refused(step, refused)
        return
    step.held, step.item = 1, item | {"before": done.before, "after": done.after}  # type: ignore[misc]


def _refused(step: models.RunStep, refused: NamedError) -> None:
    """The room says why; the other items go on."""
    step.kept, step.reason_vi, step.reason_en = 1, refused.sentence("vi")[:500], refused.sentence("en")[:500]


def _by_owner(row: models.Run, source: str, field: str, value: str, *, now: datetime) -> Corrected:
    """The room that owns the fact corrects it; ``CorrectionRefused`` with its reason."""
    room = personal_sources.get(source)
    if not isinstance(room, CorrectingSource):
        raise CorrectionRefused(reason_vi="phòng dữ liệu này đang tắt.", reason_en="this room is switched off.")
    return room.correct(person_id=row.person_id, field=field, value=value, ground=f"dossier:{row.dossier_code}", now=now)


def _try(row: models.Run, source: str, field: str, value: str, *, now: datetime) -> None:
    """The correction made and undone at once, so that a value which the room refuses is said while it is typed."""
    try:
        with transaction.atomic():
            _by_owner(row, source, field, value, now=now)
            transaction.set_rollback(True)
    except NamedError as refused:
        raise Invalid(fields={"wanted": (refused.sentence("vi"), refused.sentence("en"))}) from refused


def _withdraw(row: models.Run, step: models.RunStep, *, now: datetime) -> None:
    """The consent ends and with it what stood on it; how many things did. What a room refuses stays whole, and the step says why."""
    stopped = sum(consent.resting(person_id=row.person_id, purpose=step.field, now=now).values())
    try:
        with transaction.atomic():
            ended = consent.withdraw(
                subject_id=row.person_id, purpose=step.field, way=consent.Way.DOSSIER, dossier=row.dossier_code, actor=SYSTEM, now=now
            )
    except NamedError as refused:
        _refused(step, refused)
        return
    step.held, step.removed = len(ended), stopped
    kept: dict[str, Any] = step.item or {}  # type: ignore[assignment]
    step.item = kept | {"after": "–"}  # type: ignore[misc]


def _offered(row: models.Run, right: Right, ref: str, now: datetime) -> dict[str, Any]:
    found = next((o for o in reads.offers(does=right.does, person_id=row.person_id, now=now) if o.ref == ref), None)
    if found is None:
        raise ItemWrong
    source, _, field = ref.partition("|")
    known = reads.fact(person_id=row.person_id, source=source, field=field, now=now) if found.elsewhere else None
    owner = (known.owner_vi, known.owner_en) if known is not None else ("", "")
    return {
        "label_vi": f"{found.group_vi} › {found.label_vi}", "label_en": f"{found.group_en} › {found.label_en}", "before": found.value,
        "owner": owner[0], "owner_en": owner[1],
    }  # fmt: skip


def _of_unit(code: str, what: str, now: datetime) -> dict[str, Any]:
    try:
        name = units.get(code=code, on=local_date(now)).full_name
    except NamedError as unknown:
        raise ItemWrong from unknown
    if not what.strip():
        raise ItemWrong
    said = what.strip()[:_LONGEST]
    return {"label_vi": f"{name}: {said}", "label_en": f"{name}: {said}", "before": "", "owner": "", "owner_en": ""}


def _current(row: models.Run, step: models.RunStep, *, now: datetime) -> str | None:
    """What the item names, as it is now; None where only a unit knows, or nothing is there any more."""
    if step.source == reads.CONSENT:
        return reads.resting_words(person_id=row.person_id, purpose=step.field, now=now)
    if step.source == reads.UNIT or row.state != RunState.PLANNED:
        return None
    found = reads.fact(person_id=row.person_id, source=step.source, field=step.field, now=now)
    return None if found is None else found.value



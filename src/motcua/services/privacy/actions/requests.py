"""Carrying out a request: looked at dry, then done room by room, each once, going on after any interruption."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.consent.contracts import personal_sources
from motcua.foundation.files import api as files
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import local_date
from motcua.kernel.policy import require
from motcua.kit.apart import apart
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Dossier, DossierStatus
from motcua.platform.messaging import api as messaging
from motcua.services.privacy import models, policies
from motcua.services.privacy.actions import items, packing
from motcua.services.privacy.adapters import sources
from motcua.services.privacy.adapters.messages import ITEMS_DONE
from motcua.services.privacy.contracts import (
    Does,
    FiledByAnother,
    NoSubject,
    NothingNamed,
    NotNow,
    NotPlanned,
    RequestUnknown,
    Right,
    Run,
    RunState,
    SecondPersonNeeded,
)
from motcua.services.privacy.queries import officers
from motcua.services.privacy.queries import requests as reads
from motcua.services.privacy.rules import requests as rules

log = logging.getLogger(__name__)
_GROUND = "Luật 91/2025/QH15 Điều 4"
_KEEP_PACKAGE = timedelta(days=90)
_NOTE = 999  # the place of what an officer wrote besides the items


def plan(*, code: str, actor: Actor, now: datetime) -> Run:
    """The dry run: what every room holds about the person, counted; nothing is changed. Again: it is looked at anew.

    ``RequestUnknown``, ``Forbidden``, ``NotNow`` (also once carrying out has begun), ``FiledByAnother``, ``NoSubject``.
    """
    dossier, right, person = request_of(code, actor=actor, now=now)
    return look(dossier, right, person, actor=actor, now=now)


def look(
    dossier: Dossier, right: Right, person: UUID, *, actor: Actor, now: datetime, name: Callable[[models.Run], None] | None = None
) -> Run:
    """The dry run of a request that the actor may carry out (of ``request_of``); ``name`` puts an item into it first."""
    found = {} if right.does.by_items else _found(person, now=now)
    with transaction.atomic():
        row = models.Run.objects.select_for_update().filter(dossier_id=dossier.uuid).first()
        if row is not None and row.state != RunState.PLANNED:
            raise NotNow
        facts = {
            "dossier_code": dossier.code, "unit_code": dossier.unit_code, "right": right.key, "person_id": person,
            "digest": _digest(found), "planned_at": now, "planned_ref": actor.ref, "planned_name": actor.name[:120],
        }  # fmt: skip
        row, _ = models.Run.objects.update_or_create(dossier_id=dossier.uuid, defaults=facts)
        if name is not None:
            name(row)
        if right.does.by_items:  # what was named stays named; what it is now is looked at anew
            items.refresh(row, now=now)
            row.digest = items.digest(row, now=now)
            row.save(update_fields=["digest"])
        else:
            row.steps.all().delete()
            models.RunStep.objects.bulk_create(
                [models.RunStep(run=row, place=n, source=key, found=rules.count(held)) for n, (key, held) in enumerate(found.items())]
            )
        _note(row, "planned", actor=actor, now=now)
        consent.note_access(
            subject_id=person, reader=actor, purpose="data-rights", ground=_GROUND, dossier=dossier.code, source="privacy.plan", now=now
        )
    return reads.view(row)


def carry_out(*, code: str, digest: str, actor: Actor, now: datetime, note: str = "") -> Run:
    """Begin what the plan with that digest showed, and go as far as possible; the worker goes on after an interruption.

    Pressed again, it goes on where it is. ``NotPlanned`` when the data are no longer those of the plan. What is erased is gone before
    anybody signs the answer: ``SecondPersonNeeded`` for whoever made the plan of an erasure.
    """
    dossier, right, person = request_of(code, actor=actor, now=now)
    with transaction.atomic():
        row = models.Run.objects.select_for_update().filter(dossier_id=dossier.uuid).first()
        if row is None:
            raise NotPlanned
        if row.state == RunState.PLANNED:
            now_is = items.digest(row, now=now) if right.does.by_items else _digest(_found(person, now=now))
            if row.digest != digest or now_is != digest:
                raise NotPlanned
            if right.does.by_items and not row.steps.exists() and not note.strip():
                raise NothingNamed
            if right.does is Does.ERASE and row.planned_ref == actor.ref:
                raise SecondPersonNeeded
            row.state, row.started_at, row.started_ref, row.due_at = RunState.RUNNING, now, actor.ref, dossier.due_at
            row.save(update_fields=["state", "started_at", "started_ref", "due_at"])
            if right.does is Does.RESTRICT:  # once, for every room and for what comes later: she may lift it before the last step
                consent.restrict(
                    person_id=person, kind=consent.Wish(right.key), ground=_GROUND, dossier=dossier.code, actor=SYSTEM, now=now
                )
            if right.does.by_items and note.strip():
                models.RunStep.objects.create(run=row, place=_NOTE, source="note", found=1, note=note.strip()[:1000])
            _note(row, "started", actor=actor, now=now)
    go_on(row.pk, now=now)
    row.refresh_from_db()
    return reads.view(row)


def continue_runs(*, now: datetime) -> int:
    """Go on with runs that were interrupted; one that fails stops no other. How many were touched."""
    touched = 0
    for pk in models.Run.objects.filter(state=RunState.RUNNING).order_by("id").values_list("pk", flat=True):
        with apart(log, "privacy.continue_runs", pk):
            go_on(pk, now=now)
            touched += 1
    return touched


def go_on(pk: int, *, now: datetime) -> None:
    """Do what is left of a run, each step in its own transaction."""
    while _one(pk, now=now):
        pass


@transaction.atomic
def _one(pk: int, *, now: datetime) -> bool:
    """The next step in a transaction of its own, or the end of the run; False when nothing is left, or somebody else is at it."""
    row = models.Run.objects.select_for_update(skip_locked=True).filter(pk=pk, state=RunState.RUNNING).first()
    if row is None:
        return False
    right = next(r for r in reads.rights() if r.key == row.right)
    step = row.steps.filter(done_at=None).order_by("place").first()
    if step is None and not items.answered(row):
        return False
    if step is None:
        _finish(row, right, now=now)
        return False
    _do(row, step, right, now=now)
    step.done_at = now
    step.save()
    audit.record(
        action="privacy.run_step", object_ref=f"privacy.run:{row.uuid}", actor=SYSTEM, now=now, person=f"person:{row.person_id}",
        dossier=row.dossier_code, ground=_GROUND,
        details={"source": step.source, "removed": step.removed, "kept": step.kept, "held": step.held, "does": right.does.value},
    )  # fmt: skip
    return True


def _do(row: models.Run, step: models.RunStep, right: Right, *, now: datetime) -> None:
    if right.does.by_items:
        items.do(row, step, due_at=row.due_at, now=now)
        return
    source = personal_sources.get(step.source)
    if source is None:  # its room was switched off since: nothing was done there, and the step says so
        step.reason_vi, step.reason_en = "Phòng dữ liệu này đang tắt.", "This room is switched off."
    elif right.does is Does.ERASE:
        done = source.erase(person_id=row.person_id, now=now)
        step.removed, step.kept, step.reason_vi, step.reason_en = done.removed, done.kept, done.reason_vi[:500], done.reason_en[:500]
    elif right.does is Does.RESTRICT:  # it holds since the run began; each step counts what it found
        step.held = step.found


def _finish(row: models.Run, right: Right, *, now: datetime) -> None:
    if right.does is Does.COPY:
        packing.pack(row, _found(row.person_id, now=now), now=now)
    row.state, row.finished_at = RunState.DONE, now
    row.save()
    if right.does.by_items:
        messaging.send(
            to_person_id=row.person_id, template=ITEMS_DONE.key, params={"dossier_code": row.dossier_code},
            dedupe_key=f"privacy.items:{row.uuid}", now=now,
        )  # fmt: skip
    _note(row, "done", actor=SYSTEM, now=now)


def package(*, code: str, actor: Actor, now: datetime) -> bytes:
    """The package as one ZIP, for the owner of the dossier once it is resolved, and for who carries it out.

    ``DossierUnknown`` for anybody else, ``RequestUnknown`` when there is none, or no longer.
    """
    dossier = casework.dossier(code=code, actor=actor)
    row = models.Run.objects.filter(dossier_id=dossier.uuid, state=RunState.DONE).exclude(package="").first()
    if row is None or row.sealed_file_id is None or not _may_take(dossier, actor=actor, now=now):
        raise RequestUnknown
    pdf = files.read(file_id=row.sealed_file_id)
    made = rules.archive({"du-lieu.json": row.package.encode(), "du-lieu.pdf": pdf})
    audit.record(
        action="privacy.package_taken", object_ref=f"privacy.run:{row.uuid}", actor=actor, now=now, person=f"person:{row.person_id}",
        dossier=row.dossier_code,
    )  # fmt: skip
    return made


def forget_packages(*, now: datetime) -> int:
    """Remove packages 90 days after they were made; the record of the run stays."""
    gone = 0
    for row in models.Run.objects.filter(finished_at__lt=now - _KEEP_PACKAGE, forgotten_at=None).exclude(package=""):
        with apart(log, "privacy.forget_packages", row.pk), transaction.atomic():
            if row.sealed_file_id is not None:
                files.discard(file_id=row.sealed_file_id, now=now)
            row.package, row.sealed_file_id, row.forgotten_at = "", None, now
            row.save(update_fields=["package", "sealed_file_id", "forgotten_at"])
            gone += 1
    return gone


def may_carry_out(*, dossier: Dossier, actor: Actor, now: datetime) -> bool:
    """Whether the actor may carry out the request of a dossier that she sees."""
    return bool(_can(dossier, actor=actor, now=now))


def _may_take(dossier: Dossier, *, actor: Actor, now: datetime) -> bool:
    if actor.subject_id is not None and actor.subject_id == dossier.party.person_id:
        return dossier.status in {DossierStatus.RESOLVED, DossierStatus.HANDED_BACK} and not _denied(dossier)
    return bool(_can(dossier, actor=actor, now=now))


def _denied(dossier: Dossier) -> bool:
    return dossier.result is None or dossier.result.outcome.value == "denied" or dossier.result.revoked_at is not None


def _can(dossier: Dossier, *, actor: Actor, now: datetime) -> Any:
    is_dpo = officers.is_dpo(actor=actor, on=local_date(now))
    return policies.can_carry_out(actor=actor, is_dpo=is_dpo, unit_code=dossier.handler_code or dossier.unit_code)


def request_of(code: str, *, actor: Actor, now: datetime) -> tuple[Dossier, Right, UUID]:
    """The dossier of a request that the actor may carry out now, its right and its person.

    The person herself asks (Luật 91/2025/QH15 Điều 4): whoever knows her number could file for her otherwise.
    """
    dossier = casework.dossier(code=code, actor=actor)
    right = reads.right_of(procedure=dossier.procedure_code)
    if right is None:
        raise RequestUnknown
    require(_can(dossier, actor=actor, now=now))
    if dossier.status is not DossierStatus.PROCESSING:
        raise NotNow
    if dossier.submitter is not None:
        raise FiledByAnother
    if dossier.party.person_id is None:
        raise NoSubject
    return dossier, right, dossier.party.person_id


def _found(person: UUID, *, now: datetime) -> dict[str, Mapping[str, Any]]:
    """What every room holds, as plain JSON."""
    return {s.key: json.loads(rules.as_json(s.export(person_id=person, now=now))) for s in sources.ordered()}


def _digest(found: Mapping[str, Any]) -> str:
    """Of what a run acts on: that somebody looked, as this plan itself does, changes nothing about it."""
    return rules.digest({key: held for key, held in found.items() if key != "consent"})


def _note(row: models.Run, what: str, *, actor: Actor, now: datetime) -> None:
    audit.record(
        action=f"privacy.run_{what}", object_ref=f"privacy.run:{row.uuid}", actor=actor, now=now, person=f"person:{row.person_id}",
        dossier=row.dossier_code, ground=_GROUND, details={"right": row.right},
    )  # fmt: skip

"""Versions of procedure definitions: published by people, or derived from the catalogue when a dossier first needs one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import local_date
from motcua.kernel.text import squeeze
from motcua.platform.casework.actions.definitions.power import require_editor
from motcua.platform.casework.contracts import (
    DefinitionProblem,
    DefinitionWrong,
    ProcedureNotOnline,
    ProcedureUnknown,
    ReasonMissing,
)
from motcua.platform.casework.contracts.lifecycle import EffectiveFromWrong, ProcedureRetired
from motcua.platform.casework.models import Procedure, ProcedureVersion
from motcua.platform.casework.queries.catalogue import generic_document, offered_online
from motcua.platform.casework.queries.versions import in_force, row_of, scheduled, world
from motcua.platform.casework.rules import definitions
from motcua.platform.casework.rules.codes import base_procedure_code
from motcua.platform.casework.rules.lint import errors, lint

_SHORTEST_REASON = 3


def publish_definition(
    *, document: Mapping[str, Any], now: datetime, effective_from: date | None = None, actor: Actor = SYSTEM, note: str = "",
) -> tuple[ProcedureVersion, tuple[DefinitionProblem, ...]]:
    """Publish a complete definition as the newest version of its procedure, in force from today or a later day; the one before ends then.

    Same content as what is in force on that day: no new version. What was scheduled for that day or later is dropped, and a retirement is
    taken back. Returns the version and the warnings. ``DefinitionWrong`` with every mistake; ``ProcedureUnknown``,
    ``EffectiveFromWrong``; ``Forbidden`` for other actors than administrators.
    """
    require_editor(actor=actor)
    problems = lint(document, world=world(on=local_date(now)))
    wrong = errors(problems)
    if wrong:
        raise DefinitionWrong(procedure_code=str(document.get("procedure", "")), problems=wrong)
    return publish_checked(document=document, now=now, effective_from=effective_from, actor=actor, note=note), problems


def publish_checked(
    *, document: Mapping[str, Any], now: datetime, effective_from: date | None, actor: Actor, note: str
) -> ProcedureVersion:
    """Publish a document that the linter has just passed against the world of today; for ``publish_definition`` and for imports."""
    today = local_date(now)
    start = effective_from or today
    if start < today:
        raise EffectiveFromWrong(today=today)
    with transaction.atomic():
        row = locked(str(document["procedure"]))
        generic = definitions.content_hash(document) == definitions.content_hash(generic_document(row))
        online = bool(document.get("open_online", offered_online(row.details)))
        return _write(row, document, now=now, start=start, generic=generic, open_online=online, actor=actor, note=squeeze(note))


def ensure_version(*, code: str, now: datetime) -> ProcedureVersion:
    """The version that a dossier received now would run on; derived and written on first need, renewed when the catalogue changed.

    ``ProcedureUnknown``; ``ProcedureNotOnline`` for a procedure whose code fits no rule; ``ProcedureRetired``.
    """
    today = local_date(now)
    found = Procedure.objects.filter(code=base_procedure_code(code)).first()
    if found is None:
        raise ProcedureUnknown(procedure_code=code)
    if found.odd_code:
        raise ProcedureNotOnline(procedure_code=code)
    _refuse_retired(found, today)
    current = in_force(found, on=today)
    if current is not None and _stands(current, found):
        return current
    with transaction.atomic():
        row = locked(code)
        current = in_force(row, on=today)
        if current is not None and not current.generic:
            return current
        return _write(
            row, generic_document(row), now=now, start=today, generic=True, open_online=offered_online(row.details), actor=SYSTEM, note=""
        )


def ensure_versions(*, codes: Collection[str], now: datetime) -> dict[str, ProcedureVersion]:
    """As ``ensure_version`` for many procedures: what stands is read in two statements, only the rest is opened one by one."""
    today = local_date(now)
    known = {row.code: row for row in Procedure.objects.filter(code__in={base_procedure_code(code) for code in codes}, odd_code=False)}
    covering = Q(effective_to=None) | Q(effective_to__gt=today)
    versions = ProcedureVersion.objects.filter(covering, procedure__in=known.values(), effective_from__lte=today).order_by("version")
    newest = {version.procedure_id: version for version in versions}
    found: dict[str, ProcedureVersion] = {}
    for code in codes:
        row = known.get(base_procedure_code(code))
        version = newest.get(row.pk) if row is not None else None
        stands = row is not None and version is not None and not _retired(row, today) and _stands(version, row)
        found[code] = version if version is not None and stands else ensure_version(code=code, now=now)
    return found


def _stands(version: ProcedureVersion, row: Procedure) -> bool:
    """Whether a version in force is what a new dossier runs on: written by people, or still what the catalogue says."""
    return not version.generic or version.content_hash == definitions.content_hash(generic_document(row))


def retire(*, code: str, on: date, actor: Actor, now: datetime, reason: str) -> None:
    """End a procedure on a day: no dossier is submitted from then on; those that run go on. What was scheduled after it is dropped.

    ``ProcedureUnknown``, ``EffectiveFromWrong`` for a day that has passed, ``ReasonMissing``, ``Forbidden``.
    """
    require_editor(actor=actor)
    today, why = local_date(now), squeeze(reason)
    if on < today:
        raise EffectiveFromWrong(today=today)
    if len(why) < _SHORTEST_REASON:
        raise ReasonMissing
    with transaction.atomic():
        row = locked(code)
        _drop_scheduled(row, after=on, today=today)
        row.versions.filter(Q(effective_to=None) | Q(effective_to__gt=on), effective_from__lte=on).update(effective_to=on)
        row.retired_on, row.retired_reason = on, why
        row.save(update_fields=["retired_on", "retired_reason"])
        _audit("retired", row, actor=actor, now=now, on=on.isoformat())


def locked(code: str) -> Procedure:
    """The row of a procedure, locked until the transaction ends. ``ProcedureUnknown``."""
    row = Procedure.objects.select_for_update().filter(code=base_procedure_code(code)).first()
    return row if row is not None else row_of(code)


def _refuse_retired(row: Procedure, today: date) -> None:
    if row.retired_on is not None and _retired(row, today):
        raise ProcedureRetired(procedure_code=row.code, on=f"{row.retired_on:%d/%m/%Y}")


def _retired(row: Procedure, today: date) -> bool:
    return row.retired_on is not None and row.retired_on <= today


def _write(
    row: Procedure, document: Mapping[str, Any], *, now: datetime, start: date, generic: bool, open_online: bool, actor: Actor, note: str
) -> ProcedureVersion:
    digest, today = definitions.content_hash(document), local_date(now)
    current, later = in_force(row, on=start), scheduled(row, on=start)
    if current is not None and current.content_hash == digest and (later is None or generic):
        return current
    ends = None
    if generic and later is not None:
        ends = later.effective_from  # what people scheduled stays scheduled
    else:
        _drop_scheduled(row, after=start, today=today)
    row.versions.filter(Q(effective_to=None) | Q(effective_to__gt=start), effective_from__lte=start).update(effective_to=start)
    newest = row.versions.aggregate(newest=Max("version"))["newest"] or 0
    version = ProcedureVersion.objects.create(
        procedure=row, version=newest + 1, document=dict(document), content_hash=digest, generic=generic, open_online=open_online,
        effective_from=start, effective_to=ends, published_at=now, published_by=actor.ref[:80], note=note,
    )
    if row.retired_on is not None:
        row.retired_on, row.retired_reason = None, ""
        row.save(update_fields=["retired_on", "retired_reason"])
    if not generic:
        _audit("published", row, actor=actor, now=now, version=version.version, hash=digest, effective_from=start.isoformat())
    return version


def _drop_scheduled(row: Procedure, *, after: date, today: date) -> None:
    """Versions that would take force on ``after`` or later never do: their period becomes empty."""
    row.versions.filter(effective_from__gte=after, effective_from__gt=today).update(effective_to=F("effective_from"))


def _audit(what: str, row: Procedure, *, actor: Actor, now: datetime, **details: Any) -> None:
    about = {"code": row.code, **details}
    audit.record(action=f"casework.definition_{what}", object_ref=f"procedure:{row.code}", actor=actor, now=now, details=about)

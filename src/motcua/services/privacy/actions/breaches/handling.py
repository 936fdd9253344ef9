"""Containing, assessing, repairing; notes and evidence on the way."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor
from motcua.services.privacy import models
from motcua.services.privacy.actions.breaches import core
from motcua.services.privacy.contracts import Breach, BreachUnknown, Harm, ReportIncomplete, StepRefused
from motcua.services.privacy.queries import breaches as reads
from motcua.services.privacy.rules import breaches as rules

_EVIDENCE = files.HANDED_IN | {files.XLSX}
_SAY = ("Ghi nội dung.", "Write something.")


@transaction.atomic
def contain(*, code: str, measures: str, actor: Actor, now: datetime) -> Breach:
    """Record how it was stopped; again: the measures are added to. ``BreachUnknown``, ``Forbidden``, ``ReportIncomplete``."""
    row = core.changed(code=code, actor=actor, now=now)
    _needed("measures", measures)
    row.contained_at = row.contained_at or now
    row.measures = "\n".join(part for part in (row.measures, measures.strip()) if part)
    row.save(update_fields=["contained_at", "measures"])
    core.note(row, "contained", actor=actor, now=now, text=measures.strip())
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def assess(
    *, code: str, harm: Harm, authority_needed: bool, people_needed: bool, assessment: str, people_count: int | None, actor: Actor,
    now: datetime,
) -> Breach:  # fmt: skip
    """Record the harm to be expected and who must be told; may be corrected until the breach is closed.

    ``StepRefused`` where harm is expected and the people concerned, or the authority, would not be told (Luật 91/2025/QH15 Điều 23), or
    where the authority was told already and would now not be needed. A closing that was proposed must be proposed anew.
    """
    row = core.changed(code=code, actor=actor, now=now)
    _needed("assessment", assessment)
    if not authority_needed and row.notified_at is not None:
        raise StepRefused(reason_vi="cơ quan chuyên trách đã được thông báo.", reason_en="the authority has been notified already.")
    if not rules.may_skip_people(harm) and not (people_needed and authority_needed):
        raise StepRefused(
            reason_vi="có thể gây hại thì phải thông báo cả cơ quan chuyên trách và người bị ảnh hưởng.",
            reason_en="where harm is possible, both the authority and the people concerned must be told.",
        )
    row.harm, row.authority_needed, row.people_needed = harm, authority_needed, people_needed
    row.assessment, row.assessed_at = assessment.strip(), row.assessed_at or now
    row.people_count = people_count if people_count is not None else row.people_count
    row.save(update_fields=["harm", "authority_needed", "people_needed", "assessment", "assessed_at", "people_count"])
    core.note(row, "assessed", actor=actor, now=now, text=f"{harm.vi}. {assessment.strip()}")
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def repair(*, code: str, repaired_at: datetime, cause: str, actor: Actor, now: datetime) -> Breach:
    """Record when it was repaired and why it had happened; the record is kept five years from then."""
    row = core.changed(code=code, actor=actor, now=now)
    _needed("cause", cause)
    if not row.discovered_at <= repaired_at <= now:
        raise ReportIncomplete(
            fields={"repaired": ("Thời điểm khắc phục nằm giữa lúc phát hiện và bây giờ.", "It lies between the discovery and now.")}
        )
    row.repaired_at, row.cause = repaired_at, cause.strip()
    row.save(update_fields=["repaired_at", "cause"])
    core.note(row, "repaired", actor=actor, now=now, text=cause.strip())
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def add_note(*, code: str, text: str, actor: Actor, now: datetime) -> Breach:
    """Add a line to the history: also the reporter and the unit's leader."""
    row = core.locked(code=code, actor=actor, now=now)
    _needed("note", text)
    core.note(row, "note", actor=actor, now=now, text=text.strip()[:4000])
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def add_evidence(*, code: str, content: BinaryIO, name: str, actor: Actor, now: datetime) -> UUID:
    """Keep a piece of evidence; it cannot be taken away again. Errors of ``files.put``."""
    row = core.locked(code=code, actor=actor, now=now)
    kept = files.put(
        content=content, name=name, purpose="privacy.evidence", actor=actor, now=now, allowed=_EVIDENCE,
        owner_ref=f"privacy.breach:{row.uuid}",
    )  # fmt: skip
    models.BreachFile.objects.create(breach=row, file_id=kept.uuid, added_ref=actor.ref, added_at=now)
    core.note(row, "evidence", actor=actor, now=now, text=f"{name[:120]} · SHA-256 {kept.sha256}")
    return kept.uuid


@transaction.atomic
def open_evidence(*, code: str, file_id: UUID, actor: Actor, now: datetime) -> tuple[files.StoredFile, bytes]:
    """A piece of evidence of that breach and its content; reading is recorded. ``BreachUnknown`` also for another breach's file."""
    row = models.Breach.objects.filter(code=code).first()
    if row is None or not reads.visible(row, actor=actor, now=now) or not row.files.filter(file_id=file_id).exists():
        raise BreachUnknown
    core.note(row, "evidence_read", actor=actor, now=now)
    return files.get(file_id=file_id), files.read(file_id=file_id)


def _needed(name: str, text: str) -> None:
    if not text.strip():
        raise ReportIncomplete(fields={name: _SAY})

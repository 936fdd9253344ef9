"""Dossiers on paper, evidence beside them, the list as a file; what leaves the room stays on record."""

from __future__ import annotations

from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.dates_vi import place_and_date, show_date
from motcua.platform.documents import api as documents
from motcua.services.privacy import models
from motcua.services.privacy.actions.impacts import core
from motcua.services.privacy.adapters import printed
from motcua.services.privacy.contracts.impacts import Impact, ImpactUnknown, ImpactWish
from motcua.services.privacy.queries import impacts as reads

_EVIDENCE = files.HANDED_IN | {files.XLSX}
_MOST = 5_000


def impact_pdf(*, code: str, actor: Actor, now: datetime) -> bytes:
    """The dossier as a PDF; an unapproved one says that it is a draft. ``ImpactUnknown``."""
    data = _data(_printed(code, actor=actor, now=now), now=now)
    return documents.render_pdf(template=printed.IMPACT, data=data, now=now)


def impact_docx(*, code: str, actor: Actor, now: datetime) -> bytes:
    """The same as .docx, to go on working with. ``ImpactUnknown``."""
    found = _printed(code, actor=actor, now=now)
    title = f"{found.form.number_vi} {found.code}"
    return documents.render_docx(template=printed.word_template("impact"), data=_data(found, now=now), title=title, now=now)


@transaction.atomic
def add_impact_evidence(*, code: str, content: BinaryIO, name: str, actor: Actor, now: datetime) -> UUID:
    """Keep a paper beside the dossier; it cannot be taken away again. Errors of ``files.put``, ``ImpactUnknown``, ``Forbidden``."""
    row = core.by_writer(code=code, actor=actor, now=now)
    kept = files.put(
        content=content, name=name, purpose="privacy.evidence", actor=actor, now=now, allowed=_EVIDENCE,
        owner_ref=f"privacy.impact:{row.uuid}",
    )  # fmt: skip
    models.ImpactFile.objects.create(impact=row, file_id=kept.uuid, added_ref=actor.ref, added_at=now)
    core.note(row, "evidence", actor=actor, now=now, text=f"{name[:120]} · SHA-256 {kept.sha256}")
    return kept.uuid


@transaction.atomic
def open_impact_evidence(*, code: str, file_id: UUID, actor: Actor, now: datetime) -> tuple[files.StoredFile, bytes]:
    """A paper of that dossier and its content; reading is recorded. ``ImpactUnknown`` also for another dossier's file."""
    row = models.Impact.objects.filter(code=code).first()
    if row is None or not reads.visible(row, actor=actor, now=now) or not row.files.filter(file_id=file_id).exists():
        raise ImpactUnknown
    core.note(row, "evidence_read", actor=actor, now=now)
    return files.get(file_id=file_id), files.read(file_id=file_id)


def export_impacts(*, actor: Actor, now: datetime, wish: ImpactWish = ImpactWish()) -> tuple[Impact, ...]:  # noqa: B008 - frozen
    """The dossiers of a list, for a file."""
    found = reads.impacts(actor=actor, now=now, wish=wish, limit=_MOST)
    audit.record(action="privacy.impacts_exported", object_ref=f"list:{actor.ref}", actor=actor, now=now, details={"count": len(found)})
    return found


@transaction.atomic
def _printed(code: str, *, actor: Actor, now: datetime) -> Impact:
    found = reads.impact(code=code, actor=actor, now=now)
    about = {"code": found.code, "version": found.version}
    audit.record(action="privacy.impact_printed", object_ref=f"privacy.impact:{found.impact_id}", actor=actor, now=now, details=about)
    return found


def _data(found: Impact, *, now: datetime) -> dict[str, Any]:
    sections = [
        {"title": s.vi, "answers": [{"question": f.vi, "answer": found.answers.get(f.key, "")} for f in s.fields]}
        for s in found.form.sections
    ]
    risks = [
        {
            "n": str(n), "what": r.what, "before": f"{r.likelihood} × {r.impact} = {r.level}", "measures": r.measures,
            "after": f"{r.likelihood_after} × {r.impact_after} = {r.level_after}",
        }
        for n, r in enumerate(found.risks, 1)
    ]  # fmt: skip
    return {
        "city_committee": f"UBND {settings.MOTCUA_CITY}", "unit": found.unit_name, "code": found.code, "number": found.sent_number,
        "place_and_date": place_and_date(settings.MOTCUA_CITY, local_date(now)), "form": found.form.number_vi,
        "name": found.form.name_vi, "title": found.title, "version": str(found.version), "state": found.state.vi,
        "activities": "; ".join(vi for vi, _ in found.activity_names), "first": show_date(found.clock.first_on, "vi"),
        "due": show_date(found.clock.due_on, "vi"), "sections": sections, "risks": risks, "approved": bool(found.approved_by),
        "answers": [{"section": s["title"], **a} for s in sections for a in s["answers"]],  # type: ignore[dict-item]
        "written_by": found.proposed_by or found.written_by, "approved_by": found.approved_by,
    }  # fmt: skip

"""Papers that the city has already are taken from there instead of being asked for again (NĐ 118/2025/NĐ-CP; TT 01/2023/TT-VPCP)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor
from motcua.platform.casework.contracts import DossierUnknown, PaperUnknown
from motcua.platform.casework.models import Paper
from motcua.platform.casework.queries import beside, loading, reusable
from motcua.platform.casework.rules.codes import normal_dossier_code
from motcua.platform.eforms import api as eforms
from motcua.platform.eforms.contracts import DOSSIER


def reuse(
    *, code: str, requirement: str, actor: Actor, now: datetime, paper_id: int | None = None, check_code: str = "",
    old_result: UUID | None = None,
) -> int:
    """Take a paper that the city has for the same party; the paper's id. Taking it twice changes nothing.

    ``paper_id``: a paper of an earlier dossier (state 2); ``check_code``: an issued result, or ``old_result``: a digitised one (state 3).
    Errors: ``DossierUnknown``, ``PaperUnknown`` (no such requirement, or nothing of this party), ``ResultRevoked``.
    """
    row = reusable.opened(code, actor)
    names = {p.key: p.name for p in loading.definition_of(row).papers}
    if requirement not in names:
        raise PaperUnknown(requirement=requirement)
    file_id, state = reusable.source(row, requirement=requirement, paper_id=paper_id, check_code=check_code, old_result=old_result, now=now)
    stored = files.get(file_id=file_id)
    with transaction.atomic():
        paper, made = Paper.objects.get_or_create(
            dossier=row, file_id=file_id,
            defaults={
                "requirement": requirement, "name": names[requirement], "file_name": stored.name, "size": stored.size, "state": state,
                "event_seq": row.last_seq, "added_at": now,
            },
        )
        if made:
            audit.record(
                action="casework.paper_reused", object_ref=f"casework:{row.uuid}", actor=actor, now=now,
                details={"requirement": requirement, "state": state, "sha256": stored.sha256},
            )
    return int(paper.pk)


def reuse_in_draft(*, draft_id: UUID, field: str, dossier_code: str, paper_id: int, actor: Actor, now: datetime) -> UUID:
    """Answer a question of a form with a paper of an own earlier dossier; the file. Taking it twice changes nothing.

    Nothing is counted: it is a reused paper (state 2) from the day on which the form is submitted with it.
    Errors: ``DossierUnknown`` (no such paper of the person's own), ``DraftUnknown``, ``DraftFrozen``, ``Invalid``.
    """
    paper = beside.own_papers(actor=actor).filter(pk=paper_id, dossier__code=normal_dossier_code(dossier_code)).first()
    if paper is None or paper.file_id is None:
        raise DossierUnknown(dossier_code=dossier_code)
    code = paper.dossier.code
    known = eforms.PrefilledValue(None, f"Hồ sơ {code}", f"Dossier {code}", now, DOSSIER)
    eforms.lend_file(draft_id=draft_id, field=field, file_id=paper.file_id, known=known, actor=actor, now=now)
    return paper.file_id

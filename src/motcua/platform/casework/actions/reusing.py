"""Papers that the city has already are taken from there instead of being asked for again (NĐ 118/2025/NĐ-CP; TT 01/2023/TT-VPCP)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor
from motcua.kernel.errors import Forbidden
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import DossierUnknown, FoundPaper, PaperUnknown
from motcua.platform.casework.models import Dossier, Paper
from motcua.platform.casework.queries import beside, loading, reusable
from motcua.platform.casework.queries.dossiers import row_of
from motcua.platform.casework.rules.codes import normal_dossier_code
from motcua.platform.casework.rules.transitions import OPEN
from motcua.platform.eforms import api as eforms
from motcua.platform.eforms.contracts import DOSSIER

_FOUND = frozenset({files.PDF, files.JPEG, files.PNG})


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


def file_found(*, code: str, requirement: str, found: FoundPaper, content: bytes, actor: Actor, now: datetime) -> int:
    """File a paper that an officer found in a store of the state into the dossier, instead of asking for it; the paper's id.

    It answers the requirement as a reused result (state 3) and says where it was found, by whom it was issued, under which code, when, and
    the digest of its content. The same content for the same requirement again changes nothing. Errors: ``DossierUnknown`` (also for
    everybody but the officers of the unit that has the dossier), ``Forbidden`` (the dossier is settled), ``PaperUnknown``, those of files.
    """
    row = row_of(code=code, actor=actor)
    if not policies.handles(actor=actor, row=row):
        raise DossierUnknown(dossier_code=code)
    names = {p.key: p.name for p in loading.definition_of(row).papers}
    if requirement not in names:
        raise PaperUnknown(requirement=requirement)
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        held = Dossier.objects.select_for_update().get(pk=row.pk)
        if held.status not in OPEN:
            raise Forbidden(reason_vi="hồ sơ đã giải quyết xong.", reason_en="the dossier is settled.")
        here = list(held.papers.filter(requirement=requirement).order_by("id"))
        same = next((paper for paper in here if (paper.source or {}).get("sha256") == sha256), None)
        if same is not None:
            return int(same.pk)
        kept = files.put(
            content=content, name=found.file_name, purpose="casework.found", actor=actor, now=now, allowed=_FOUND,
            owner_ref=f"casework:{row.uuid}",
        )  # fmt: skip
        empty = next((paper for paper in here if paper.file_id is None and paper.source is None), None)
        paper = empty or Paper(dossier=held, requirement=requirement, name=names[requirement], event_seq=held.last_seq, added_at=now)
        paper.file_id, paper.file_name, paper.size, paper.state = kept.uuid, kept.name, kept.size, Paper.REUSED_RESULT
        paper.source = {
            "way": found.way, "vi": found.source_vi, "en": found.source_en, "at": now.isoformat(), "issuer": found.issuer,
            "code": found.result_code, "sha256": sha256,
        }  # fmt: skip
        paper.save()
        audit.record(
            action="casework.paper_found", object_ref=f"casework:{row.uuid}", actor=actor, now=now, ground=found.ground, dossier=row.code,
            person=f"person:{row.person_id}" if row.person_id else "",
            details={"requirement": requirement, "way": found.way, "code": found.result_code, "sha256": sha256},
        )  # fmt: skip
        return int(paper.pk)


def reuse_in_draft(*, draft_id: UUID, field: str, dossier_code: str, paper_id: int, actor: Actor, now: datetime) -> UUID:
    """Answer a question of a form with a paper of an own earlier dossier; the file. Taking it twice changes nothing.

    Nothing is counted: it is a reused paper (state 2) from the day on which the form is submitted with it.
    Errors: ``DossierUnknown`` (no such paper of the person's own), ``DraftUnknown``, ``DraftFrozen``, ``Invalid``.
    """
    paper = beside.own_papers(actor=actor, now=now).filter(pk=paper_id, dossier__code=normal_dossier_code(dossier_code)).first()
    if paper is None or paper.file_id is None:
        raise DossierUnknown(dossier_code=dossier_code)
    code = paper.dossier.code
    known = eforms.PrefilledValue(None, f"Hồ sơ {code}", f"Dossier {code}", now, DOSSIER)
    eforms.lend_file(draft_id=draft_id, field=field, file_id=paper.file_id, known=known, actor=actor, now=now)
    return paper.file_id

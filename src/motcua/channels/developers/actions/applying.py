"""Applications of machine clients: handed in once, and their papers supplied later, in the client's own name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor, ActorKind
from motcua.kernel.errors import Forbidden, Invalid
from motcua.kernel.identifiers import InvalidPersonalNumber, parse_personal_number
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Change, Channel, DossierRef, PaperGiven, Principal

_APART = " · "


def apply_for(
    *, procedure_code: str, unit_code: str, applicant_id: str, name: str, answers: Mapping[str, Any], documents: Sequence[files.StoredFile],
    actor: Actor, now: datetime, submitted_at: datetime | None, idempotency_key: str,
) -> DossierRef:
    """Hand an application in for a person; the same key gives the same dossier. The applicant's id is a personal number or a reference.

    A machine may hand in to the units it was given. ``Forbidden``, ``Invalid``, ``KeyReused`` (same key, other application),
    ``ProcedureUnknown``, ``UnitWrong``.
    """
    if actor.kind is not ActorKind.MACHINE or "dossiers:submit" not in actor.scopes:
        raise Forbidden(reason_vi="chỉ ứng dụng được cấp phạm vi nộp hồ sơ.", reason_en="only clients with the scope to submit.")
    unit = unit_code or next(iter(sorted(actor.units)), "")
    if unit not in actor.units:
        raise Forbidden(reason_vi="ứng dụng chưa được cấp đơn vị này.", reason_en="the client was not given this unit.")
    if not name.strip() or not applicant_id.strip():
        wanted = ("Ghi tên và mã của người nộp.", "Give the applicant's name and id.")
        raise Invalid(fields={"applicationName": wanted})
    party = Principal(name=name.strip()[:200], number=_number(applicant_id))
    body = {
        "procedure": procedure_code, "unit": unit, "applicant": applicant_id, "name": name, "answers": dict(answers),
        "documents": [d.uuid for d in documents], "submitted_at": submitted_at,
    }  # fmt: skip
    with transaction.atomic():
        outbox.once(scope=f"developers.apply:{actor.ref}", key=idempotency_key, body=body, now=now)
        return casework.submit_outside(
            origin=casework.machine_origin(actor=actor), external_ref=idempotency_key, procedure_code=procedure_code, unit_code=unit,
            answers=answers, party=party, papers=papers_of(documents), submitted_at=submitted_at or now, channel=Channel.ONLINE, now=now,
        )


def supply_for(*, code: str, documents: Sequence[files.StoredFile], actor: Actor, now: datetime, idempotency_key: str) -> Change:
    """Supply papers: a machine only to what it handed in itself; people as casework lets them. ``Forbidden``, what ``supply`` refuses."""
    papers = [PaperGiven(requirement=f"bo-sung-{n}", file_id=d.uuid, name=d.name) for n, d in enumerate(documents, start=1)]
    if actor.kind is not ActorKind.MACHINE:
        return casework.supply(code=code, papers=papers, actor=actor, now=now, idempotency_key=idempotency_key)
    found = casework.dossier(code=code, actor=actor)
    if "dossiers:submit" not in actor.scopes or found.origin != casework.machine_origin(actor=actor):
        raise Forbidden(reason_vi="ứng dụng không nộp hồ sơ này.", reason_en="the client did not hand this dossier in.")
    return casework.supply(
        code=code, papers=papers, actor=SYSTEM, now=now, note=f"API{_APART}{actor.name}", idempotency_key=f"{actor.ref}:{idempotency_key}"
    )


def papers_of(documents: Sequence[files.StoredFile]) -> list[PaperGiven]:
    """Documents as papers; intake says which requirement each answers."""
    return [PaperGiven(requirement=f"tai-lieu-{n}", file_id=d.uuid, name=d.name) for n, d in enumerate(documents, start=1)]


def _number(text: str) -> str:
    """The personal number when the id is one; a reference of the sender is not kept as a number."""
    try:
        return parse_personal_number(text.strip()).number
    except InvalidPersonalNumber:
        return ""

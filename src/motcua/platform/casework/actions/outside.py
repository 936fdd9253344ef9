"""Dossiers that were handed in elsewhere: at the national portal, where people submit since 1 July 2025."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from motcua.foundation.files import api as files
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Invalid
from motcua.platform.casework.actions.definitions import ensure_version
from motcua.platform.casework.actions.filing import of_principal
from motcua.platform.casework.actions.opening import GivenFile, Opening, open_dossier, receiving_unit
from motcua.platform.casework.contracts import Channel, DossierRef, PaperGiven, Principal
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.queries import loading
from motcua.platform.casework.rules import context as contexts
from motcua.platform.casework.rules import definitions

_LONGEST_REF, _LONGEST_ORIGIN = 120, 16


def submit_outside(
    *, origin: str, external_ref: str, procedure_code: str, unit_code: str, answers: Mapping[str, Any], party: Principal,
    papers: Sequence[PaperGiven], submitted_at: datetime, channel: Channel, now: datetime, fee_paid: int = 0,
    submitter: Principal | None = None, actor: Actor = SYSTEM,
) -> DossierRef:
    """Take over a dossier of another system (status 1), once per (origin, external_ref): the same reference gives the same dossier.

    Nothing is refused for what the other system let pass (papers, eligibility): intake decides. Papers of unknown keys are kept under
    their names. A fee that was paid there is not asked again. ``ProcedureUnknown``, ``UnitWrong``, ``Invalid`` without a reference.
    """
    if not origin or not external_ref or len(origin) > _LONGEST_ORIGIN or len(external_ref) > _LONGEST_REF:
        raise Invalid(fields={"external_ref": ("Thiếu mã tham chiếu của hệ thống gửi.", "The reference of the sending system is missing.")})
    known = dossier_by_ref(origin=origin, external_ref=external_ref)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            version = ensure_version(code=procedure_code, now=now)
            owner, definition = of_principal(party), loading.definition(version)
            given = contexts.of_answers(answers, party_kind=int(owner.kind), channel=int(channel), papers=len(papers))
            new = Opening(
                version=version, unit=receiving_unit(unit_code, local_date(now)), channel=Channel(channel), party=owner,
                answers={"answers": dict(answers), "sources": {}}, form=(definition.form_key, 0), fee_paid=fee_paid,
                fees=definitions.fees_due(definition, given), files=_files(papers, {p.key: p.name for p in definition.papers}),
                origin=origin, external_ref=external_ref, submitter=of_principal(submitter) if submitter else None,
                told={"origin": origin, "taken_over_at": now.isoformat()},
            )
            held = open_dossier(new, actor=actor, now=now, submitted_at=min(submitted_at, now))
            return DossierRef(uuid=held.row.uuid, code=held.row.code, payment_id=held.row.payment_id)
    except IntegrityError:
        twin = dossier_by_ref(origin=origin, external_ref=external_ref)  # a second delivery was quicker
        if twin is None:
            raise
        return twin


def dossier_by_ref(*, origin: str, external_ref: str) -> DossierRef | None:
    """The dossier that another system's reference became; None when it is not here."""
    row = Dossier.objects.filter(origin=origin, external_ref=external_ref).only("uuid", "code", "payment_id").first()
    return DossierRef(uuid=row.uuid, code=row.code, payment_id=row.payment_id) if row else None


def _files(papers: Sequence[PaperGiven], names: Mapping[str, str]) -> list[GivenFile]:
    found = []
    for given in papers:
        stored = files.get(file_id=given.file_id)
        name = names.get(given.requirement) or given.name or given.requirement
        found.append(GivenFile(requirement=given.requirement[:80], name=name, file_id=stored.uuid, file_name=stored.name, size=stored.size))
    return found

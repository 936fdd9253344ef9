"""Sub-dossiers: a part of the work becomes a dossier of its own, and its end is told to the dossier it belongs to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.files import api as files
from motcua.foundation.units import api as units
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.text import squeeze
from motcua.platform.casework.actions import core, rows
from motcua.platform.casework.actions.core import Held, beside, publish, record
from motcua.platform.casework.actions.definitions import ensure_version
from motcua.platform.casework.actions.opening import GivenFile, Opening, open_dossier, receiving_unit
from motcua.platform.casework.actions.processing import withdraw
from motcua.platform.casework.contracts import Change, Channel, DossierStatus, EventKind, FilingKind, Party, PartyKind, SideVerb
from motcua.platform.casework.events import SubDossierClosed, SubDossierOpened
from motcua.platform.casework.models import Dossier, Paper, ProcedureVersion
from motcua.platform.casework.rules.transitions import OPEN

_ENDS = frozenset(DossierStatus) - OPEN


def open_sub_dossier(
    *, code: str, procedure_code: str, unit_code: str, actor: Actor, now: datetime, note: str = "", idempotency_key: str = ""
) -> Change:
    """Open a dossier of another procedure for a part of the work: same owner, answers and papers; it waits for intake in the unit.

    The dossier it belongs to goes on meanwhile, unless a guard (``subs.open = 0``) holds it; its result is not signed before the parts
    are done. ``ProcedureUnknown``, ``UnitWrong``. The change is of the dossier it belongs to.
    """

    def act(held: Held) -> None:
        version = ensure_version(code=procedure_code, now=now)
        unit = receiving_unit(unit_code, local_date(now))
        child = open_dossier(_part(held, version=version, unit=unit), actor=actor, now=now)
        details = {"child": str(child.row.uuid), "child_code": child.row.code, "procedure": version.procedure.code, "unit": unit.code}
        record(held, kind=EventKind.SUB_OPENED, to_status=held.state.status, details=details, note=squeeze(note))
        publish(
            held, SubDossierOpened, child_id=child.row.uuid, child_code=child.row.code, child_procedure=version.procedure.code,
            child_unit=unit.code,
        )

    body = {"procedure": procedure_code, "unit": unit_code, "note": note}
    return beside(verb=SideVerb.OPEN_SUB_DOSSIER, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)


def close_part(*, dossier_id: UUID, now: datetime) -> bool:
    """A dossier ended (or has its result): if it is a part of another, that one hears. A repetition changes nothing.

    Returns whether anything changed. Also ends the open parts of a dossier that was withdrawn, refused or stopped.
    """
    child = Dossier.objects.filter(uuid=dossier_id).values("parent__uuid", "status", "code", "uuid").first()
    if child is None:
        return False
    ended_parts = _end_parts(dossier_id, status=child["status"], now=now)
    if child["parent__uuid"] is None or child["status"] not in _ENDS:
        return ended_parts
    with transaction.atomic():
        found = rows.lock(value=str(child["parent__uuid"]), key="uuid")
        if found is None:
            return False
        held = core.holding(found, actor=SYSTEM, now=now)
        if str(dossier_id) not in {p.ref for p in held.state.open_parts}:
            return ended_parts
        details = {"child": str(dossier_id), "child_code": child["code"], "status": child["status"]}
        record(held, kind=EventKind.SUB_CLOSED, to_status=held.state.status, details=details)
        publish(
            held, SubDossierClosed, child_id=dossier_id, child_code=child["code"], child_status=child["status"],
            open=len(held.state.open_parts),
        )
    return True


def _end_parts(dossier_id: UUID, *, status: int, now: datetime) -> bool:
    """Parts of a dossier that ended without a result have no purpose any more; one that cannot be withdrawn is left to people."""
    if status not in (DossierStatus.REFUSED, DossierStatus.WITHDRAWN, DossierStatus.STOPPED):
        return False
    codes = list(Dossier.objects.filter(parent__uuid=dossier_id, status__in=[int(s) for s in OPEN]).values_list("code", flat=True))
    ended = 0
    for code in codes:
        try:
            withdraw(code=code, actor=SYSTEM, now=now, reason="Hồ sơ chính đã kết thúc")
        except NamedError:
            continue
        ended += 1
    return bool(ended)


def _part(held: Held, *, version: ProcedureVersion, unit: units.Unit) -> Opening:
    row = held.row
    party = Party(
        kind=PartyKind(row.party_kind), person_id=row.person_id, organisation_id=row.organisation_id, name=row.party_name,
        number=row.party_number, phone=row.party_phone, address=row.party_address,
    )
    papers = row.papers.exclude(requirement__startswith=Paper.OPINION).order_by("id")
    kept = [(p, files.get(file_id=p.file_id) if p.file_id else None) for p in papers if p.file_id is not None or p.source is not None]
    return Opening(
        version=version, unit=unit, channel=Channel(row.channel), party=party, answers=dict(row.form_data or {}),
        form=(row.form_key, row.form_version), filing=FilingKind.OFFICER, parent=row, told={"part_of": str(row.uuid)},
        files=[
            GivenFile(
                requirement=p.requirement, name=p.name, file_id=f.uuid if f else None, file_name=f.name if f else "",
                size=f.size if f else 0, state=p.state, source=p.source,
            )
            for p, f in kept
        ],
    )

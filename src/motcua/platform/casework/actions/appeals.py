"""The owner against the decision (khiếu nại): a dossier of its own where the city has the procedure, else the fact and the address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.policy import require
from motcua.platform.casework import policies
from motcua.platform.casework.actions import forms
from motcua.platform.casework.actions.core import Held, hold, publish, record, written_reason
from motcua.platform.casework.actions.definitions import ensure_version
from motcua.platform.casework.actions.opening import Opening, open_dossier
from motcua.platform.casework.contracts import AppealTwice, Channel, DossierRef, EventKind, Party, PartyKind, SideVerb
from motcua.platform.casework.events import DossierAppealed
from motcua.platform.casework.models import DossierEvent
from motcua.platform.casework.queries import catalogue
from motcua.platform.casework.rules.process import not_possible
from motcua.platform.casework.rules.transitions import possible_beside
from motcua.platform.eforms import api as eforms

_SAID = ("request", "grounds")  # how forms call what the person asks for and why


def appeal(*, code: str, text: str, actor: Actor, now: datetime, idempotency_key: str = "") -> DossierRef:
    """Appeal against the decision: returns the dossier of the appeal, or the dossier itself where the definition names no procedure for it.

    By the owner (or who acts for her), once, after a result, a refusal or a stop. ``ReasonMissing``, ``AppealTwice``,
    ``ActionNotPossible``, ``Forbidden``.
    """
    with transaction.atomic():
        scope, body = f"casework.appeal:{actor.ref}", {"code": code, "text": text}
        claimed = outbox.once(scope=scope, key=idempotency_key, body=body, now=now) if idempotency_key else None
        if claimed is not None and not claimed.first and claimed.result is not None:
            return DossierRef(uuid=claimed.result["uuid"], code=claimed.result["code"])
        held = hold(code=code, actor=actor, now=now)
        role = held.definition.step(held.state.step).role
        require(policies.can_side(actor=actor, row=held.row, verb=SideVerb.APPEAL, role=role))
        if not possible_beside(SideVerb.APPEAL, held.state.status):
            raise not_possible(verb=SideVerb.APPEAL, status=held.state.status, dossier_code=held.row.code)
        ref = _appeal(held, why=written_reason(text))
        if claimed is not None:
            claimed.keep({"uuid": str(ref.uuid), "code": ref.code})
        return ref


def _appeal(held: Held, *, why: str) -> DossierRef:
    row = held.row
    if DossierEvent.objects.filter(dossier_id=row.pk, kind=EventKind.APPEALED).exists():
        raise AppealTwice(dossier_code=row.code)
    made = _dossier(held, why=why) if held.definition.appeal_procedure else None
    details = {"appeal": str(made.row.uuid) if made else None, "appeal_code": made.row.code if made else "", "unit": row.authority_code}
    record(held, kind=EventKind.APPEALED, to_status=held.state.status, details=details, note=why)
    publish(held, DossierAppealed, appeal_id=made.row.uuid if made else None, authority_code=row.authority_code)
    return DossierRef(uuid=made.row.uuid, code=made.row.code) if made else DossierRef(uuid=row.uuid, code=row.code)


def _dossier(held: Held, *, why: str) -> Held:
    """The dossier of the appeal, in the unit that decided (Luật Khiếu nại 2011 Điều 18: the first appeal goes to who decided)."""
    row, today = held.row, local_date(held.now)
    version = ensure_version(code=held.definition.appeal_procedure, now=held.now)
    party = Party(
        kind=PartyKind(row.party_kind), person_id=row.person_id, organisation_id=row.organisation_id, name=row.party_name,
        number=row.party_number, phone=row.party_phone, address=row.party_address,
    )
    decider = units.get(code=row.authority_code or row.unit_code, on=today)
    unit = decider if decider.agency_code else units.get(code=row.unit_code, on=today)
    document = forms.document_of(catalogue.procedure(code=held.definition.appeal_procedure))
    form = eforms.publish_form(definition=document, now=held.now)
    new = Opening(
        version=version, unit=unit, channel=Channel.ONLINE, party=party, told={"appeals": str(row.uuid)}, note=why,
        answers={"answers": _answers(document, party, row.code, why), "sources": {}}, form=(form.key, form.version),
    )
    return open_dossier(new, actor=held.actor, now=held.now)


def _answers(document: Mapping[str, Any], party: Party, appealed: str, why: str) -> dict[str, str]:
    """What the page of the appeal asked and what is known, under the names of the appeal's own form."""
    asked = [field for page in document["pages"] for field in page["fields"]]
    words = [field["name"] for field in asked if field["name"] in _SAID or field["kind"] == "textarea"]
    known = {"applicant_name": party.name, "applicant_number": party.number, "phone": party.phone, "dossier": appealed}
    names = {field["name"] for field in asked}
    told = {name: text for name, text in known.items() if text and name in names}
    return told | {words[0] if words else _SAID[0]: why}

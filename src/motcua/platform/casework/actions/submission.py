"""Submission: a frozen form becomes a dossier with a code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.identity import api as identity
from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.ids import public_code
from motcua.kernel.policy import require
from motcua.kernel.text import syllables
from motcua.kit.fields import blind_index
from motcua.platform.casework import policies
from motcua.platform.casework.actions import fees, numbering, rows
from motcua.platform.casework.actions.core import Held, publish, record
from motcua.platform.casework.actions.definitions import ensure_version
from motcua.platform.casework.contracts import (
    Channel,
    Definition,
    DossierRef,
    DossierStatus,
    EventKind,
    PapersMissing,
    PaperUnknown,
    Party,
    PartyKind,
    ProcedureNotOnline,
    UnitWrong,
)
from motcua.platform.casework.events import DossierSubmitted
from motcua.platform.casework.models import Dossier, Paper
from motcua.platform.casework.queries import loading
from motcua.platform.casework.queries.catalogue import takes_in
from motcua.platform.casework.rules.state import State
from motcua.platform.eforms import api as eforms

_TRACKING_LETTERS = 8


def submit(
    *, draft_id: UUID, procedure_code: str, unit_code: str, idempotency_key: str, actor: Actor, now: datetime,
    channel: Channel = Channel.ONLINE,
) -> DossierRef:
    """Turn a complete draft into a dossier of the unit (status 1), with a code and, where the procedure costs, a payment.

    The same key, or the same draft, gives the same dossier. ``ProcedureUnknown``, ``ProcedureNotOnline``, ``UnitWrong``, ``PapersMissing``,
    and the form's own refusals; after any of them the draft is as it was. The channel is ONLINE for citizens; reception enters COUNTER.
    """
    body = {"draft": str(draft_id), "procedure": procedure_code, "unit": unit_code}
    with transaction.atomic():
        claimed = outbox.once(scope=f"casework.submit:{actor.ref}", key=idempotency_key or str(draft_id), body=body, now=now)
        if not claimed.first and claimed.result is not None:
            return _ref(claimed.result)
        earlier = policies.visible_to(actor=actor).filter(draft_id=draft_id).first()
        if earlier is not None:
            return DossierRef(uuid=earlier.uuid, code=earlier.code, payment_id=earlier.payment_id)
        ref = _submit(draft_id=draft_id, procedure_code=procedure_code, unit_code=unit_code, actor=actor, now=now, channel=channel)
        claimed.keep({"uuid": str(ref.uuid), "code": ref.code, "payment_id": str(ref.payment_id) if ref.payment_id else None})
        return ref


def _submit(*, draft_id: UUID, procedure_code: str, unit_code: str, actor: Actor, now: datetime, channel: Channel) -> DossierRef:
    today = local_date(now)
    version = ensure_version(code=procedure_code, now=now)
    definition = loading.definition(version)
    unit = receiving_unit(unit_code, today)
    if not takes_in(version.procedure, is_commune=unit.is_commune):
        raise UnitWrong(fields={"unit": _unit_words(unit_code)}, unit_code=unit_code)
    if actor.kind is ActorKind.OFFICER:
        require(policies.can_submit_at_counter(actor=actor, unit_code=unit_code))
    elif channel is Channel.ONLINE and not version.open_online:
        raise ProcedureNotOnline(procedure_code=procedure_code)
    form = eforms.freeze(draft_id=draft_id, actor=actor, now=now)
    _require_papers(definition, form)
    party = party_of(actor=actor, form=form.data)
    (code,) = numbering.take(agency=unit.agency_code, day=today)
    kept: Any = {"answers": dict(form.data), "sources": _sources(form.provenance)}  # encrypted JSON: the stubs take it for text
    row = Dossier(
        code=code, definition=version, procedure_code=definition.procedure_code, field=version.procedure.field, unit_id=unit.id,
        unit_code=unit_code, channel=int(channel), draft_id=draft_id, form_key=form.form_ref.key, form_version=form.form_ref.version,
        form_data=kept, fee_amount=definition.fee_total,
        tracking_code=public_code(length=_TRACKING_LETTERS), status=1, step=definition.first_step.key, submitted_at=now,
    )
    write_party(row, party)
    return _begin(row, definition=definition, form=form, actor=actor, now=now)


def _begin(row: Dossier, *, definition: Definition, form: eforms.SubmittedForm, actor: Actor, now: datetime) -> DossierRef:
    """Write the row, its first fact, its papers, the payment and the event."""
    row.save(force_insert=True)
    rows.remember(row)
    held = Held(
        row=row, definition=definition, actor=actor, now=now,
        state=State(status=DossierStatus.SUBMITTED, step=definition.first_step.key, submitted_at=now),
    )
    if definition.fee_total:
        row.payment_id = fees.request(held, fees=definition.fees)
    details = {
        "step": definition.first_step.key, "channel": row.channel, "waiting_for_fee": bool(definition.fee_total),
        "fee": definition.fee_total,
        "form": f"{row.form_key}.v{row.form_version}", "definition": f"{definition.procedure_code}.v{definition.version}",
    }
    event = record(held, kind=EventKind.SUBMITTED, to_status=DossierStatus.SUBMITTED, details=details)
    names = {p.key: p.name for p in definition.papers}
    Paper.objects.bulk_create(
        Paper(
            dossier=row, requirement=f.requirement or f.field, name=names.get(f.requirement, f.label_vi or f.name), file_id=f.file_id,
            file_name=f.name, size=f.size, event_seq=event.seq, added_at=now,
        )
        for f in form.files
    )
    publish(held, DossierSubmitted, channel=row.channel, online=row.channel == Channel.ONLINE, party_kind=row.party_kind)
    return DossierRef(uuid=row.uuid, code=row.code, payment_id=row.payment_id)


def receiving_unit(unit_code: str, on: date) -> units.Unit:
    """The unit that takes the dossier in, as it is on a day; it needs an agency code for the dossier's code. ``UnitWrong``."""
    try:
        unit = units.get(code=unit_code, on=on)
    except NamedError:
        raise UnitWrong(fields={"unit": _unit_words(unit_code)}, unit_code=unit_code) from None
    if not unit.agency_code:
        raise UnitWrong(fields={"unit": _unit_words(unit_code)}, unit_code=unit_code)
    return unit


def party_of(*, actor: Actor, form: Mapping[str, Any]) -> Party:
    """Whose dossier it is: the signed-in person or organisation; at the counter the person the form names."""
    if actor.kind is ActorKind.CITIZEN and actor.subject_id is not None:
        person = identity.person(person_id=actor.subject_id)
        body = identity.organisation(organisation_id=actor.organisation_id) if actor.organisation_id else None
        return Party(
            kind=PartyKind.ENTERPRISE if body else PartyKind.CITIZEN, person_id=person.uuid, organisation_id=body.uuid if body else None,
            name=body.name if body else person.full_name, number=body.tax_code if body else person.personal_number,
            phone=str(form.get("phone") or person.phone), address=person.residence_line,
        )
    number = str(form.get("applicant_number") or form.get("personal_number") or "")
    known = identity.person_by_number(number=number) if number else None
    return Party(
        kind=PartyKind.CITIZEN, person_id=known.uuid if known else None, organisation_id=None, number=number,
        name=str(form.get("applicant_name") or form.get("full_name") or (known.full_name if known else "")),
        phone=str(form.get("phone") or (known.phone if known else "")), address="",
    )


def write_party(row: Dossier, party: Party) -> None:
    """Encrypt the party into the row, with blind indexes of the syllables of the name and of the number."""
    row.party_kind, row.person_id, row.organisation_id = int(party.kind), party.person_id, party.organisation_id
    row.party_name, row.party_number, row.party_phone, row.party_address = party.name, party.number, party.phone, party.address
    row.party_index = name_index(party.name)
    row.number_index = blind_index(party.number, purpose="casework.number") if party.number else ""


def name_index(name: str) -> list[str]:
    """Blind indexes of the folded syllables of a name: found without accents, and never readable in the database."""
    return sorted({_syllable_index(s) for s in syllables(name)})


@lru_cache(maxsize=4096)  # a few hundred syllables make up most names
def _syllable_index(syllable: str) -> str:
    return blind_index(syllable, purpose="casework.name")[:16]


def _require_papers(definition: Definition, form: eforms.SubmittedForm) -> None:
    given = {f.requirement for f in form.files}
    known = {p.key for p in definition.papers}
    for requirement in given - known - {""}:
        raise PaperUnknown(requirement=requirement)
    missing = [p for p in definition.papers if p.required and p.key not in given]
    if missing:
        raise PapersMissing(fields={p.key: (f"Thiếu: {p.name}", f"Missing: {p.name_en or p.name}") for p in missing})


def _sources(provenance: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {
        name: {"vi": p.source_label_vi, "en": p.source_label_en, "at": p.at.isoformat()} for name, p in provenance.items()
    }


def _unit_words(unit_code: str) -> tuple[str, str]:
    return UnitWrong.vi.format(unit_code=unit_code), UnitWrong.en.format(unit_code=unit_code)


def _ref(kept: Mapping[str, Any]) -> DossierRef:
    return DossierRef(
        uuid=UUID(kept["uuid"]), code=kept["code"], payment_id=UUID(kept["payment_id"]) if kept["payment_id"] else None
    )

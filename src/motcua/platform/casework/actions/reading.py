"""That an officer read personal data of a dossier, noted for the persons in it (Luật 91/2025/QH15; NĐ 278/2025/NĐ-CP Điều 13)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from motcua.foundation.consent import api as consent
from motcua.kernel.actors import Actor, ActorKind
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import Dossier, Party
from motcua.platform.casework.contracts.desk import InboxFilter
from motcua.platform.casework.models import Dossier as Row
from motcua.platform.casework.queries import filters as narrowing
from motcua.platform.casework.queries.register import book_of

_LAW = "NĐ 118/2025/NĐ-CP; Luật 91/2025/QH15 Điều 19"
_READERS = frozenset({ActorKind.OFFICER, ActorKind.MACHINE})
_COLUMNS = (
    "person_id", "party_number", "submitter_id", "submitter_number", "unit_code", "handler_code", "intake_code", "authority_code",
    "procedure_code",
)  # fmt: skip


def note_reading(*, found: Dossier, actor: Actor, now: datetime, source: str = "casework.dossier") -> None:
    """Note what a page of the dossier showed of its persons; nothing when it showed nothing personal, or to the persons themselves.

    An officer of a unit that has the dossier reads to decide it; one of a unit that was asked, to give its opinion.
    """
    fields = _shown(found)
    if actor.kind not in _READERS or not fields:
        return
    of_units = {found.unit_code, found.handler_code, found.intake_code, found.authority_code}
    people = [_subject(found.party), *([_subject(found.submitter)] if found.submitter else [])]
    _note(
        people, of_units, code=found.code, procedure=found.procedure_code, fields=fields, source=source, basis=found.legal_basis,
        actor=actor, now=now,
    )  # fmt: skip


def note_file(*, code: str, actor: Actor, now: datetime) -> None:
    """Note that a paper, sheet or result of the dossier was opened; who may open it was judged before."""
    if actor.kind not in _READERS:
        return
    row = Row.objects.filter(code=code).only(*_COLUMNS).first()
    if row is None:
        return
    of_units = {row.unit_code, row.handler_code, row.intake_code, row.authority_code}
    people = [(row.person_id, row.party_number), *([(row.submitter_id, row.submitter_number)] if row.submitter_number else [])]
    _note(
        people, of_units, code=code, procedure=row.procedure_code, fields=("papers",), source="casework.file", basis=(), actor=actor,
        now=now,
    )  # fmt: skip


def note_export(*, filters: InboxFilter, actor: Actor, now: datetime) -> None:
    """Note that a list was taken as a file, for each applicant in it; before it is given, and not when it cannot be made."""
    if actor.kind in _READERS and policies.handled_units(actor=actor):
        rows = narrowing.narrowed(policies.in_hand(actor=actor), filters, actor=actor, now=now)
        _taken(rows, actor=actor, now=now, source="casework.export", fields=("identity",), part=str(filters.to_document()))


def note_register(*, unit_code: str, from_on: date, to_on: date, actor: Actor, now: datetime) -> None:
    """Note that the register book of a period was taken as a file, for each applicant in it; before it is given.

    Nothing for who may not take it; nor does anything stand here of a file that could not be made, so it is called after that.
    """
    rows = book_of(unit_code=unit_code, from_on=from_on, to_on=to_on, actor=actor)
    if actor.kind in _READERS and rows is not None:
        part = f"{unit_code} {from_on} {to_on}"
        _taken(rows, actor=actor, now=now, source="casework.register", fields=("identity", "contact"), part=part)


def _taken(rows: QuerySet[Row], *, actor: Actor, now: datetime, source: str, fields: Collection[str], part: str) -> None:
    lines = rows.order_by().values_list("person_id", "party_number").iterator(chunk_size=1_000)
    seen = (consent.Seen(person_id=person, number=number) for person, number in lines)
    digest = hashlib.sha256(part.encode()).hexdigest()[:16]
    consent.note_taken(seen=seen, reader=actor, purpose="lookup", ground=_LAW, fields=fields, source=source, part=digest, now=now)


def note_list(
    *, codes: Collection[str], actor: Actor, now: datetime, source: str = "casework.search", contact: bool = False, at_work: bool = False
) -> None:
    """Note that a list of names was read, for each applicant on it.

    ``at_work``: the officer's own list of what is to be done, read to decide these dossiers; otherwise the reader was looking for somebody.
    """
    if actor.kind not in _READERS or not codes or not policies.handled_units(actor=actor):
        return  # who handles no dossiers sees masked names
    fields = ("identity", "contact") if contact else ("identity",)
    rows = Row.objects.filter(code__in=codes).values_list("code", "person_id", "party_number")
    seen = [consent.Seen(person_id=person, number=number, dossier=code) for code, person, number in rows]
    part = hashlib.sha256("\n".join(sorted(codes)).encode()).hexdigest()[:16]
    purpose = "casework" if at_work else "lookup"
    consent.note_seen(seen=seen, reader=actor, purpose=purpose, ground=_LAW, fields=fields, source=source, part=part, now=now)


def _note(
    people: list[tuple[UUID | None, str]], of_units: set[str], *, code: str, procedure: str, fields: Collection[str], source: str,
    basis: tuple[str, ...], actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Of a unit that has the dossier: to decide it; named to look after its procedure: as that says; else to give an opinion."""
    own = sorted({p.unit_code for p in actor.positions if p.role in policies.HANDLING} & of_units)
    named = None if own else policies.overseer(actor=actor, procedure_code=procedure)
    purpose = "casework" if own else "opinion" if named is None else named.purpose
    ground = "; ".join((*basis[:2], _LAW)) if named is None else named.ground
    place = "casework.opinion" if source == "casework.dossier" and purpose == "opinion" else source
    (first, number), *others = people
    consent.note_access(
        subject_id=first, subject_number=number, also=others, reader=actor, purpose=purpose, ground=ground,
        agency=own[0] if own else "", dossier=code, fields=fields, source=place,
        now=now,
    )  # fmt: skip


def _subject(party: Party) -> tuple[UUID | None, str]:
    return party.person_id, party.number


def _shown(found: Dossier) -> tuple[str, ...]:
    """Codes of what the contract carries; a masked name alone is nothing personal."""
    if not (found.party.number or found.answers or found.papers or found.tracking_code):
        return ()
    parts = {
        "identity": True, "contact": bool(found.party.phone or found.party.address), "answers": bool(found.answers),
        "papers": bool(found.papers),
    }  # fmt: skip
    return tuple(name for name, there in parts.items() if there)

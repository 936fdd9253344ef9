"""Entering a dossier for a person at the counter or from the post: who, for whom, where it goes; the form; then the dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.errors import Invalid
from motcua.kernel.policy import require
from motcua.kernel.text import squeeze
from motcua.platform.casework import policies
from motcua.platform.casework.actions.submission import submit
from motcua.platform.casework.contracts import Channel, DossierRef, Filing, FilingKind, PartyKind, Principal
from motcua.platform.casework.contracts.desk import CounterEntry, CounterPerson, EntryUnknown
from motcua.platform.casework.models import CounterEntry as Row

_BY_ANOTHER = frozenset({FilingKind.CHILD, FilingKind.AUTHORISED, FilingKind.EMPLOYEE, FilingKind.POSTAL_AGENT})


def begin_entry(
    *, draft_id: UUID, procedure_code: str, unit_code: str, intake_code: str, channel: Channel, owner: CounterPerson, actor: Actor,
    now: datetime, filing: FilingKind = FilingKind.OFFICER, bearer: CounterPerson | None = None, paper_file_id: UUID | None = None,
    on_paper: Sequence[str] = (), ticket: str = "",
) -> CounterEntry:
    """Write down for whom the draft is filled in. ``Forbidden`` for whoever is no reception of ``intake_code``.

    ``Invalid`` names what is missing: the owner; for filing by another, that person; for an authorised one, the paper.
    """
    require(policies.can_submit_at_counter(actor=actor, unit_code=intake_code))
    assert actor.subject_id is not None  # an officer, or the policy had said no
    wrong: dict[str, tuple[str, str]] = {}
    if not squeeze(owner.name):
        wrong["name"] = ("Ghi họ tên người đứng tên hồ sơ.", "Write the name of the owner.")
    if filing in _BY_ANOTHER and (bearer is None or not squeeze(bearer.name)):
        wrong["bearer_name"] = ("Ghi họ tên người đến nộp.", "Write the name of the person who hands it in.")
    if filing is FilingKind.AUTHORISED and paper_file_id is None:
        wrong["paper"] = ("Đính kèm giấy uỷ quyền.", "Attach the authorisation.")
    if channel is Channel.ONLINE:
        wrong["channel"] = ("Chọn nộp tại quầy hoặc qua bưu chính.", "Choose the counter or the post.")
    if wrong:
        raise Invalid(fields=wrong)
    people: Any = {"owner": _plain(owner), "bearer": _plain(bearer) if bearer is not None else None}
    row = Row.objects.create(
        officer_id=actor.subject_id, procedure_code=procedure_code, unit_code=unit_code, intake_code=intake_code, channel=int(channel),
        ticket=ticket[:40], filing=filing.value, people=people, paper_file_id=paper_file_id, draft_id=draft_id, on_paper=list(on_paper),
        begun_at=now,
    )
    return _view(row)


def entry(*, draft_id: UUID, actor: Actor) -> CounterEntry:
    """The officer's entry of a draft. ``EntryUnknown``."""
    mine = actor.subject_id if actor.kind is ActorKind.OFFICER else None
    row = Row.objects.filter(draft_id=draft_id, officer_id=mine).first() if mine is not None else None
    if row is None:
        raise EntryUnknown
    return _view(row)


@transaction.atomic
def submit_entry(*, draft_id: UUID, unit_code: str, actor: Actor, now: datetime, idempotency_key: str = "") -> DossierRef:
    """Make the dossier of an entry, with both persons on record; again gives the same. ``EntryUnknown`` and the refusals of ``submit``."""
    known = entry(draft_id=draft_id, actor=actor)
    filing = Filing(
        kind=known.filing, principal=_principal(known.owner), paper_file_id=known.paper_file_id,
        bearer=_principal(known.bearer) if known.bearer is not None else None,
    )
    ref = submit(
        draft_id=draft_id, procedure_code=known.procedure_code, unit_code=unit_code or known.unit_code,
        idempotency_key=idempotency_key or str(draft_id), actor=actor, now=now, channel=known.channel, filing=filing,
        intake_unit=known.intake_code, on_paper=known.on_paper,
    )
    Row.objects.filter(draft_id=draft_id).update(dossier_code=ref.code)
    return ref


def forget_entries(*, before: datetime) -> int:
    """Remove entries begun before ``before``: the dossiers have what was submitted."""
    return Row.objects.filter(begun_at__lt=before).delete()[0]


def _plain(person: CounterPerson) -> dict[str, Any]:
    kept = {k: str(v) if isinstance(v, UUID | date) else v for k, v in asdict(person).items()}
    return {k: v for k, v in kept.items() if v}


def _person(kept: Mapping[str, Any]) -> CounterPerson:
    given = dict(kept)
    if "born_on" in given:
        given["born_on"] = date.fromisoformat(given["born_on"])
    if "person_id" in given:
        given["person_id"] = UUID(given["person_id"])
    return CounterPerson(**given)


def _principal(person: CounterPerson) -> Principal:
    return Principal(
        name=squeeze(person.name), number=person.number, phone=person.phone, address=person.address, person_id=person.person_id,
        kind=PartyKind.ENTERPRISE if person.organisation else PartyKind.CITIZEN,
    )


def _view(row: Row) -> CounterEntry:
    bearer = row.people.get("bearer")
    return CounterEntry(
        entry_id=row.uuid, procedure_code=row.procedure_code, unit_code=row.unit_code, intake_code=row.intake_code,
        channel=Channel(row.channel), ticket=row.ticket, filing=FilingKind(row.filing), owner=_person(row.people["owner"]),
        bearer=_person(bearer) if bearer else None, paper_file_id=row.paper_file_id, draft_id=row.draft_id, on_paper=tuple(row.on_paper),
        dossier_code=row.dossier_code, begun_at=row.begun_at,
    )

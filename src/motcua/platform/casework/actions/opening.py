"""A dossier begins: its row, code, first fact, papers, payment and event, whoever hands it in and from wherever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from motcua.foundation.registers import api as registers
from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.ids import public_code
from motcua.kernel.text import syllables
from motcua.kernel.working_time import add_working_hours
from motcua.kit.ciphers import blind_index, index_key
from motcua.platform.casework.actions import fees, numbering, opinions, routing, rows
from motcua.platform.casework.actions.core import Held, publish, record
from motcua.platform.casework.contracts import Channel, DossierStatus, EventKind, Fee, FeeExemption, FilingKind, Party, UnitWrong
from motcua.platform.casework.events import DossierSubmitted
from motcua.platform.casework.models import Dossier, Paper, ProcedureVersion
from motcua.platform.casework.queries import loading
from motcua.platform.casework.rules import clock
from motcua.platform.casework.rules.state import State

_TRACKING_LETTERS = 8


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A stored file that comes with the dossier; ``requirement`` is a key of the definition, or the field that asked for it.

    ``source`` is where a paper that nobody handed in was found; ``state`` its digitisation state, by itself 1 with a file and 0 without.
    """

    requirement: str
    name: str
    file_id: UUID | None  # None: the desk has it on paper, not digitised yet
    file_name: str
    size: int
    state: int | None = None
    source: dict[str, str] | None = None

    @property
    def digitised(self) -> int:
        """The digitisation state of the paper."""
        if self.state is not None:
            return self.state
        return Paper.NOT_DIGITISED if self.file_id is None else Paper.DIGITISED


@dataclass(frozen=True, slots=True)
class Opening:
    """Everything with which a dossier begins; encrypted where the row encrypts it."""

    version: ProcedureVersion
    unit: units.Unit
    channel: Channel
    party: Party
    answers: dict[str, Any] = field(default_factory=dict)  # {"answers": …, "sources": …}
    files: Sequence[GivenFile] = ()
    fees: tuple[Fee, ...] = ()
    fee_paid: int = 0
    exemption: FeeExemption | None = None
    form: tuple[str, int] = ("", 0)
    draft_id: UUID | None = None
    intake: str = ""
    helped_at: str = ""
    filing: FilingKind = FilingKind.SELF
    submitter: Party | None = None
    filing_file_id: UUID | None = None
    parent: Dossier | None = None
    origin: str = ""
    external_ref: str = ""
    note: str = ""
    told: dict[str, Any] = field(default_factory=dict)  # further facts of the first event


def open_dossier(new: Opening, *, actor: Actor, now: datetime, submitted_at: datetime | None = None) -> Held:
    """Write the dossier (status 1) with its code; the caller's transaction holds it. ``UnitWrong`` and what payments refuse."""
    at = submitted_at or now
    definition = loading.definition(new.version)
    (code,) = numbering.take(agency=new.unit.agency_code, day=local_date(at))
    asked = sum(fee.amount for fee in new.fees)
    kept: Any = new.answers or None  # an encrypted JSON column: the stubs take it for text
    row = Dossier(
        code=code, definition=new.version, procedure_code=definition.procedure_code, field=new.version.procedure.field,
        unit_id=new.unit.id, unit_code=new.unit.code, channel=int(new.channel), draft_id=new.draft_id, form_key=new.form[0],
        form_version=new.form[1], form_data=kept, fee_amount=asked, tracking_code=public_code(length=_TRACKING_LETTERS), status=1,
        step=definition.first_step.key, submitted_at=at, help_code=new.helped_at, filing=new.filing.value,
        filing_file_id=new.filing_file_id, parent=new.parent, origin=new.origin, external_ref=new.external_ref,
        intake_code=new.intake or new.unit.code, authority_code=routing.authority_of(definition, unit_code=new.unit.code),
    )
    write_party(row, new.party)
    write_submitter(row, new.submitter)
    row.handler_code = row.intake_code
    row.save(force_insert=True)
    rows.remember(row)
    held = Held(
        row=row, definition=definition, actor=actor, now=at,
        state=State(status=DossierStatus.SUBMITTED, step=definition.first_step.key, submitted_at=at),
    )
    _begin(held, new, waiting=asked > new.fee_paid)
    return held


def _begin(held: Held, new: Opening, *, waiting: bool) -> None:
    row, definition, first = held.row, held.definition, held.definition.first_step
    if waiting:
        row.payment_id = fees.request(held, fees=new.fees)
    handler = routing.unit_for(held, resolver=first.unit, role=first.role, step=first.key)
    step_due_at = clock.step_due(limit=first.clock, at=held.now, calendar=held.calendar)
    details = {
        "step": first.key, "channel": row.channel, "waiting_for_fee": waiting, "fee": row.fee_amount,
        "form": f"{row.form_key}.v{row.form_version}", "definition": f"{definition.procedure_code}.v{definition.version}",
        "handler": handler, "step_due_at": step_due_at.isoformat() if step_due_at else None, "intake": row.intake_code,
        "authority": row.authority_code, "intake_due_at": intake_due(held).isoformat(), "filing": row.filing, **new.told,
    }
    if new.exemption is not None:
        details["exemption"] = new.exemption.code
    found = [{"requirement": f.requirement, "way": f.source["way"], "at": f.source["at"]} for f in new.files if f.source is not None]
    if found:
        details["papers_found"] = found
    event = record(held, kind=EventKind.SUBMITTED, to_status=DossierStatus.SUBMITTED, details=details, note=new.note)
    Paper.objects.bulk_create(
        Paper(
            dossier=row, requirement=f.requirement, name=f.name, file_id=f.file_id, file_name=f.file_name, size=f.size,
            state=f.digitised, source=f.source, event_seq=event.seq, added_at=held.now,
        )
        for f in new.files
    )
    publish(held, DossierSubmitted, channel=row.channel, online=row.channel == Channel.ONLINE, party_kind=row.party_kind)
    opinions.arrive(held, before="")


def intake_due(held: Held) -> datetime:
    """Until when the desk takes in, asks or refuses: the register's ``casework.intake_check_hours`` working hours (NĐ 45/2020 Điều 14)."""
    hours = int(registers.rule(code="casework.intake_check_hours", on=local_date(held.now)).value)
    return add_working_hours(held.now, hours, calendar=held.calendar)


def receiving_unit(unit_code: str, on: date) -> units.Unit:
    """The unit that takes the dossier in, as it is on a day; it needs an agency code for the dossier's code. ``UnitWrong``."""
    try:
        unit = units.get(code=unit_code, on=on)
    except NamedError:
        raise wrong_unit(unit_code) from None
    if not unit.agency_code:
        raise wrong_unit(unit_code)
    return unit


def wrong_unit(unit_code: str) -> UnitWrong:
    """The refusal of a unit, on the field that names it."""
    words = (UnitWrong.vi.format(unit_code=unit_code), UnitWrong.en.format(unit_code=unit_code))
    return UnitWrong(fields={"unit": words}, unit_code=unit_code)


def write_party(row: Dossier, party: Party) -> None:
    """Encrypt the party into the row, with blind indexes of the syllables of the name and of the number."""
    row.party_kind, row.person_id, row.organisation_id = int(party.kind), party.person_id, party.organisation_id
    row.party_name, row.party_number, row.party_phone, row.party_address = party.name, party.number, party.phone, party.address
    row.party_index = name_index(party.name)
    row.number_index = number_index(party.number)


def write_submitter(row: Dossier, party: Party | None) -> None:
    """Encrypt who filed the dossier for its owner; nothing when the owner did."""
    if party is None:
        return
    row.submitter_id, row.submitter_name, row.submitter_number = party.person_id, party.name, party.number
    row.submitter_phone, row.submitter_address, row.submitter_index = party.phone, party.address, number_index(party.number)


def name_index(name: str) -> list[str]:
    """Blind indexes of the folded syllables of a name: found without accents, and never readable in the database."""
    return sorted({_syllable_index(s, index_key()) for s in syllables(name)})


@lru_cache(maxsize=20_000)
def _syllable_index(syllable: str, _key: str) -> str:
    """Names are made of few syllables: each is sealed once, under the key of the day."""
    return blind_index(syllable, purpose="casework.name")[:16]


def number_index(number: str) -> str:
    """Blind index of a personal number or tax code; empty without one."""
    return blind_index(number, purpose="casework.number") if number else ""

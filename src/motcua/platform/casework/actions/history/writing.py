"""One batch of the past: every record checked and folded, then the rows of dossiers, histories, pauses and events by COPY."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.db.models.base import ModelState

from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import api as units
from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.ids import public_code
from motcua.kit.copying import copy_rows, reserve_ids
from motcua.platform.casework.actions import numbering, rows
from motcua.platform.casework.actions.core import copy_state, sealed
from motcua.platform.casework.actions.history.telling import told
from motcua.platform.casework.actions.history.world import Path, World
from motcua.platform.casework.actions.submission import write_party
from motcua.platform.casework.contracts import EventKind, HistoryRecord, Party
from motcua.platform.casework.models import Dossier, DossierEvent, Pause
from motcua.platform.casework.rules import past
from motcua.platform.casework.rules.clock import limit_at
from motcua.platform.casework.rules.state import Fact, State

_NAMESPACE = uuid5(NAMESPACE_URL, "motcua:casework:history")
_LABEL = "Nạp dữ liệu lịch sử"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where and when a record was handed in, and the way that it goes."""

    unit: units.Unit
    on: date
    path: Path

    @property
    def series(self) -> tuple[str, date]:
        """The series in which its code is counted."""
        return self.unit.agency_code, self.on


@dataclass(frozen=True, slots=True)
class _Made:
    """A dossier of the past before it is written."""

    row: Dossier
    events: list[rows.Entry]
    steps: Sequence[tuple[Fact, State]]


def uuid_of(*, key: str) -> UUID:
    """The uuid of the dossier that a record of this key becomes: always the same."""
    return uuid5(_NAMESPACE, key)


def write(batch: Sequence[HistoryRecord], *, versions: Mapping[str, int], world: World) -> tuple[int, int, int]:
    """Write a batch in one transaction: dossiers written, events told, records that were known."""
    paths = world.paths(versions)
    by_uuid = {uuid_of(key=r.key): r for r in batch}
    with transaction.atomic():
        present = set(Dossier.objects.filter(uuid__in=by_uuid).values_list("uuid", flat=True))
        fresh = [(uuid, record) for uuid, record in by_uuid.items() if uuid not in present]
        made = _made(fresh, paths=paths, world=world)
        for one, pk in zip(made, reserve_ids(model=Dossier, count=len(made)), strict=True):
            one.row.pk = pk
            for event in one.events:
                event.dossier_id = pk  # sealed before its dossier had a key
        copy_rows(model=Dossier, rows=[m.row for m in made])
        copy_rows(model=DossierEvent, rows=[e for m in made for e in m.events])
        copy_rows(model=Pause, rows=[p for m in made for p in _pauses(m)])
        events = outbox.publish_history(events=[e for m in made for e in told(m.row, m.steps)], actor=SYSTEM)
    return len(made), events, len(batch) - len(made)


def _made(fresh: Sequence[tuple[UUID, HistoryRecord]], *, paths: Mapping[str, Path], world: World) -> list[_Made]:
    places: list[_Place] = []
    for _, record in fresh:
        try:
            past.check_order(record)
            on = local_date(record.submitted_at)
            places.append(_Place(unit=world.unit(record.unit_code, on), on=on, path=paths[record.procedure_code]))
        except NamedError as error:
            error.add_note(f"record {record.key}")
            raise
    codes = _codes(places)
    made: list[_Made] = []
    for (uuid, record), place in zip(fresh, places, strict=True):
        try:
            made.append(_one(uuid, record, place, code=next(codes[place.series]), world=world))
        except NamedError as error:
            error.add_note(f"record {record.key}")
            raise
    return made


def _codes(places: Sequence[_Place]) -> dict[tuple[str, date], Iterator[str]]:
    """Codes for the batch, taken once for each agency and day."""
    wanted = Counter(place.series for place in places)
    return {series: iter(codes) for series, codes in numbering.take_many(wanted).items()} if wanted else {}


def _one(uuid: UUID, record: HistoryRecord, place: _Place, *, code: str, world: World) -> _Made:
    row = _blank()
    row.uuid, row.code, row.tracking_code = uuid, code, public_code()
    row.definition_id, row.procedure_code, row.field = place.path.version_id, place.path.procedure_code, place.path.field
    row.unit_id, row.unit_code, row.channel, row.fee_amount = place.unit.id, record.unit_code, int(record.channel), record.fee_amount
    write_party(row, Party(kind=record.party_kind, person_id=record.person_id, organisation_id=None, name=record.party_name))
    definition = place.path.way.definition
    limit = definition.clock
    if definition.same_day:
        start = record.received_at or record.submitted_at
        limit = limit_at(limit=limit, same_day=True, cutoff=world.cutoff, start_at=start, calendar=world.calendar)
    steps = past.facts_of(record, way=place.path.way, limit=limit, calendar=world.calendar)
    events: list[rows.Entry] = []
    before: int | None = None
    for fact, state in steps:
        event = sealed(row, fact, from_status=before, note="", on_behalf_of="", actor_label=_LABEL)
        events.append(event)
        row.last_seq, row.last_hash, before = event.seq, event.hash, int(state.status)
    copy_state(row, steps[-1][1])
    return _Made(row=row, events=events, steps=steps)


_template = Dossier(status=1, step="", last_seq=0, last_hash="")


def _blank() -> Dossier:
    """A new row with every default, without the cost of asking each field for its own: a year of them is made in minutes."""
    row = Dossier.__new__(Dossier)
    row.__dict__.update(_template.__dict__, _state=ModelState())
    return row


def _pauses(made: _Made) -> Iterator[Pause]:
    stops = made.steps[-1][1].pauses
    if not stops:
        return
    minutes = [f.details["paused_minutes"] for f, _ in made.steps if f.kind is EventKind.SUPPLEMENTED]
    for n, pause in enumerate(stops):
        yield Pause(
            dossier_id=made.row.pk, reason="supplement", from_at=pause.from_at, to_at=pause.until_at,
            paused_minutes=minutes[n] if n < len(minutes) else 0,
        )

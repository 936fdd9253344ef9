"""Bulk import of dossiers of the past: the same tables, chains and events as the actions, written in batches."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zlib import crc32

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import api as units
from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date
from motcua.kernel.ids import public_code
from motcua.kit.copying import copy_rows, reserve_ids
from motcua.kit.processes import spread
from motcua.platform.casework.actions import numbering, rows
from motcua.platform.casework.actions.core import copy_state, sealed
from motcua.platform.casework.actions.definitions import ensure_version
from motcua.platform.casework.actions.intake import same_day_cutoff
from motcua.platform.casework.actions.submission import receiving_unit, write_party
from motcua.platform.casework.contracts import Channel, EventKind, HistoryRecord, HistoryReport, Party, UnitWrong
from motcua.platform.casework.events import (
    DossierFeePaid,
    DossierHandedBack,
    DossierMoved,
    DossierReceived,
    DossierRefused,
    DossierResolved,
    DossierSubmitted,
    DossierSupplemented,
    DossierWithdrawn,
    SupplementRequested,
)
from motcua.platform.casework.models import Dossier, DossierEvent, Pause, ProcedureVersion
from motcua.platform.casework.queries import loading
from motcua.platform.casework.rules import past
from motcua.platform.casework.rules.clock import limit_at
from motcua.platform.casework.rules.state import Fact, State

_BATCH = 1000
_NAMESPACE = uuid5(NAMESPACE_URL, "motcua:casework:history")


class _World:
    """What a run looks up once: units, versions and calendars."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = local_date(now)
        self.calendar = loading.calendar(self.today)
        self.cutoff = same_day_cutoff(now)
        self._units: dict[str, list[units.Unit]] = defaultdict(list)
        self._versions: dict[str, ProcedureVersion] = {}

    def unit(self, code: str, on: date) -> units.Unit:
        """The unit that took dossiers in on a day, or that has the code today (figures of the past by today's units); ``UnitWrong``."""
        for known in self._units[code]:
            if known.valid_from <= on and (known.valid_to is None or on < known.valid_to):
                return known
        try:
            found = receiving_unit(code, on)
        except UnitWrong:
            return self._today(code)
        self._units[code].append(found)
        return found

    def _today(self, code: str) -> units.Unit:
        return next((u for u in self._units[code] if u.valid_to is None), None) or receiving_unit(code, self.today)

    def version(self, code: str) -> ProcedureVersion:
        """The definition version that the past runs on: the one in force now."""
        if code not in self._versions:
            self._versions[code] = ensure_version(code=code, now=self.now)
        return self._versions[code]


_worlds: dict[datetime, _World] = {}


def import_history(*, records: Iterable[HistoryRecord], now: datetime, processes: int = 1) -> HistoryReport:
    """Write dossiers of the past. A record whose key was imported before is skipped, so that a broken run is simply run again.

    Each batch is one transaction. ``HistoryOutOfOrder``, ``ProcedureUnknown`` and ``UnitWrong`` stop the run at the batch of the record.
    ``processes`` share the work by unit, so that they never wait for each other's dossier codes; each obeys the same rules.
    """
    if processes > 1:
        parts = spread(batches=_by_unit(records, now, processes), work=_part, processes=processes)
        return _total(parts)
    world, source = _World(now), iter(records)
    return _total(_written(batch, world) for batch in iter(lambda: list(islice(source, _BATCH)), []))


def _total(parts: Iterable[tuple[int, int, int]]) -> HistoryReport:
    dossiers = events = skipped = 0
    for written, told, known in parts:
        dossiers, events, skipped = dossiers + written, events + told, skipped + known
    return HistoryReport(dossiers=dossiers, events=events, skipped=skipped)


def _by_unit(records: Iterable[HistoryRecord], now: datetime, processes: int) -> Iterator[tuple[int, tuple[list[HistoryRecord], datetime]]]:
    kept: list[list[HistoryRecord]] = [[] for _ in range(processes)]
    for record in records:
        number = crc32(record.unit_code.encode()) % processes
        kept[number].append(record)
        if len(kept[number]) == _BATCH:
            yield number, (kept[number], now)
            kept[number] = []
    yield from ((number, (rest, now)) for number, rest in enumerate(kept) if rest)


def _part(given: tuple[list[HistoryRecord], datetime]) -> tuple[int, int, int]:
    """A batch in a process of its own, which keeps what it looked up for the next one."""
    batch, now = given
    world = _worlds.get(now)
    if world is None:
        world = _worlds[now] = _World(now)
    return _written(batch, world)


def _written(batch: Sequence[HistoryRecord], world: _World) -> tuple[int, int, int]:
    for code in sorted({r.procedure_code for r in batch}):
        world.version(code)  # opened in transactions of their own: two processes must not hold procedures against each other
    with transaction.atomic():
        return _batch(batch, world)


def uuid_of(*, key: str) -> UUID:
    """The uuid of the dossier that a record of this key becomes: always the same."""
    return uuid5(_NAMESPACE, key)


def _batch(batch: Sequence[HistoryRecord], world: _World) -> tuple[int, int, int]:
    by_uuid = {uuid_of(key=r.key): r for r in batch}
    present = set(Dossier.objects.filter(uuid__in=by_uuid).values_list("uuid", flat=True))
    fresh = [(u, r) for u, r in by_uuid.items() if u not in present]
    for _, record in fresh:
        past.check_order(record)
    codes = _codes([r for _, r in fresh], world)
    made = [_row(uuid, record, next(codes[_place(record, world)]), world) for uuid, record in fresh]
    histories = [_history(row, record, world) for row, (_, record) in zip(made, fresh, strict=True)]
    for row, key in zip(made, reserve_ids(model=Dossier, count=len(made)), strict=True):
        row.pk = key
    copy_rows(model=Dossier, rows=made)
    copy_rows(model=DossierEvent, rows=[_of(row, e) for row, (events, _) in zip(made, histories, strict=True) for e in events])
    copy_rows(model=Pause, rows=list(_pauses(made, histories)))
    facts = [told for row, (_, steps) in zip(made, histories, strict=True) for told in _told(row, steps)]
    told = outbox.publish_history(events=facts, actor=SYSTEM)
    return len(made), told, len(batch) - len(fresh)


def _of(row: Dossier, event: rows.Entry) -> rows.Entry:
    event.dossier_id = row.pk  # the event was sealed before its dossier had a key
    return event


def _place(record: HistoryRecord, world: _World) -> tuple[str, date]:
    on = local_date(record.submitted_at)
    return world.unit(record.unit_code, on).agency_code, on


def _codes(records: Sequence[HistoryRecord], world: _World) -> dict[tuple[str, date], Iterator[str]]:
    """Codes for the batch, taken once for each agency and day."""
    wanted = Counter(_place(r, world) for r in records)
    return {place: iter(codes) for place, codes in numbering.take_many(wanted).items()} if wanted else {}


def _row(uuid: UUID, record: HistoryRecord, code: str, world: _World) -> Dossier:
    version = world.version(record.procedure_code)
    unit = world.unit(record.unit_code, local_date(record.submitted_at))
    row = Dossier(
        uuid=uuid, code=code, definition=version, procedure_code=version.procedure.code, field=version.procedure.field, unit_id=unit.id,
        unit_code=record.unit_code, channel=int(record.channel), fee_amount=record.fee_amount, tracking_code=public_code(),
        status=1, step="", submitted_at=record.submitted_at, last_seq=0, last_hash="",
    )
    party = Party(kind=record.party_kind, person_id=record.person_id, organisation_id=None, name=record.party_name)
    write_party(row, party)
    return row


def _history(row: Dossier, record: HistoryRecord, world: _World) -> tuple[list[rows.Entry], list[tuple[Fact, State]]]:
    definition = loading.definition(row.definition)
    start = record.received_at or record.submitted_at
    limit = definition.clock
    if definition.same_day:
        limit = limit_at(limit=limit, same_day=True, cutoff=world.cutoff, start_at=start, calendar=world.calendar)
    row.limit_amount, row.limit_unit = (limit.amount, limit.unit.value) if record.received_at else (None, "")
    steps = list(past.facts_of(record, definition=definition, limit=limit, calendar=world.calendar))
    events: list[rows.Entry] = []
    before: int | None = None
    for fact, state in steps:
        event = sealed(row, fact, from_status=before, note="", on_behalf_of="", actor_label="Nạp dữ liệu lịch sử")
        events.append(event)
        row.last_seq, row.last_hash, before = event.seq, event.hash, int(state.status)
    copy_state(row, steps[-1][1])
    return events, steps


def _pauses(made: Sequence[Dossier], histories: Sequence[tuple[Any, list[tuple[Fact, State]]]]) -> Iterator[Pause]:
    for row, (_, steps) in zip(made, histories, strict=True):
        minutes = [f.details["paused_minutes"] for f, _ in steps if f.kind is EventKind.SUPPLEMENTED]
        for n, pause in enumerate(steps[-1][1].pauses):
            yield Pause(
                dossier=row, reason="supplement", from_at=pause.from_at, to_at=pause.until_at,
                paused_minutes=minutes[n] if n < len(minutes) else 0,
            )


def _told(row: Dossier, steps: Sequence[tuple[Fact, State]]) -> Iterator[tuple[object, datetime]]:
    """The events that the facts would have been told as."""
    for fact, state in steps:
        base = {
            "dossier_id": row.uuid, "dossier_code": row.code, "procedure_code": row.procedure_code, "field": row.field,
            "unit_code": row.unit_code, "at": fact.at,
        }
        event = _event(row, fact, state, base)
        if event is not None:
            yield event, fact.at


def _event(row: Dossier, fact: Fact, state: State, base: dict[str, Any]) -> object | None:
    make = _EVENTS.get(fact.kind)
    return make(row, fact, state, base) if make else None


def _due(state: State) -> datetime:
    assert state.due_at is not None  # a received dossier has a due date
    return state.due_at


Make = Callable[[Dossier, Fact, State, dict[str, Any]], object]
_EVENTS: dict[EventKind, Make] = {
    EventKind.SUBMITTED: lambda row, _f, _s, base: DossierSubmitted(
        **base, channel=row.channel, online=row.channel == Channel.ONLINE, party_kind=row.party_kind
    ),
    EventKind.FEE_PAID: lambda _r, fact, _s, base: DossierFeePaid(**base, amount=fact.details["amount"]),
    EventKind.RECEIVED: lambda _r, fact, state, base: DossierReceived(**base, received_at=fact.at, due_at=_due(state)),
    EventKind.REFUSED: lambda _r, fact, _s, base: DossierRefused(**base, reason_code=fact.details["reason_code"]),
    EventKind.SUPPLEMENT_REQUESTED: lambda _r, fact, _s, base: SupplementRequested(
        **base, deadline_at=datetime.fromisoformat(fact.details["deadline_at"])
    ),
    EventKind.SUPPLEMENTED: lambda _r, fact, state, base: DossierSupplemented(
        **base, paused_minutes=fact.details["paused_minutes"], due_at=state.due_at
    ),
    EventKind.MOVED: lambda _r, _f, state, base: DossierMoved(**base, step=state.step, status=int(state.status)),
    EventKind.RESOLVED: lambda row, fact, state, base: DossierResolved(
        **base, due_at=_due(state), resolved_at=fact.at, on_time=fact.details["on_time"], outcome=fact.details["outcome"],
        result_file_id=None, person_id=row.person_id,
    ),
    EventKind.HANDED_BACK: lambda _r, _f, _s, base: DossierHandedBack(**base),
    EventKind.WITHDRAWN: lambda _r, _f, _s, base: DossierWithdrawn(**base),
}

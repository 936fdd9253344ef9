"""The synthetic year as events alone, without a database: for benches that fill a warehouse or an outbox at any scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from motcua.kernel.clock import local, local_date
from motcua.platform.casework import events
from motcua.platform.casework.contracts import Channel, HistoryRecord

_FIELD = "Hộ tịch"


def facts(records: Iterable[HistoryRecord], *, field: str = _FIELD) -> Iterator[tuple[object, datetime]]:
    """The events that dossiers of the past were told as, dossier by dossier, each with its instant (UTC).

    The field of the procedure is not looked up: all events carry ``field``. The same record gives the same ids.
    """
    for n, record in enumerate(records, 1):
        at = record.submitted_at
        base: dict[str, Any] = {
            "dossier_id": uuid5(NAMESPACE_URL, record.key),
            "dossier_code": f"000.00.00.H24-{local(at):%y%m%d}-{n:07d}",
            "procedure_code": record.procedure_code,
            "field": field,
            "unit_code": record.unit_code,
        }
        yield from _life(record, base)


def _life(record: HistoryRecord, base: dict[str, Any]) -> Iterator[tuple[object, datetime]]:
    at, online = record.submitted_at, record.channel is Channel.ONLINE
    channel, party = int(record.channel), int(record.party_kind)
    yield events.DossierSubmitted(**base, at=at, channel=channel, online=online, party_kind=party), at
    if record.fee_paid_at:
        yield events.DossierFeePaid(**base, at=record.fee_paid_at, amount=record.fee_amount), record.fee_paid_at
    if record.refused_at:
        yield events.DossierRefused(**base, at=record.refused_at, reason_code="other"), record.refused_at
    if record.received_at and record.due_at:
        due_at = record.due_at
        yield events.DossierReceived(**base, at=record.received_at, received_at=record.received_at, due_at=due_at), record.received_at
    for asked_at, supplied_at in record.pauses:
        yield events.SupplementRequested(**base, at=asked_at, deadline_at=asked_at), asked_at
        if supplied_at:
            yield events.DossierSupplemented(**base, at=supplied_at, paused_minutes=0, due_at=record.due_at), supplied_at
    yield from _end(record, base)


def _end(record: HistoryRecord, base: dict[str, Any]) -> Iterator[tuple[object, datetime]]:
    if record.withdrawn_at:
        yield events.DossierWithdrawn(**base, at=record.withdrawn_at), record.withdrawn_at
    if record.resolved_at and record.due_at:
        resolved = events.DossierResolved(
            **base,
            at=record.resolved_at,
            due_at=record.due_at,
            resolved_at=record.resolved_at,
            on_time=local_date(record.resolved_at) <= local_date(record.due_at),
            outcome=record.outcome.value,
            result_file_id=None,
            person_id=record.person_id,
        )
        yield resolved, record.resolved_at
    if record.handed_back_at:
        yield events.DossierHandedBack(**base, at=record.handed_back_at), record.handed_back_at

"""Does everything still agree: the chains of the histories, and the rows with the histories."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from motcua.platform.casework.contracts import ChainReport
from motcua.platform.casework.models import Dossier, DossierEvent
from motcua.platform.casework.queries import loading
from motcua.platform.casework.rules import chain, state
from motcua.platform.casework.rules.state import HistoryBroken, State

_BATCH = 500


def fold_check(*, dossier_id: UUID) -> tuple[str, ...]:
    """What of a dossier's row differs from the fold of its history; empty when nothing does."""
    row = Dossier.objects.select_related("definition").filter(uuid=dossier_id).first()
    if row is None:
        return ("missing",)
    try:
        folded = state.fold(loading.fact(e) for e in loading.history(row))
    except HistoryBroken as error:
        return (f"history: {error}",)
    return tuple(_differences(row, folded))


def _differences(row: Dossier, folded: State) -> Iterator[str]:
    for name, true in state.columns(folded, unit_code=row.unit_code).items():
        if getattr(row, name) != true:
            yield f"{name}: row {getattr(row, name)!r}, history {true!r}"
    if folded.version and row.definition.version != folded.version:
        yield f"definition: row v{row.definition.version}, history v{folded.version}"
    stored = tuple((p.from_at, p.to_at) for p in row.pauses.order_by("from_at", "id"))
    if stored != tuple((p.from_at, p.until_at) for p in folded.pauses):
        yield f"pauses: rows {stored}, history {folded.pauses}"
    yield from _asked(row, folded)
    kept = {str(c.uuid) for c in row.children.only("uuid", "parent_id")}
    if kept != {p.ref for p in folded.parts}:
        yield f"parts: rows {sorted(kept)}, history {sorted(p.ref for p in folded.parts)}"


def _asked(row: Dossier, folded: State) -> Iterator[str]:
    kept = {
        str(o.uuid): (o.unit_code, o.key, o.asked_at, o.due_at, o.stance, o.given_at, o.recalled_at) for o in row.opinions.all()
    }
    true = {o.ref: (o.unit, o.key, o.asked_at, o.due_at, o.stance, o.given_at, o.recalled_at) for o in folded.opinions}
    for ref in kept.keys() | true.keys():
        if kept.get(ref) != true.get(ref):
            yield f"opinion {ref}: row {kept.get(ref)}, history {true.get(ref)}"


def verify_chains(*, after_id: int = 0, limit: int | None = None) -> ChainReport:
    """Recompute the chain of every dossier (or of ``limit`` dossiers after ``after_id``); names the first that is broken."""
    dossiers = events = 0
    while limit is None or dossiers < limit:
        size = _BATCH if limit is None else min(_BATCH, limit - dossiers)
        rows = [_Row(*row) for row in Dossier.objects.filter(id__gt=after_id).order_by("id").values_list(*_Row._fields)[:size]]
        if not rows:
            break
        found = DossierEvent.objects.filter(dossier_id__in=[r.id for r in rows]).order_by("dossier_id", "seq")
        histories = {pk: list(group) for pk, group in groupby(map(_Link._make, found.values_list(*_Link._fields)), key=_dossier)}
        for row in rows:
            dossiers, events, bad = dossiers + 1, events + row.last_seq, _first_bad(row, histories.get(row.id, []))
            if bad:
                return ChainReport(ok=False, dossiers=dossiers, events=events, first_bad=bad)
        after_id = rows[-1].id
    return ChainReport(ok=True, dossiers=dossiers, events=events)


class _Row(NamedTuple):
    """What the row of a dossier says of its history."""

    id: int
    uuid: UUID
    code: str
    last_seq: int
    last_hash: str


class _Link(NamedTuple):
    """What is sealed of an event, and how; a plain value, because all events of a city are read."""

    dossier_id: int
    seq: int
    kind: str
    at: datetime
    actor_ref: str
    on_behalf_of: str
    from_status: int | None
    to_status: int
    details: dict[str, Any]
    note_digest: str
    previous_hash: str
    basis: str
    sealing: int
    hash: str


_dossier = attrgetter("dossier_id")


def _first_bad(row: _Row, history: list[_Link]) -> str:
    last = chain.GENESIS
    for place, event in enumerate(history, start=1):
        if event.seq != place or event.previous_hash != last or event.hash != _sealed(row, event):
            return f"{row.code}#{event.seq}"
        last = event.hash
    whole = len(history) == row.last_seq and last == (row.last_hash or chain.GENESIS)
    return "" if whole else f"{row.code}#{row.last_seq}"


def _sealed(row: _Row, event: _Link) -> str:
    return chain.seal(
        dossier_id=row.uuid, seq=event.seq, kind=event.kind, at=event.at, actor_ref=event.actor_ref, on_behalf_of=event.on_behalf_of,
        from_status=event.from_status, to_status=event.to_status, details=event.details, note_digest=event.note_digest,
        previous_hash=event.previous_hash, basis=event.basis, sealing=event.sealing,
    )

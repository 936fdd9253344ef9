"""Lists as the published interface counts them: filtered, sorted, then cut by number, from lists that are paged by key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.errors import NamedError
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import DossierRow
from motcua.platform.casework.contracts.desk import InboxFilter

_MOST_PAGES, _ROWS = 20, 200
_SORTS = {"created": "submitted_at", "dueDate": "due_at", "id": "code", "name": "procedure_name", "assignee": "assigned_to"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which procedure, file, main task, officer or applicant; empty means any. The applicant as an application answers with him."""

    procedure: str = ""
    file_id: str = ""
    task_id: UUID | None = None
    assignee: str = ""
    applicant: str = ""

    def fits(self, row: DossierRow) -> bool:
        """Whether a row is among them, as far as the row tells."""
        return (
            (not self.procedure or row.procedure_code == self.procedure) and (not self.file_id or row.code == self.file_id)
            and (self.task_id is None or row.uuid == self.task_id) and (not self.assignee or str(row.assigned_to) == self.assignee)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cut:
    """From which result on, how many, sorted by what."""

    first: int
    most: int
    by: str = ""
    order: str = ""


def rows(*, wanted: Wanted, cut: Cut, actor: Actor, now: datetime) -> list[DossierRow]:
    """The rows that are wanted, sorted, then cut; at most 4,000 rows are looked at."""
    one = wanted.file_id or wanted.task_id or (wanted.applicant and actor.kind is ActorKind.MACHINE)
    found = _one(wanted, actor=actor, now=now) if one else _every(wanted, actor=actor, now=now)
    kept: list[DossierRow] = []
    for row in found:
        if wanted.fits(row):
            kept.append(row)
        if cut.by not in _SORTS and len(kept) >= cut.first + cut.most:
            break
    if cut.by in _SORTS:
        kept.sort(key=lambda r: str(getattr(r, _SORTS[cut.by]) or ""), reverse=cut.order == "desc")
    return kept[cut.first : cut.first + cut.most]


def _one(wanted: Wanted, *, actor: Actor, now: datetime) -> Iterator[DossierRow]:
    """The row of one dossier, if the caller may know it."""
    code = wanted.file_id
    try:
        if wanted.task_id is not None:
            code = casework.by_id(dossier_id=wanted.task_id, actor=actor).code
    except NamedError:
        return
    if wanted.applicant:
        ref = casework.dossier_by_ref(origin=casework.machine_origin(actor=actor), external_ref=wanted.applicant)
        code = ref.code if ref else ""
    if code:
        yield from casework.find(query=code, actor=actor, now=now)


def _every(wanted: Wanted, *, actor: Actor, now: datetime) -> Iterator[DossierRow]:
    """What an officer's units have in hand; for the others their own dossiers, the ended ones too."""
    if wanted.applicant and wanted.applicant not in {str(actor.subject_id), str(actor.organisation_id)}:
        return
    narrow, cursor = InboxFilter(procedure=wanted.procedure, assigned=wanted.assignee), ""
    for _ in range(_MOST_PAGES):
        if actor.kind is ActorKind.OFFICER:
            page = casework.inbox(actor=actor, now=now, filters=narrow, cursor=cursor, limit=_ROWS)
        else:
            page = casework.my_dossiers(actor=actor, now=now, cursor=cursor, limit=_ROWS)
        yield from page.rows
        cursor = page.next_cursor
        if not cursor:
            return

"""Notes between officers: on a dossier, and those in which an officer is named. The owner of a dossier reads none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import DossierUnknown
from motcua.platform.casework.contracts.desk import Mention, MentionPage, NoteView
from motcua.platform.casework.models import Dossier, Note, NoteMention
from motcua.platform.casework.queries.dossiers import row_of
from motcua.platform.casework.queries.keysets import page_of

_MOST = 200


def notes(*, code: str, actor: Actor) -> tuple[NoteView, ...]:
    """The notes on a dossier that the officer may read, oldest first. ``DossierUnknown`` also for whoever is no officer of it."""
    return of_row(officers_row(code=code, actor=actor), actor=actor)


def of_row(row: Dossier, *, actor: Actor) -> tuple[NoteView, ...]:
    """The same for a row in hand; nothing for owners."""
    if not writes(actor=actor, row=row):
        return ()
    found = Note.objects.filter(dossier=row).order_by("id").prefetch_related("mentions")
    inner = reads_confidential(actor=actor, row=row)
    return tuple(view(n, code=row.code) for n in found if inner or not n.confidential or n.author_id == actor.subject_id)


def officers_row(*, code: str, actor: Actor) -> Dossier:
    """The row for an officer who works on it. ``DossierUnknown``."""
    row = row_of(code=code, actor=actor)
    if not writes(actor=actor, row=row):
        raise DossierUnknown(dossier_code=code)
    return row


def writes(*, actor: Actor, row: Dossier) -> bool:
    """Whether the actor is an officer whose unit is concerned: he reads and writes ordinary notes."""
    return actor.kind is ActorKind.SYSTEM or (actor.kind is ActorKind.OFFICER and policies.concerned(actor=actor, row=row))


def reads_confidential(*, actor: Actor, row: Dossier) -> bool:
    """Whether confidential notes are open: to the units that hold or run the dossier, and to leaders of the authority that decides."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    held = [p for p in actor.positions if p.role in policies.HANDLING and p.allows(procedure=row.procedure_code, field=row.field)]
    return any(p.unit_code in _handling(row) or (p.role is Role.LEADER and p.unit_code == row.authority_code) for p in held)


def colleagues(row: Dossier, *, now: datetime, confidential: bool = False) -> dict[UUID, str]:
    """Who may be mentioned: officers of the units that hold or run the dossier and, unless confidential, of the desk that took it in."""
    units = [*_handling(row), *([] if confidential else [row.intake_code, row.authority_code])]
    found: dict[UUID, str] = {}
    for unit in dict.fromkeys(u for u in units if u):
        found |= {o.uuid: o.full_name for o in identity.officers_in(unit_code=unit, now=now) if _handles(o)}
    return found


def mentions(*, actor: Actor, cursor: str = "", limit: int = 50) -> MentionPage:
    """Notes in which the officer is named, the latest first; of dossiers that he may see no longer, nothing is shown."""
    if actor.kind is not ActorKind.OFFICER or actor.subject_id is None:
        return MentionPage(rows=(), next_cursor="", unread=0)
    mine = NoteMention.objects.filter(officer_id=actor.subject_id)
    rows = mine.select_related("note__dossier__definition__procedure").prefetch_related("note__mentions")
    page, after = page_of(rows, column="written_at", cursor=cursor, limit=min(limit, _MOST), latest_first=True)
    known = set(policies.visible_to(actor=actor).filter(pk__in={m.note.dossier_id for m in page}).values_list("pk", flat=True))
    shown = [m for m in page if m.note.dossier_id in known and _may_still_read(m, actor=actor)]
    return MentionPage(rows=tuple(_mention(m) for m in shown), next_cursor=after, unread=mine.filter(read_at=None).count())


def unread_mentions(*, actor: Actor) -> int:
    """How many mentions the officer has not seen."""
    return NoteMention.objects.filter(officer_id=actor.subject_id, read_at=None).count() if actor.subject_id else 0


def view(row: Note, *, code: str) -> NoteView:
    """A note as a contract."""
    named = sorted(row.mentions.all(), key=lambda m: m.pk)
    return NoteView(
        note_id=row.uuid, dossier_code=code, text=row.text, author=row.author, author_id=row.author_id, written_at=row.written_at,
        confidential=row.confidential, mentions=tuple((m.officer_id, m.name) for m in named),
    )


def _mention(row: NoteMention) -> Mention:
    dossier = row.note.dossier
    return Mention(
        note=view(row.note, code=dossier.code), procedure_name=dossier.definition.procedure.name.rstrip(": "), read_at=row.read_at
    )


def _may_still_read(row: NoteMention, *, actor: Actor) -> bool:
    return not row.note.confidential or reads_confidential(actor=actor, row=row.note.dossier)


def _handling(row: Dossier) -> tuple[str, ...]:
    return tuple(dict.fromkeys([row.handler_code or row.unit_code, row.unit_code]))


def _handles(officer: identity.Officer) -> bool:
    return bool({p.role for p in officer.positions} & policies.HANDLING)


def known_names(ids: Iterable[UUID], among: dict[UUID, str]) -> dict[UUID, str]:
    """Those of the ids that stand in the list, with their names."""
    return {who: among[who] for who in ids if who in among}

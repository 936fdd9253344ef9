"""Everything that an officer's page of a dossier shows, with the row and its history read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.kernel.actors import Actor, ActorKind, PositionHeld
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import DossierPage, EventKind, Outcome, RelatedDossier, SideVerb, Verb
from motcua.platform.casework.contracts.desk import NoteView
from motcua.platform.casework.contracts.issuing import IssuedDocument
from motcua.platform.casework.models import DossierEvent, Issued
from motcua.platform.casework.queries import dossiers, issued, loading, notes, related


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A dossier as its officer works on it. ``lent`` is the delegated position by which alone he has it; ``secret`` may write kín.

    ``grounds`` are those of a proposed denial, for who may sign it.
    """

    page: DossierPage
    notes: tuple[NoteView, ...]
    writes: bool
    secret: bool
    related: tuple[RelatedDossier, ...]
    issued: tuple[IssuedDocument, ...]
    lent: PositionHeld | None
    asked_of: frozenset[UUID]
    colleagues: tuple[tuple[UUID, str], ...]
    grounds: str = ""


def desk_page(*, code: str, actor: Actor, now: datetime, language: str = "vi") -> DeskPage:
    """The dossier with its notes, parts, issued documents and the opinions that the actor may answer. ``DossierUnknown``."""
    row = dossiers.row_of(code=code, actor=actor)
    events = loading.history(row)
    page = dossiers.page_of_row(row, actor=actor, now=now, language=language, events=events)
    writes = notes.writes(actor=actor, row=row)
    entries = Issued.objects.select_related("result", "replaces").prefetch_related("replaced_by").filter(dossier=row) if writes else ()
    units = {p.unit_code for p in actor.positions if p.role in policies.HANDLING and p.allows(verb=SideVerb.GIVE_OPINION)}
    waiting = frozenset(
        o.opinion_id for o in page.dossier.opinions if o.unit_code in units and o.given_at is None and o.recalled_at is None
    )
    people = notes.colleagues(row, now=now) if writes else {}
    signing = any(way.verb is Verb.SIGN_RESULT and way.enabled for way in page.actions)
    return DeskPage(
        page=page,
        notes=notes.of_row(row, actor=actor),
        writes=writes,
        secret=writes and notes.reads_confidential(actor=actor, row=row),
        related=related.of_row(row, actor=actor, events=events),
        issued=tuple(issued.view(e) for e in entries),
        lent=policies.on_behalf(actor=actor, row=row, signing=signing) if actor.kind is ActorKind.OFFICER else None,
        asked_of=waiting,
        colleagues=tuple(sorted(people.items(), key=lambda pair: pair[1])),
        grounds=_grounds(events) if signing and page.dossier.proposed is Outcome.DENIED else "",
    )


def _grounds(events: Sequence[DossierEvent]) -> str:
    """What the latest proposal gave as its grounds."""
    return next((e.note for e in reversed(events) if e.kind == EventKind.MOVED and e.details.get("proposed")), "")

"""What the owner of a dossier may know of work between officers: who is asked for an opinion and until when, never what is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from motcua.foundation.consent import api as consent
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.clock import local_date
from motcua.platform.casework.contracts import DossierUnknown
from motcua.platform.casework.models import Dossier, Opinion, Paper
from motcua.platform.casework.models import Sheet as SheetRow
from motcua.platform.casework.policies import filed, owns, visible_to
from motcua.platform.casework.queries.answers import plain_answers
from motcua.platform.casework.queries.dossiers import row_of
from motcua.platform.casework.queries.opinions import names_of
from motcua.platform.casework.rules.codes import normal_dossier_code


@dataclass(frozen=True, slots=True)
class OpinionAwaited:
    """A unit whose opinion is awaited; ``unit_name`` is empty when even that is confidential."""

    unit_name: str
    due_on: date
    late: bool


@dataclass(frozen=True, slots=True)
class SheetView:
    """A printed form of the dossier: which one (``mau-01``), of which fact of the history, when."""

    form: str
    seq: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class EarlierPaper:
    """A paper of an earlier dossier of the person that can be taken over: what it is, where it was given and when."""

    paper_id: int
    requirement: str
    name: str
    file_name: str
    dossier_code: str
    procedure_code: str
    added_at: datetime


def opinions_awaited(*, code: str, actor: Actor, now: datetime) -> tuple[OpinionAwaited, ...]:
    """Opinions that are open, without question and answer; none for those who may not know the dossier."""
    rows = Opinion.objects.filter(dossier__in=_known(code, actor), given_at=None, recalled_at=None)
    found = list(rows.order_by("due_at", "id").values_list("unit_code", "confidential", "due_at"))
    names = names_of({unit for unit, secret, _ in found if not secret}, on=local_date(now)) if found else {}
    return tuple(
        OpinionAwaited(
            unit_name="" if secret else names.get(unit, ""), due_on=local_date(due_at), late=local_date(now) > local_date(due_at)
        )
        for unit, secret, due_at in found
    )


def papers_of_mine(*, actor: Actor, now: datetime, limit: int = 200) -> tuple[EarlierPaper, ...]:
    """Papers with files of the dossiers that are the actor's own, the newest first."""
    rows = own_papers(actor=actor, now=now).order_by("-added_at", "-id")[:limit]
    return tuple(
        EarlierPaper(
            paper_id=p.pk, requirement=p.requirement, name=p.name, file_name=p.file_name, dossier_code=p.dossier.code,
            procedure_code=p.dossier.procedure_code, added_at=p.added_at,
        )
        for p in rows
    )


def own_papers(*, actor: Actor, now: datetime) -> QuerySet[Paper]:
    """The papers that ``papers_of_mine`` lists; none of who only files for another, and none of other units' opinions.

    None at all while the person restricts the use of what is kept of her.
    """
    if actor.subject_id is not None and not consent.allows_use(person_id=actor.subject_id, purpose="self-service", at=now):
        return Paper.objects.none()
    own = visible_to(actor=actor).filter(person_id=actor.subject_id)
    rows = Paper.objects.filter(dossier__in=own, file_id__isnull=False).exclude(requirement__startswith=Paper.OPINION)
    return rows.select_related("dossier")


def sheets_made(*, code: str, actor: Actor) -> tuple[SheetView, ...]:
    """The printed forms of the dossier in the order they were made; none for those who may not know the dossier."""
    rows = SheetRow.objects.filter(dossier__in=_known(code, actor)).order_by("event_seq")
    return tuple(SheetView(form=s.form, seq=s.event_seq, made_at=s.made_at) for s in rows)


def _known(code: str, actor: Actor) -> QuerySet[Dossier]:
    return visible_to(actor=actor).filter(code=normal_dossier_code(code))


def answers_given(*, code: str, actor: Actor) -> Mapping[str, Any]:
    """The answers of the person's dossier by the names of the questions, to begin a new one from. ``DossierUnknown`` for others.

    The system reads them too: a result's electronic credential says what the form said.
    """
    row = row_of(code=code, actor=actor)
    if not (actor.kind is ActorKind.SYSTEM or owns(actor=actor, row=row) or filed(actor=actor, row=row)):
        raise DossierUnknown(dossier_code=code)
    return plain_answers(row)

"""What the city has of a party already: papers of earlier dossiers, issued results, digitised old results."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.foundation.consent import api as consent
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.clock import local_date
from motcua.kernel.text import syllables
from motcua.kit.fields import blind_index
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import DossierUnknown, PaperItem, PaperUnknown
from motcua.platform.casework.contracts.issuing import IssuedDocument, OldResultView, ResultRevoked
from motcua.platform.casework.models import Dossier, Issued, OldResult, Paper
from motcua.platform.casework.queries.dossiers import row_of
from motcua.platform.casework.queries.issued import view

_MOST = 50


def reusable_papers(*, code: str, actor: Actor, now: datetime) -> tuple[PaperItem, ...]:
    """Papers with files from earlier dossiers of the same party, the newest first. ``DossierUnknown``."""
    row = opened(code, actor)
    rows = _papers(row, now=now).exclude(dossier=row).order_by("-added_at")[:_MOST]
    return tuple(
        PaperItem(
            paper_id=p.pk, requirement=p.requirement, name=p.name, file_id=p.file_id, file_name=p.file_name, size=p.size,
            state=str(p.state), added_at=p.added_at,
        )
        for p in rows
    )


def reusable_results(*, code: str, actor: Actor, now: datetime) -> tuple[IssuedDocument, ...]:
    """Results in force of the same party. ``DossierUnknown``."""
    return tuple(view(entry) for entry in _results(opened(code, actor), now=now).order_by("-issued_at")[:_MOST])


def find_old_results(
    *, actor: Actor, number: str = "", name: str = "", limit: int = _MOST, old_result: UUID | None = None
) -> tuple[OldResultView, ...]:
    """Digitised old results by id, by the holder's number, or by his name without regard to accents; of the officer's units only."""
    if not (number or name or old_result):
        return ()
    rows = OldResult.objects.filter(uuid=old_result) if old_result else OldResult.objects.all()
    if actor.kind is not ActorKind.SYSTEM:
        rows = rows.filter(_powers(actor))
    if number:
        rows = rows.filter(number_index=blind_index(number, purpose="casework.number"))
    if name:
        rows = rows.filter(name_index__contains=[blind_index(s, purpose="casework.name")[:16] for s in syllables(name)])
    return tuple(_old(row) for row in rows.order_by("-issued_on", "-id")[: min(limit, _MOST)])


def source(
    row: Dossier, *, requirement: str, paper_id: int | None, check_code: str, old_result: UUID | None, now: datetime
) -> tuple[UUID, int]:
    """The file to take and the digitisation state that it gives. ``PaperUnknown``, ``ResultRevoked``."""
    if paper_id is not None:
        found = _papers(row, now=now).filter(pk=paper_id).first()
        if found is not None and found.file_id is not None:
            return found.file_id, Paper.REUSED_PAPER
    elif check_code:
        entry = Issued.objects.select_related("result").filter(code=check_code.upper(), dossier__in=_same_party(row, now=now)).first()
        if entry is not None and entry.result.revoked_at is not None:
            raise ResultRevoked(symbol=entry.symbol)
        if entry is not None:
            return entry.file_id, Paper.REUSED_RESULT
    elif old_result is not None and row.number_index:
        in_force = Q(expires_on=None) | Q(expires_on__gt=local_date(now))
        old = OldResult.objects.filter(in_force, uuid=old_result, number_index=row.number_index).first()
        if old is not None:
            return old.file_id, Paper.REUSED_RESULT
    raise PaperUnknown(requirement=requirement)


def _powers(actor: Actor) -> Q:
    """The old results of the units that the officer handles; by a power over some matters, those of its procedures."""
    found = Q(pk__in=())
    for position in (p for p in actor.positions if p.role in policies.HANDLING):
        scope = position.scope
        narrowed = scope is not None and bool(scope.procedures or scope.fields)
        covered = Q(procedure_code__in=sorted(scope.procedures)) if scope is not None and narrowed else Q()
        found |= Q(unit_code=position.unit_code) & covered
    return found


def opened(code: str, actor: Actor) -> Dossier:
    """The dossier, for its officers and its owner: who only files for another has no right to what the other gave before."""
    row = row_of(code=code, actor=actor)
    own = actor.acts_for(row.organisation_id, verb="papers") if row.organisation_id else row.person_id == actor.subject_id
    if not policies.sees_personal(actor=actor, row=row) or (actor.kind is ActorKind.CITIZEN and not own):
        raise DossierUnknown(dossier_code=code)
    return row


def _same_party(row: Dossier, *, now: datetime) -> QuerySet[Dossier]:
    """Dossiers whose owner is the same person or organisation: by account, else by number; this one alone while she restricts their use."""
    if row.organisation_id is not None:
        return Dossier.objects.filter(organisation_id=row.organisation_id)
    same = Q(pk=row.pk)
    if row.person_id is not None and not consent.allows_use(person_id=row.person_id, purpose="self-service", at=now):
        return Dossier.objects.filter(same)
    if row.person_id is not None:
        same |= Q(person_id=row.person_id, organisation_id=None)
    if row.number_index:
        same |= Q(number_index=row.number_index)
    return Dossier.objects.filter(same)


def _papers(row: Dossier, *, now: datetime) -> QuerySet[Paper]:
    """Papers with files that the party gave or was given: what offices told each other is none of them."""
    rows = Paper.objects.filter(dossier__in=_same_party(row, now=now), file_id__isnull=False)
    return rows.exclude(requirement__startswith=Paper.OPINION)


def _results(row: Dossier, *, now: datetime) -> QuerySet[Issued]:
    rows = Issued.objects.select_related("result", "replaces").prefetch_related("replaced_by")
    in_force = Q(expires_at=None) | Q(expires_at__gt=now)
    return rows.filter(
        in_force, dossier__in=_same_party(row, now=now), copy_kind="", result__revoked_at=None, result__outcome="granted"
    ).exclude(dossier=row)


def _old(row: OldResult) -> OldResultView:
    return OldResultView(
        uuid=row.uuid, title=row.title, symbol=row.symbol, issuer=row.issuer, issued_on=row.issued_on, expires_on=row.expires_on,
        result_code=row.result_code, procedure_code=row.procedure_code, unit_code=row.unit_code, holder_name=row.holder_name,
        file_id=row.file_id,
    )

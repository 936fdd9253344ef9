"""Opinions of other units: on a dossier, and those that wait for the actor's units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import DossierUnknown, OpinionPage, OpinionState, OpinionView, Stance
from motcua.platform.casework.models import Dossier, Opinion, Paper
from motcua.platform.casework.queries.keysets import page_of
from motcua.platform.casework.rules.codes import normal_dossier_code

_MOST = 200


def opinions(*, code: str, actor: Actor, now: datetime) -> tuple[OpinionView, ...]:
    """The opinions on a dossier that the officer may read, in the order they were asked; owners read none. ``DossierUnknown``."""
    row = policies.visible_to(actor=actor).filter(code=normal_dossier_code(code)).first()
    if row is None:
        raise DossierUnknown(dossier_code=code)
    return of_row(row, actor=actor, now=now)


def of_row(row: Dossier, *, actor: Actor, now: datetime | None = None) -> tuple[OpinionView, ...]:
    """The same for a row in hand. Confidential ones only for the unit that holds the dossier or runs it, and the unit that was asked."""
    officer = actor.kind in (ActorKind.OFFICER, ActorKind.SYSTEM)
    if not officer or not policies.sees_personal(actor=actor, row=row):
        return ()
    held = (p for p in actor.positions if p.role in policies.HANDLING)
    mine = {p.unit_code for p in held if p.allows(procedure=row.procedure_code, field=row.field)}
    found = [o for o in row.opinions.order_by("id") if not o.confidential or _may_read(o, row, actor=actor, mine=mine)]
    return views(found, now=now, code=row.code)


def opinion_inbox(*, actor: Actor, now: datetime, cursor: str = "", limit: int = 50) -> OpinionPage:
    """Opinions that the actor's units are asked for and have not given, the most urgent first, with how many there are and are late."""
    found = _awaited(actor)
    page, after = page_of(found.select_related("dossier"), column="due_at", cursor=cursor, limit=min(limit, _MOST))
    midnight = local_date(now)
    counts: dict[str, int] = found.order_by().aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_at__date__lt=midnight)))
    return OpinionPage(rows=views(page, now=now), next_cursor=after, counts=counts)


def _awaited(actor: Actor) -> QuerySet[Opinion]:
    held = [p for p in actor.positions if p.role in policies.HANDLING]
    wanted = Q(pk__in=())
    for position in held:
        roles = [position.role.value] if position.role is Role.RECEPTION else [r.value for r in policies.HANDLING]
        matters = Q(unit_code=position.unit_code, role__in=roles)
        scope = position.scope
        if scope is not None and (scope.procedures or scope.fields):
            matters &= Q(dossier__procedure_code__in=sorted(scope.procedures)) | Q(dossier__field__in=sorted(scope.fields))
        wanted |= matters
    return Opinion.objects.filter(wanted, given_at=None, recalled_at=None)


def views(rows: Iterable[Opinion], *, now: datetime | None, code: str = "") -> tuple[OpinionView, ...]:
    """Rows as contracts, with the names of the units and the files that came with the answers."""
    found = list(rows)
    if not found:
        return ()
    names: dict[str, str] = {}
    for opinion in found:
        if opinion.unit_code not in names:
            names |= names_of({opinion.unit_code}, on=local_date(opinion.asked_at))
    keys = {f"{Paper.OPINION}{o.pk}": o.pk for o in found if o.given_at}
    files: dict[int, list[tuple[int, str]]] = {}
    papers = Paper.objects.filter(dossier_id__in={o.dossier_id for o in found}, requirement__in=keys) if keys else Paper.objects.none()
    for paper in papers.order_by("id"):
        files.setdefault(keys[paper.requirement], []).append((paper.pk, paper.file_name))
    return tuple(_view(o, name=names.get(o.unit_code, ""), files=tuple(files.get(o.pk, ())), now=now, code=code) for o in found)


def _view(row: Opinion, *, name: str, files: tuple[tuple[int, str], ...], now: datetime | None, code: str) -> OpinionView:
    return OpinionView(
        opinion_id=UUID(str(row.uuid)), dossier_code=code or row.dossier.code, key=row.key, step=row.step, unit_code=row.unit_code,
        unit_name=name, role=row.role, question=row.question, confidential=row.confidential, state=standing(row, now=now),
        asked_at=row.asked_at, asked_by=row.asked_by, due_at=row.due_at, stance=Stance(row.stance) if row.stance else None, text=row.text,
        given_at=row.given_at, given_by=row.given_by, recalled_at=row.recalled_at, files=files,
    )


def standing(row: Opinion, *, now: datetime | None) -> OpinionState:
    """Where an opinion stands; dates are compared, not minutes."""
    if row.recalled_at is not None:
        return OpinionState.RECALLED
    if row.given_at is not None:
        return OpinionState.GIVEN_LATE if local_date(row.given_at) > local_date(row.due_at) else OpinionState.GIVEN
    late = now is not None and local_date(now) > local_date(row.due_at)
    return OpinionState.LATE if late else OpinionState.OPEN


def names_of(codes: Iterable[str], *, on: date) -> dict[str, str]:
    """The full names of units by code on a day; codes that nobody knows are left out."""
    found: dict[str, str] = {}
    for code in sorted(codes):
        try:
            found[code] = units.get(code=code, on=on).full_name
        except NamedError:
            continue
    return found


def _may_read(opinion: Opinion, row: Dossier, *, actor: Actor, mine: set[str]) -> bool:
    return actor.kind is ActorKind.SYSTEM or bool(mine & {opinion.unit_code, row.handler_code, row.unit_code})

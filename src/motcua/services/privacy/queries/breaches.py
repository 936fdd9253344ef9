"""The breach register, as those who handle it read it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime

from django.db.models import Q, QuerySet

from motcua.foundation.files import api as files
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import local_date
from motcua.services.privacy import models, policies
from motcua.services.privacy.contracts import Breach, BreachEvent, BreachFile, BreachKind, BreachUnknown, Harm
from motcua.services.privacy.queries import officers
from motcua.services.privacy.rules import breaches as rules

# The units' names each on its day, and for how many years a breach is kept.
_Listed = tuple[Mapping[tuple[str, date], str], int]


def breach(*, code: str, actor: Actor, now: datetime) -> Breach:
    """One breach with history and evidence; ``BreachUnknown`` also for one that the officer may not know of."""
    row = models.Breach.objects.filter(code=code).first()
    if row is None or not visible(row, actor=actor, now=now):
        raise BreachUnknown
    return view(row, now=now, whole=True)


def breaches(*, actor: Actor, now: datetime, state: str = "", limit: int = 200) -> tuple[Breach, ...]:
    """What the actor may see, open ones first by their clock; ``state`` is open, closed or empty."""
    rows = _mine(actor, now=now)
    if state:
        rows = rows.filter(closed_at=None) if state == "open" else rows.exclude(closed_at=None)
    return tuple(_views(rows.order_by("-closed_at", "due_at", "pk")[:limit], now=now))


def every(*, actor: Actor, now: datetime) -> Iterable[Breach]:
    """All that the actor may see, by the day of discovery, for the export."""
    return _views(_mine(actor, now=now).order_by("discovered_at", "pk"), now=now)


def open_count(*, actor: Actor, now: datetime) -> int:
    """Open breaches that the actor may see."""
    return _mine(actor, now=now).filter(closed_at=None).count()


def visible(row: models.Breach, *, actor: Actor, now: datetime) -> bool:
    """Whether the actor may know of that breach."""
    is_dpo = officers.is_dpo(actor=actor, on=local_date(now))
    return bool(policies.can_see_breach(actor=actor, is_dpo=is_dpo, reporter_ref=row.reporter_ref, unit_code=row.unit_code))


def facts(row: models.Breach) -> rules.Facts:
    """What the steps and the clock depend on."""
    return rules.Facts(
        discovered_at=row.discovered_at, contained_at=row.contained_at, assessed_at=row.assessed_at, authority_needed=row.authority_needed,
        people_needed=row.people_needed, notified_at=row.notified_at, people_told_at=row.people_told_at, repaired_at=row.repaired_at,
        has_lessons=bool(row.lessons), closing=bool(row.closing_ref), closed_at=row.closed_at,
    )  # fmt: skip


def view(row: models.Breach, *, now: datetime, whole: bool = False, listed: _Listed | None = None) -> Breach:
    """The row as a contract; ``whole`` with history and evidence. Lists give along what is asked once for all (``listed``)."""
    known = facts(row)
    names_at, years = listed or _listed([_place(row)], now)
    names = ("title", "what", "unit_code", "discovered_at", "happened_at", "people_count", "cause", "reported_at", "contained_at",
             "measures", "assessed_at", "authority_needed", "people_needed", "assessment", "notified_at", "notice_number",
             "late_reason", "people_told_at", "repaired_at", "lessons", "closed_at", "code")  # fmt: skip
    return Breach(
        breach_id=row.uuid, kind=BreachKind(row.kind), harm=Harm(row.harm) if row.harm else None, data_kinds=tuple(row.data_kinds),
        unit_name=names_at[_place(row)], reported_by=row.reporter_name,
        state=rules.state(known), clock=rules.clock(known, due=row.due_at, now=now), people_told=row.told.count() if whole else 0,
        closing_by=row.closing_name, closed_by=row.closed_name,
        keep_until=rules.keep_until(repaired_at=row.repaired_at, years=years),
        events=tuple(_event(e) for e in row.events.order_by("id")) if whole else (),
        files=tuple(_file(f) for f in row.files.order_by("id")) if whole else (),
        **{name: getattr(row, name) for name in names},
    )  # fmt: skip


def _views(rows: QuerySet[models.Breach], *, now: datetime) -> Iterator[Breach]:
    """Rows as contracts as they flow, with one question for the names of all their units."""
    places = {(code, local_date(at)) for code, at in rows.values_list("unit_code", "discovered_at")}
    if places:
        listed = _listed(places, now)
        yield from (view(row, now=now, listed=listed) for row in rows.iterator(chunk_size=200))


def _listed(places: Collection[tuple[str, date]], now: datetime) -> _Listed:
    years = registers.rule(code="privacy.breach_record_years", on=local_date(now)).value
    return officers.unit_names(wanted=places), int(years)


def _place(row: models.Breach) -> tuple[str, date]:
    return row.unit_code, local_date(row.discovered_at)


def _mine(actor: Actor, *, now: datetime) -> QuerySet[models.Breach]:
    if officers.is_dpo(actor=actor, on=local_date(now)):
        return models.Breach.objects.all()
    led = [p.unit_code for p in actor.positions if p.role is Role.LEADER]
    return models.Breach.objects.filter(Q(reporter_ref=actor.ref) | Q(unit_code__in=led))


def _event(row: models.BreachEvent) -> BreachEvent:
    return BreachEvent(at=row.at, kind=row.kind, who=row.actor_name, text=row.text)


def _file(row: models.BreachFile) -> BreachFile:
    kept = files.get(file_id=row.file_id)
    return BreachFile(file_id=row.file_id, name=kept.name, sha256=kept.sha256, size=kept.size, added_at=row.added_at)

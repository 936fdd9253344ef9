"""Impact assessments, as those who write and approve them read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from motcua.foundation.files import api as files
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.services.privacy import models, policies
from motcua.services.privacy.adapters import carried
from motcua.services.privacy.contracts import Activity, BreachFile
from motcua.services.privacy.contracts.impacts import (
    FormField,
    FormSection,
    Impact,
    ImpactEvent,
    ImpactForm,
    ImpactGap,
    ImpactState,
    ImpactUnknown,
    ImpactVersion,
    ImpactWish,
    Outdated,
    Risk,
    Way,
)
from motcua.services.privacy.queries import officers, register
from motcua.services.privacy.rules import impacts as rules

_RULE = "privacy.impact_dossier_days"
_NAMES = (
    "code", "title", "unit_code", "version", "seq", "created_at", "approved_at", "sent_on", "sent_number", "returned_on", "returned_why",
    "accepted_on", "accepted_number", "ended_on", "ended_why",
)  # fmt: skip


@cache
def forms() -> tuple[ImpactForm, ...]:
    """Mẫu 10 and Mẫu 09 with their questions."""
    return tuple(
        ImpactForm(
            key=f["key"], number_vi=f["vi"]["number"], number_en=f["en"]["number"], name_vi=f["vi"]["name"], name_en=f["en"]["name"],
            trust=f["trust"],
            sections=tuple(
                FormSection(vi=s["vi"], en=s["en"], fields=tuple(FormField(**q) for q in s["fields"])) for s in f["sections"]
            ),
        )
        for f in carried.load("impact-forms")
    )  # fmt: skip


def form_of(key: str) -> ImpactForm:
    """The form of that key; KeyError."""
    found = next((f for f in forms() if f.key == key), None)
    if found is None:
        raise KeyError(key)
    return found


def days(*, first_on: date, today: date) -> int:
    """Days to send a dossier under the rule in force on the first day of processing; of today for one that began before any rule."""
    try:
        return int(registers.rule(code=_RULE, on=first_on).value)
    except registers.RuleUnknown:
        return int(registers.rule(code=_RULE, on=today).value)


def impact(*, code: str, actor: Actor, now: datetime) -> Impact:
    """One dossier with history, versions and evidence; ``ImpactUnknown`` also for one that the officer may not know of."""
    row = models.Impact.objects.filter(code=code).first()
    if row is None or not visible(row, actor=actor, now=now):
        raise ImpactUnknown
    return view(row, now=now, whole=True)


def impacts(*, actor: Actor, now: datetime, wish: ImpactWish = ImpactWish(), limit: int = 500) -> tuple[Impact, ...]:  # noqa: B008 - frozen
    """What the actor may see, those not sent yet first by their last day. ``wish.due``: late, soon (30 days) or update."""
    rows = _mine(actor, now=now)
    if wish.state in set(ImpactState):
        rows = rows.filter(state=wish.state)
    if wish.form:
        rows = rows.filter(form=wish.form)
    if wish.unit_code:
        rows = rows.filter(unit_code=wish.unit_code)
    current, listed = activities_now(now), list(rows.order_by("-first_sent_on", "due_on", "pk")[:limit])
    names = officers.unit_names(wanted={(row.unit_code, local_date(row.created_at)) for row in listed})
    found = [view(row, now=now, current=current, names=names) for row in listed]
    return tuple(i for i in found if not wish.due or _fits(i, wish.due))


def gaps(*, now: datetime) -> tuple[ImpactGap, ...]:
    """Activities that need an assessment of their processing and have no dossier, the most urgent first."""
    covered = {key for keys in models.Impact.objects.exclude(state=ImpactState.ENDED).values_list("activities", flat=True) for key in keys}
    today = local_date(now)
    found = []
    for a in activities_now(now).values():
        if a.needs_impact and a.key not in covered:
            due = rules.due_on(first_on=a.since, days=days(first_on=a.since, today=today))
            clock = rules.clock(first_on=a.since, due=due, sent_on=None, ended=False, today=today)
            found.append(ImpactGap(activity=a.key, name_vi=a.name_vi, name_en=a.name_en, clock=clock))
    return tuple(sorted(found, key=lambda g: (g.clock.due_on, g.activity)))


def activities_now(now: datetime) -> Mapping[str, Activity]:
    """The register of today by key."""
    return {a.key: a for a in register.activities(on=local_date(now))}


def visible(row: models.Impact, *, actor: Actor, now: datetime) -> bool:
    """Whether the actor may know of that dossier."""
    is_dpo = officers.is_dpo(actor=actor, on=local_date(now))
    return bool(policies.can_see_impact(actor=actor, is_dpo=is_dpo, unit_code=row.unit_code))


def outdated(row: models.Impact, current: Mapping[str, Activity]) -> tuple[Outdated, ...]:
    """What of the register changed since it was taken over into the dossier."""
    found = []
    for key in row.activities:
        now = current.get(key)
        parts = rules.changed_parts(kept=row.fingerprint.get(key, {}), now=None if now is None else rules.fingerprint(now))
        if parts:
            name_vi, name_en = (now.name_vi, now.name_en) if now else (key, key)
            found.append(Outdated(activity=key, name_vi=name_vi, name_en=name_en, parts=tuple(rules.PARTS[p] for p in parts)))
    return tuple(found)


def risks_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Risk, ...]:
    """Risks as contracts."""
    return tuple(Risk(**row) for row in rows)


def view(
    row: models.Impact, *, now: datetime, whole: bool = False, current: Mapping[str, Activity] | None = None,
    names: Mapping[tuple[str, date], str] | None = None,
) -> Impact:  # fmt: skip
    """The row as a contract; ``whole`` with history, versions and evidence. Lists give the register and the units' names along."""
    place = (row.unit_code, local_date(row.created_at))
    known = activities_now(now) if current is None else current
    form, risks, stale = form_of(row.form), risks_of(row.risks), outdated(row, known)
    ended = row.state == ImpactState.ENDED
    return Impact(
        impact_id=row.uuid, form=form, unit_name=(names or officers.unit_names(wanted=[place]))[place],
        activities=tuple(row.activities), answers=row.answers, risks=risks, state=ImpactState(row.state), outdated=stale,
        activity_names=tuple((a.name_vi, a.name_en) if (a := known.get(k)) else (k, k) for k in row.activities),
        clock=rules.clock(first_on=row.first_on, due=row.due_on, sent_on=row.first_sent_on, ended=ended, today=local_date(now)),
        lacking=rules.lacking(form, answers=row.answers, risks=risks, outdated=bool(stale)), written_by=row.author_name,
        proposed_by=row.proposed_name, approved_by=row.approved_name, sent_way=Way(row.sent_way) if row.sent_way else None,
        events=tuple(_event(e) for e in row.events.order_by("id")) if whole else (),
        versions=tuple(_version(v) for v in row.versions.order_by("-version")) if whole else (),
        files=tuple(_file(f) for f in row.files.order_by("id")) if whole else (),
        **{name: getattr(row, name) for name in _NAMES},
    )  # fmt: skip


def _mine(actor: Actor, *, now: datetime) -> QuerySet[models.Impact]:
    if officers.is_dpo(actor=actor, on=local_date(now)):
        return models.Impact.objects.all()
    return models.Impact.objects.filter(Q(unit_code__in=sorted({p.unit_code for p in actor.positions})))


def _fits(found: Impact, due: str) -> bool:
    if due == "soon":
        return not found.clock.settled and 0 <= found.clock.left <= rules.SOON_DAYS
    return found.clock.late if due == "late" else found.needs_update


def _event(row: models.ImpactEvent) -> ImpactEvent:
    return ImpactEvent(at=row.at, kind=row.kind, who=row.actor_name, text=row.text, version=row.version)


def _version(row: models.ImpactVersion) -> ImpactVersion:
    return ImpactVersion(version=row.version, at=row.at, written_by=row.written_by, approved_by=row.approved_by, digest=row.digest)


def _file(row: models.ImpactFile) -> BreachFile:
    kept = files.get(file_id=row.file_id)
    return BreachFile(file_id=row.file_id, name=kept.name, sha256=kept.sha256, size=kept.size, added_at=row.added_at)

"""The merger of units: posts and the powers given from them go over without an instant in which nobody holds them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Q

from motcua.foundation.identity import contracts, events, models, policies, queries
from motcua.foundation.identity.actions.delegations import carry_over
from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor
from motcua.kernel.clock import VIETNAM
from motcua.kernel.policy import require


@transaction.atomic
def move_positions(
    *, old_unit: str, new_unit: str, on: date, actor: Actor, now: datetime, dry_run: bool = False
) -> contracts.MoveReport:
    """Carry all posts of ``old_unit`` over to ``new_unit`` from the first instant of the day ``on`` in Vietnam.

    Each old post ends where the new one begins; a post that the officer has there already is not doubled; delegations go on with the
    same document, scope and end. What other rooms hold of the unit (``merger_followers``: open dossiers) goes along in the same
    transaction, so that nobody sees a dossier without its officers. A dry run counts and writes nothing. A unit may keep its code and
    become another unit; where a third unit has the old code since, its own officers stay. Doing it again moves nothing.
    ``MoveTooEarly`` before that day; UnitUnknown for a unit that did not exist on it, or the day before for the old one; ``Forbidden``.
    """
    require(policies.can_manage_officers(actor))
    at = datetime.combine(on, time(0), tzinfo=VIETNAM)
    if at > now and not dry_run:
        raise contracts.MoveTooEarly(on=f"{on:%d/%m/%Y}")
    old = units.get(code=old_unit, on=on - timedelta(days=1))
    target = units.get(code=new_unit, on=on)
    rows = models.Position.objects.select_for_update().filter(Q(valid_to=None) | Q(valid_to__gt=at), unit_code=old_unit)
    bearer, stay = _bearer(old_unit, on=on), 0
    if bearer is not None and bearer != old.id:
        stay = rows.filter(unit_id=bearer).count() if bearer != target.id else 0
        rows = rows.exclude(unit_id=bearer)
    moved = merged = delegations = 0
    over = Q(valid_from__gte=at, valid_to__lte=now) | Q(valid_to=F("valid_from"))
    officers: set[int] = set()
    for row in rows.exclude(unit_id=target.id).exclude(over).order_by("pk"):
        officers.add(row.officer_id)
        continued, fresh = _continue(row, unit_id=target.id, unit_code=target.code, at=at, now=now)
        moved, merged = moved + fresh, merged + (not fresh)
        for given in queries.open_for_posts(position_ids=[row.pk], now=at).select_related("position", "from_officer", "to_officer"):
            delegations += carry_over(given, to=continued, at=max(at, given.valid_from), actor=actor, now=now)
        models.Position.objects.filter(Q(valid_to=None) | Q(valid_to__gt=at), main=row).exclude(pk=continued.pk).update(main=continued)
        _tell(row, target.code, at=continued.valid_from, now=now, actor=actor)
    told = {"old_unit": old_unit, "new_unit": new_unit, "on": on, "now": now}
    followers = contracts.merger_followers
    followed = tuple(f.preview(**told) if dry_run else f.move(**told, actor=actor) for f in followers)  # type: ignore[arg-type]
    report = contracts.MoveReport(
        moved=moved, merged=merged, delegations=delegations, followed=followed, officers=len(officers), left=_left(stay)
    )
    if dry_run:
        transaction.set_rollback(True)
        return report
    if moved or merged:
        fact = events.PostsMoved(old_unit=old_unit, new_unit=new_unit, on=on, moved=moved, merged=merged, delegations=delegations, at=now)
        outbox.publish(event=fact, now=now, actor=actor)
    return report


def _left(stay: int) -> tuple[contracts.Left, ...]:
    """What stays behind in this room, and why."""
    if not stay:
        return ()
    vi = "Chức vụ ở đơn vị khác đã dùng lại mã này từ ngày sáp nhập: giữ nguyên"
    en = "Posts in another unit that has borne this code since the day of the merger: they stay"
    return (contracts.Left(vi, en, stay),)


def _bearer(code: str, *, on: date) -> int | None:
    """The unit that has the code on the day; codes survive reforms with another meaning."""
    try:
        return units.get(code=code, on=on).id
    except units.UnitUnknown:
        return None


def _continue(row: models.Position, *, unit_id: int, unit_code: str, at: datetime, now: datetime) -> tuple[models.Position, bool]:
    """The post in the new unit that goes on where this one ends, and whether it had to be made."""
    ends = row.valid_to
    begins = max(at, row.valid_from)
    if row.valid_from < at:
        row.valid_to, row.to_tell = at, False
        row.save(update_fields=["valid_to", "to_tell"])
    there = models.Position.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=begins), officer_id=row.officer_id, unit_id=unit_id, role=row.role, valid_from__lte=begins
    ).first()
    if there is not None and (there.valid_to is None or (ends is not None and there.valid_to >= ends)):
        if row.valid_from >= at:
            row.valid_to, row.to_tell = max(now, row.valid_from), False
            row.save(update_fields=["valid_to", "to_tell"])
        if there.main_id == row.pk:
            # He held the same beside his main post: now it is the main one.
            there.manner, there.main = row.manner, row.main
            there.save(update_fields=["manner", "main"])
        return there, False
    if row.valid_from >= at:
        # Appointed to the old unit after it had ended: the appointment was to its successor.
        row.unit_id, row.unit_code = unit_id, unit_code
        row.save(update_fields=["unit_id", "unit_code"])
        return row, True
    kept = {name: getattr(row, name) for name in ("title", "manner", "main", "basis_number", "basis_on", "basis_file")}
    made = models.Position.objects.create(
        officer_id=row.officer_id, unit_id=unit_id, unit_code=unit_code, role=row.role, valid_from=begins, valid_to=ends,
        to_tell=ends is not None, **kept,
    )  # fmt: skip
    return made, True


def _tell(row: models.Position, unit_code: str, *, at: datetime, now: datetime, actor: Actor) -> None:
    officer_id = row.officer.uuid
    left = events.OfficerReleased(officer_id=officer_id, unit_code=row.unit_code, role=row.role, released_at=at)
    taken = events.OfficerAppointed(officer_id=officer_id, unit_code=unit_code, role=row.role, appointed_at=at)
    for fact in (left, taken):
        outbox.publish(event=fact, now=now, actor=actor)

"""Units merge and officers leave: open dossiers go to the unit that took over, and what an officer had in hand goes back to the unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from motcua.foundation.identity import api as identity
from motcua.foundation.units import api as units
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import VIETNAM
from motcua.kernel.errors import NamedError
from motcua.kit.together import together
from motcua.platform.casework.actions import core, rows, timing
from motcua.platform.casework.actions.core import Held, publish, record
from motcua.platform.casework.contracts import EventKind
from motcua.platform.casework.events import DossierAssigned, DossierTransferred, DueRecomputed
from motcua.platform.casework.models import Dossier, Opinion
from motcua.platform.casework.policies import HANDLING
from motcua.platform.casework.queries import loading
from motcua.platform.casework.rules import clock
from motcua.platform.casework.rules.transitions import TERMINAL

_OPEN = ~Q(status__in=[int(status) for status in TERMINAL])


@dataclass(frozen=True, slots=True)
class Merger:
    """The unit that ended, the unit that took it over, and the first day of the new state of things."""

    old_code: str
    old_id: int
    new: units.Unit
    on: date

    @property
    def at(self) -> datetime:
        """The first instant of the day in Vietnam."""
        return datetime.combine(self.on, time(0), tzinfo=VIETNAM)

    def follow(self, code: str) -> str:
        """The code under which a unit goes on."""
        return self.new.code if code == self.old_code else code


def merger(*, old_unit: str, new_unit: str, on: date) -> Merger:
    """The two units as they were before and on the day. UnitUnknown."""
    old, new = units.get(code=old_unit, on=on - timedelta(days=1)), units.get(code=new_unit, on=on)
    return Merger(old_code=old.code, old_id=old.id, new=new, on=on)


def concerned_by(one: Merger) -> QuerySet[Dossier]:
    """Open dossiers that name the ended unit in any part, and those whose opinion it still owes.

    Codes were reused on the day of the reform: where the old code is another unit's now, only what was filed before that day is meant.
    """
    asked = Opinion.objects.filter(unit_code=one.old_code, given_at=None, recalled_at=None).values("dossier_id")
    named = Q(handler_code=one.old_code) | Q(intake_code=one.old_code) | Q(authority_code=one.old_code) | Q(pk__in=asked)
    if _reused(one):
        named &= Q(submitted_at__lt=one.at)
    elif one.old_code == one.new.code:
        named = Q(pk__in=())  # the code stays: only the unit behind it is another one
    return Dossier.objects.filter(_OPEN).filter(Q(unit_id=one.old_id) | named)


def succeed(*, old_unit: str, new_unit: str, on: date, actor: Actor, now: datetime) -> int:
    """Let every open dossier of a merged unit go on in the unit that took it over; returns how many. Again it moves nothing.

    The history keeps the old unit: a fact of its own tells the change. Step, status and the officer in charge stay; a running clock is
    computed anew with the calendar of the new unit. One transaction with whoever calls, so that nobody sees a dossier without its officers.
    """
    one = merger(old_unit=old_unit, new_unit=new_unit, on=on)
    found = list(concerned_by(one).order_by("id").values_list("id", flat=True))
    return sum(_take_over(pk, one, actor=actor, now=now) for pk in found)


@transaction.atomic
def _take_over(pk: int, one: Merger, *, actor: Actor, now: datetime) -> bool:
    with together():
        found = rows.lock(value=pk, key="id")
        if found is None or found.row.status in TERMINAL:
            return False
        held = core.holding(found, actor=actor, now=now)
        row, s, before, due_before = held.row, held.state, held.row.handler_code or held.row.unit_code, held.state.due_at
        opinions = [o.ref for o in s.open_opinions if o.unit == one.old_code]
        if row.unit_id == one.old_id:
            row.unit_id, row.unit_code = one.new.id, one.new.code
        details: dict[str, Any] = {
            "from": one.old_code, "unit": one.new.code, "on": one.on.isoformat(), "handler": one.follow(before),
            "intake": one.follow(row.intake_code or one.old_code), "authority": one.follow(row.authority_code or one.old_code),
            "opinions": opinions, **_clock(held),
        }
        record(held, kind=EventKind.SUCCEEDED, to_status=s.status, details=details)
        Opinion.objects.filter(dossier_id=row.pk, uuid__in=opinions).update(unit_code=one.new.code)
        if row.handler_code != before:
            publish(held, DossierTransferred, from_code=before, handler_code=row.handler_code, step=s.step)
        if due_before is not None and held.state.due_at is not None and held.state.due_at != due_before:
            publish(held, DueRecomputed, due_before=due_before, due_at=held.state.due_at)
        return True


def _clock(held: Held) -> dict[str, Any]:
    """The running clock under the calendar of the unit that the row names now; nothing where it stands or was brought along."""
    s = held.state
    if not s.running or s.given_due or s.due_at is None:
        return {}
    told = clock.timed(clock.running(limit=loading.limit_of(held.row), state=s, calendar=held.calendar), at=held.now)
    if datetime.fromisoformat(told["due_at"]) == s.due_at:
        return {}
    step_due_at = timing.step_due_anew(held)
    warned = clock.passed_percent(told["marks"], at=held.now)
    return {**told, "due_before": s.due_at.isoformat(), "warned": warned, "step_due_at": step_due_at.isoformat() if step_due_at else None}


def _reused(one: Merger) -> bool:
    """Whether the code of the ended unit is another unit's on the day."""
    if one.old_code == one.new.code:
        return False
    try:
        return units.get(code=one.old_code, on=one.on).id != one.old_id
    except NamedError:
        return False


@dataclass
class Followers:
    """What identity asks of this room when posts move to another unit."""

    key: str = "casework.dossiers"

    def preview(self, *, old_unit: str, new_unit: str, on: date, now: datetime) -> identity.Followed:
        """How many open dossiers would go along."""
        return self._told(concerned_by(merger(old_unit=old_unit, new_unit=new_unit, on=on)).count())

    def move(self, *, old_unit: str, new_unit: str, on: date, actor: Actor, now: datetime) -> identity.Followed:
        """Take them along, in the transaction that moves the posts."""
        return self._told(succeed(old_unit=old_unit, new_unit=new_unit, on=on, actor=actor, now=now))

    def _told(self, count: int) -> identity.Followed:
        return identity.Followed(key=self.key, vi="Hồ sơ đang giải quyết", en="Open dossiers", count=count)


def back_to_the_unit(*, officer_id: UUID, unit_code: str, now: datetime) -> int:
    """Dossiers of a unit that were in the hands of an officer who left it are the unit's again. Returns how many.

    Who still holds a post there in which dossiers are handled keeps them: so does who went over with the unit in a merger.
    """
    found = Dossier.objects.filter(_OPEN, assigned_to=officer_id, handler_code=unit_code).order_by("id").values_list("id", flat=True)
    posts = identity.officer(officer_id=officer_id, now=now).positions
    if any(p.unit_code == unit_code and p.role in HANDLING for p in posts):
        return 0
    return sum(_give_back(pk, officer_id, now=now) for pk in list(found))


@transaction.atomic
def _give_back(pk: int, officer_id: UUID, *, now: datetime) -> bool:
    with together():
        found = rows.lock(value=pk, key="id")
        if found is None or found.row.assigned_to != officer_id:
            return False
        held = core.holding(found, actor=SYSTEM, now=now)
        details = {"assigned_to": None, "left": str(officer_id)}
        record(held, kind=EventKind.ASSIGNED, to_status=held.state.status, details=details)
        publish(held, DossierAssigned, officer_id=None)
        return True

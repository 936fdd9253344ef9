"""The demonstration clock: one row in PostgreSQL that every process reads; a real installation refuses to have one."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.foundation.registers import contracts, events, models, policies, queries, rules
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.policy import Denied


@transaction.atomic
def set_demo_clock(*, at: datetime, actor: Actor, now: datetime) -> datetime:
    """Make the clock, which shows ``now``, show ``at`` and run on from there; returns what it shows.

    DemoClockRefused outside a demonstration or without the role.
    """
    row = _locked(actor)
    row.offset_seconds = rules.demo_offset(offset_seconds=row.offset_seconds, shown=now, wanted=at)
    if row.frozen_at is not None:
        row.frozen_at = at
    return _store(row, shown=now, wanted=at, actor=actor)


@transaction.atomic
def advance_demo_clock(*, to: datetime, actor: Actor = SYSTEM) -> datetime:
    """Move the clock forward to ``to``; DemoClockRefused when that is past: facts would be recorded before their causes."""
    queries.forget_demo_reading()
    shown = queries.demo_now()
    if to < shown:
        raise contracts.DemoClockRefused(
            reason_vi="thời điểm mới nằm trước thời điểm hiện tại.", reason_en="the new instant lies before the present one."
        )
    return set_demo_clock(at=to, actor=actor, now=shown)


@transaction.atomic
def freeze_demo_clock(*, frozen: bool, actor: Actor, now: datetime) -> datetime:
    """Let the clock stand still at ``now``, or run on from where it stands."""
    row = _locked(actor)
    if not frozen and row.frozen_at is not None:
        machine = queries.machine_now()
        row.offset_seconds = (row.frozen_at - machine).total_seconds()
    row.frozen_at = now if frozen else None
    return _store(row, shown=now, wanted=now, actor=actor)


def _locked(actor: Actor) -> models.DemoClock:
    decision = policies.can_move_clock(actor, demo=settings.MOTCUA_DEMO)
    if isinstance(decision, Denied):
        raise contracts.DemoClockRefused(reason_vi=decision.reason_vi, reason_en=decision.reason_en)
    models.DemoClock.objects.bulk_create([models.DemoClock(id=1)], ignore_conflicts=True)
    return models.DemoClock.objects.select_for_update().get(id=1)


def _store(row: models.DemoClock, *, shown: datetime, wanted: datetime, actor: Actor) -> datetime:
    row.save(update_fields=["offset_seconds", "frozen_at"])
    outbox.publish(event=events.ClockMoved(clock="demo", from_at=shown, to_at=wanted), now=wanted, actor=actor)
    queries.forget_demo_reading()
    return wanted

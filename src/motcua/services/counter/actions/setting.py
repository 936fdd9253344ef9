"""Groups of services and online-only days of a unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.kernel.errors import Invalid
from motcua.kernel.policy import require
from motcua.kernel.text import squeeze
from motcua.services.counter import policies
from motcua.services.counter.adapters import carried
from motcua.services.counter.contracts import Group, GroupUnknown, OnlineDays
from motcua.services.counter.events import OnlineDaysSet
from motcua.services.counter.models import OnlineOnly, ServiceGroup
from motcua.services.counter.queries import units

_WEEK = 7
_MOST_MINUTES, _MOST_SEATS = 240, 50


def group_row(*, unit_code: str, code: str, active: bool = True) -> ServiceGroup:
    """The row of a group; the carried groups are written down when the unit first needs one. ``GroupUnknown``."""
    rows = ServiceGroup.objects.filter(unit_code=unit_code)
    if not rows.exists():
        ServiceGroup.objects.bulk_create(
            [
                ServiceGroup(
                    unit_code=unit_code, code=g["code"], letter=g["letter"], name_vi=g["vi"], name_en=g["en"], minutes=g["minutes"],
                    capacity=g["capacity"], position=n,
                )
                for n, g in enumerate(carried.groups())
            ],
            ignore_conflicts=True,
        )  # fmt: skip
    row = rows.filter(code=code).first()
    if row is None or (active and not row.active):
        raise GroupUnknown(fields={"group": (GroupUnknown.vi, GroupUnknown.en)})
    return row


def save_group(*, unit_code: str, code: str, minutes: int, capacity: int, active: bool, actor: Actor, now: datetime) -> Group:
    """Change how long a group's service takes, how many appointments a half hour holds, and whether it is open.

    ``Invalid`` outside 1–240 minutes or 0–50 seats, ``GroupUnknown``, ``Forbidden``.
    """
    require(policies.can_set(actor=actor, unit_code=unit_code))
    if not (1 <= minutes <= _MOST_MINUTES and 0 <= capacity <= _MOST_SEATS):
        words = ("Thời gian từ 1 đến 240 phút, chỗ hẹn từ 0 đến 50.", "Minutes from 1 to 240, seats from 0 to 50.")
        raise Invalid(fields={"minutes": words})
    with transaction.atomic():
        row = group_row(unit_code=unit_code, code=code, active=False)
        row.minutes, row.capacity, row.active = minutes, capacity, active
        row.save(update_fields=["minutes", "capacity", "active"])
        about = {"minutes": minutes, "capacity": capacity, "active": active}
        audit.record(
            action="counter.group_set", object_ref=f"counter.group:{unit_code}/{squeeze(code)}", actor=actor, now=now, ground="role:leader",
            details=about,
        )  # fmt: skip
    return units.group_of(row)


def set_online_days(*, unit_code: str, weekdays: Sequence[int], effective_from: date, actor: Actor, now: datetime) -> OnlineDays:
    """Work online only on these weekdays (0 Monday) from a day on; the answer says whether they are as many as the rule asks.

    Fewer than the rule is a warning, not a refusal. ``Invalid`` for days that do not exist or a day before the present setting began.
    """
    require(policies.can_set(actor=actor, unit_code=unit_code))
    wanted = sorted(set(weekdays))
    if any(not 0 <= w < _WEEK for w in wanted):
        raise Invalid(fields={"weekdays": ("Chọn ngày trong tuần.", "Choose days of the week.")})
    with transaction.atomic():
        row = OnlineOnly.objects.select_for_update().filter(unit_code=unit_code, effective_to=None).first()
        if row is not None and effective_from < row.effective_from:
            words = (f"Phải từ {row.effective_from:%d/%m/%Y} trở đi.", f"Must be {row.effective_from:%d/%m/%Y} or later.")
            raise Invalid(fields={"from": words})
        if row is not None:
            OnlineOnly.objects.filter(pk=row.pk).update(effective_to=effective_from)
        OnlineOnly.objects.create(unit_code=unit_code, weekdays=wanted, effective_from=effective_from, set_by=actor.ref, set_at=now)
        told = OnlineDaysSet(unit_code=unit_code, weekdays=tuple(wanted), effective_from=effective_from, at=now)
        outbox.publish(event=told, now=now, actor=actor)
        about = {"weekdays": wanted, "from": effective_from.isoformat()}
        audit.record(
            action="counter.online_days_set", object_ref=f"units.unit:{unit_code}", actor=actor, now=now, ground="role:leader",
            details=about,
        )  # fmt: skip
    return units.online_days(unit_code=unit_code, on=effective_from)

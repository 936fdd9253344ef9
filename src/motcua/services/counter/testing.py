"""For tests: a unit with a counter and people, on a Monday morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from motcua.foundation.identity.testing import make_citizen, make_officer
from motcua.foundation.registers.testing import load_registers
from motcua.foundation.units.testing import make_unit
from motcua.kernel.actors import Actor, Role
from motcua.services.counter import api

UNIT, GROUP = "11329", "ho-tich"
# Monday 9 March 2026, 09:00 in Hải Phòng: no holidays near.
NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
SLOT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)  # Tuesday 09:00


@dataclass
class Hall:
    """One unit and its people."""

    citizen: Actor
    reception: Actor
    leader: Actor
    stranger: Actor


def make_hall() -> Hall:
    """The working calendar, the unit, its reception and leader, a citizen and reception of another unit."""
    load_registers()
    make_unit(code=UNIT)
    return Hall(
        citizen=make_citizen(1), reception=make_officer(Role.RECEPTION, unit_code=UNIT), leader=make_officer(Role.LEADER, unit_code=UNIT),
        stranger=make_officer(Role.RECEPTION, unit_code="11359"),
    )


def take(*, minutes: int = 0, **more: Any) -> api.Ticket:
    """A ticket taken some minutes after nine."""
    return api.take_ticket(**{"unit_code": UNIT, "group": GROUP, "now": NOW + timedelta(minutes=minutes), **more})

"""The demonstration clock: set, moved on, frozen, shared, and refused in earnest."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError

from motcua.foundation.registers import api as registers
from motcua.foundation.registers import models, queries
from motcua.kernel.actors import ANONYMOUS, SYSTEM

MACHINE = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)
APRIL = datetime(2027, 4, 23, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def machine():
    queries.forget_demo_reading()
    with time_machine.travel(MACHINE, tick=False) as traveller:
        yield traveller
    queries.forget_demo_reading()
    queries._last.offset, queries._last.frozen = 0.0, None


def test_without_a_row_it_is_the_machines_clock() -> None:
    assert registers.demo_now() == MACHINE


def test_set_it_runs_on_from_there(machine) -> None:
    registers.set_demo_clock(at=APRIL, actor=SYSTEM, now=registers.demo_now())
    assert registers.demo_now() == APRIL
    machine.shift(timedelta(minutes=5))
    assert registers.demo_now() == APRIL + timedelta(minutes=5)


def test_advancing_moves_on_and_never_back() -> None:
    registers.advance_demo_clock(to=APRIL)
    assert registers.advance_demo_clock(to=APRIL + timedelta(days=1)) == registers.demo_now()
    with pytest.raises(registers.DemoClockRefused):
        registers.advance_demo_clock(to=APRIL)


def test_frozen_it_stands_and_thawed_it_runs_on(machine) -> None:
    registers.freeze_demo_clock(frozen=True, actor=SYSTEM, now=registers.demo_now())
    machine.shift(timedelta(hours=1))
    assert registers.demo_now() == MACHINE
    registers.freeze_demo_clock(frozen=False, actor=SYSTEM, now=registers.demo_now())
    machine.shift(timedelta(minutes=1))
    assert registers.demo_now() == MACHINE + timedelta(minutes=1)


def test_another_process_moves_it_and_this_one_hears(monkeypatch) -> None:
    assert registers.demo_now() == MACHINE
    models.DemoClock.objects.create(offset_seconds=60)
    assert registers.demo_now() == MACHINE  # still believed
    queries._last.read_at -= 1
    assert registers.demo_now() == MACHINE + timedelta(minutes=1)


def test_a_lost_database_leaves_the_last_reading(monkeypatch) -> None:
    registers.advance_demo_clock(to=APRIL)
    assert registers.demo_now() == APRIL
    queries.forget_demo_reading()

    def lost(**_):
        raise DatabaseError

    monkeypatch.setattr(models.DemoClock.objects, "filter", lost)
    assert registers.demo_now() == APRIL


def test_refused_in_earnest_and_without_the_role(settings) -> None:
    with pytest.raises(registers.DemoClockRefused):
        registers.set_demo_clock(at=APRIL, actor=ANONYMOUS, now=MACHINE)
    settings.MOTCUA_DEMO = False
    with pytest.raises(registers.DemoClockRefused) as refusal:
        registers.set_demo_clock(at=APRIL, actor=SYSTEM, now=MACHINE)
    assert "trình diễn" in refusal.value.sentence("vi")
    assert not models.DemoClock.objects.exists()


def test_the_command_moves_and_shows_it() -> None:
    out = StringIO()
    call_command("demo_clock", to="2027-04-23T09:00", stdout=out)
    assert out.getvalue().strip() == "2027-04-23T09:00:00+07:00"

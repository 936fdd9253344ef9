"""The year in an installation: the doors accept it, and it adds up there too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from motcua.foundation.outbox.models import Event
from motcua.foundation.registers import api as registers
from motcua.foundation.units import api as units
from motcua.platform.casework import api as casework
from motcua.platform.casework.models import Dossier
from motcua.simulator import city
from motcua.simulator.city.targets import targets

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SCALE = 0.0001
pytestmark = pytest.mark.django_db


@pytest.fixture
def reference() -> None:
    for room in (registers, units, casework):
        room.load_reference(now=NOW)


def test_the_doors_take_the_whole_year_once(reference: None) -> None:
    told: list[str] = []
    first = city.load(scale=SCALE, seed=2022, now=NOW, tell=told.append)
    again = city.load(scale=SCALE, seed=2022, now=NOW)
    t = targets(SCALE)
    assert first.left_out == ()
    assert first.dossiers == t.opening + t.received + t.refused == Dossier.objects.count()
    assert (again.dossiers, again.skipped) == (0, first.dossiers)
    assert told
    names = Event.objects.filter(history=True).values_list("name", flat=True)
    assert sum(n == "casework.dossier.resolved.v1" for n in names) == t.resolved
    assert casework.verify_chains().ok


def test_the_installation_agrees_on_what_is_on_time(reference: None) -> None:
    city.load(scale=SCALE, seed=1, now=NOW)
    payloads = Event.objects.filter(name="casework.dossier.resolved.v1").values_list("payload", flat=True)
    late = sum(not p["on_time"] for p in payloads)
    assert late <= targets(SCALE).late + 1

"""The year in an installation: the doors accept it, and it adds up there too."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from motcua.foundation.outbox import api as outbox
from motcua.foundation.outbox.testing import drain_all
from motcua.foundation.registers import api as registers
from motcua.foundation.units import api as units
from motcua.platform.casework import api as casework
from motcua.simulator import city
from motcua.simulator.city.targets import targets

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SCALE = 0.0001
pytestmark = pytest.mark.django_db


@pytest.fixture
def reference() -> None:
    for room in (registers, units, casework):
        room.load_reference(now=NOW)


def resolutions() -> list[dict[str, Any]]:
    drain_all()
    return [e.payload for e in outbox.read(after_seq=0, limit=100_000) if e.name == "casework.dossier.resolved.v1"]


def test_the_doors_take_the_whole_year_once(reference: None) -> None:
    told: list[str] = []
    first = city.load(scale=SCALE, seed=2022, now=NOW, tell=told.append)
    again = city.load(scale=SCALE, seed=2022, now=NOW)
    t = targets(SCALE)
    assert first.left_out == ()
    assert first.dossiers == t.opening + t.received + t.refused == casework.verify_chains().dossiers
    assert (again.dossiers, again.skipped) == (0, first.dossiers)
    assert told
    assert len(resolutions()) == t.resolved
    assert casework.verify_chains().ok


def test_the_installation_agrees_on_what_is_on_time(reference: None) -> None:
    city.load(scale=SCALE, seed=1, now=NOW)
    late = sum(not payload["on_time"] for payload in resolutions())
    assert late <= targets(SCALE).late + 1

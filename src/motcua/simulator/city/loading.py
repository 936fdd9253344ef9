"""A synthetic year into this installation, through the doors that any importer of history uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from motcua.foundation.registers import api as registers
from motcua.foundation.units import api as units
from motcua.foundation.units.contracts import UnitKind
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import HistoryRecord
from motcua.simulator.city.mix import COMMUNE, Desk, Offer, lines
from motcua.simulator.city.plan import Plan
from motcua.simulator.city.targets import Targets, targets

_BATCH = 2000
_REFORM = date(2025, 7, 1)  # the communes of today exist since then
_YEAR = timedelta(days=365)
_OPENING = timedelta(days=120)
# People are counted by commune nowhere in our sources: wards are taken as busier than communes, islands as quieter.
_BUSY = {UnitKind.WARD: 1.5, UnitKind.COMMUNE: 1.0, UnitKind.SPECIAL_ZONE: 0.3}


@dataclass(frozen=True, slots=True)
class CityReport:
    """What a run added; ``left_out`` are procedures of the mix that this catalogue does not know."""

    dossiers: int
    events: int
    skipped: int
    targets: Targets
    start: date
    end: date
    left_out: tuple[str, ...] = ()

    def __str__(self) -> str:
        left = f"; not in the catalogue: {', '.join(self.left_out)}" if self.left_out else ""
        return f"{self.dossiers} dossiers, {self.events} events, {self.skipped} already there, {self.start} to {self.end}{left}"


def make_plan(*, scale: float, seed: int, now: datetime) -> tuple[Plan, tuple[str, ...]]:
    """The year that ends yesterday, from this installation's procedures, units and calendar; second, codes that were left out."""
    end = local_date(now)
    start = max(end - _YEAR, _REFORM + _OPENING)
    if start >= end:
        msg = f"a synthetic year cannot end before {_REFORM + _OPENING}"
        raise ValueError(msg)
    offers, left_out = _offers(on=end)
    plan = Plan(
        targets=targets(scale),
        offers=offers,
        communes=_desks(on=end),
        calendar=registers.calendar(around=end),
        start=start,
        end=end,
        seed=seed,
    )
    return plan, left_out


def load(*, scale: float, seed: int, now: datetime, tell: Callable[[str], None] = lambda _: None) -> CityReport:
    """Add the year at ``scale`` to this installation. A second run with the same arguments on the same day adds nothing."""
    plan, left_out = make_plan(scale=scale, seed=seed, now=now)
    dossiers = events = skipped = 0
    expected = plan.targets.opening + plan.targets.received + plan.targets.refused
    for batch in _batches(plan.records()):
        report = casework.import_history(records=batch, now=now)
        dossiers, events, skipped = dossiers + report.dossiers, events + report.events, skipped + report.skipped
        tell(f"{dossiers + skipped} / {expected}")
    days = plan.days
    return CityReport(dossiers, events, skipped, plan.targets, days.start, days.end, left_out)


def _batches(records: Iterator[HistoryRecord]) -> Iterator[list[HistoryRecord]]:
    while batch := list(islice(records, _BATCH)):
        yield batch


def _offers(*, on: date) -> tuple[list[Offer], tuple[str, ...]]:
    known = {unit.code for unit in units.agencies(on=on)}
    offers: list[Offer] = []
    left_out: list[str] = []
    for line in lines():
        try:
            definition = casework.procedure(code=line.code, on=on).definition
        except NamedError:
            left_out.append(line.code)
            continue
        if line.place != COMMUNE and line.place not in known:
            left_out.append(line.code)
            continue
        offers.append(Offer(line=line, limit=definition.clock, same_day=definition.same_day))
    return offers, tuple(left_out)


def _desks(*, on: date) -> list[Desk]:
    return [Desk(unit.code, _BUSY.get(unit.kind, 1.0)) for unit in units.communes(on=on)]

"""Asks the warehouse with the system's eyes; what may be shown to whom is decided before, by the room's policies."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date, datetime
from decimal import Decimal
from threading import Lock
from typing import Any

from motcua.foundation.registers import api as registers
from motcua.insight.datasets import api as datasets
from motcua.insight.quality.contracts import Band, Statement
from motcua.insight.quality.rules import scoring
from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date
from motcua.kernel.periods import CalendarPeriod

_KEPT = 1024


class _Answers:
    """Answers of this process by statement and snapshot: the pair never changes its answer, so keeping one is not caching a guess."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[str, str], list[dict[str, Any]]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, str]) -> list[dict[str, Any]] | None:
        """The answer, if it is still kept."""
        with self._lock:
            return self._answers.get(key)

    def put(self, key: tuple[str, str], answer: list[dict[str, Any]]) -> None:
        """Keep an answer, and drop the oldest of too many."""
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)


_answers = _Answers()


class Measures:
    """Points, bands and small numbers by the register's rules in force on a day."""

    def __init__(self, *, on: date) -> None:
        self.rules: dict[str, Any] = {rule.code: rule.value for rule in registers.rules_on(on=on, prefix="quality.")}
        self.bands: tuple[tuple[Decimal, Band], ...] = scoring.bands_of(self.rules.get("quality.bands", [[0, "poor"]]))
        self.least = Decimal(str(self.rules.get("quality.least_known_points", 50)))
        self.small = int(self.rules.get("quality.small_number", 5))


def measures(*, period: CalendarPeriod, now: datetime) -> Measures:
    """The measures of a period: those in force on its last day, or today while it runs."""
    return Measures(on=last_day(period, now=now))


def last_day(period: CalendarPeriod, *, now: datetime) -> date:
    """The last day of a period, or today while it runs."""
    ends_on = period.dates.ends_on
    assert ends_on is not None
    return min(date.fromordinal(ends_on.toordinal() - 1), local_date(now))


def taken(snapshot: str | None) -> datasets.Snapshot | None:
    """The snapshot asked for, else the current one; None before the first."""
    return datasets.latest_snapshot() if not snapshot else datasets.snapshot(snapshot_id=snapshot)


def hash_of(statement: Statement) -> str:
    """Twelve letters that name a statement with its values."""
    return datasets.query_hash(sql=statement.sql, params=statement.params)


def ask(statement: Statement, snapshot: str, *, now: datetime) -> list[dict[str, Any]]:
    """The rows of a statement at a snapshot."""
    key = (snapshot, hash_of(statement))
    found = _answers.get(key)
    if found is None:
        found = datasets.query(sql=statement.sql, params=statement.params, snapshot=snapshot, actor=SYSTEM, now=now).dicts()
        _answers.put(key, found)
    return found

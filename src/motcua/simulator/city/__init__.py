"""A synthetic year of Hải Phòng: deterministic by seed, exact in its totals, loaded through public doors.

``plan``, ``targets`` and ``figures`` are pure; ``load`` needs a running installation.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motcua.simulator.city.loading import CityReport


def load(*, scale: float, seed: int, now: datetime, tell: Callable[[str], None] = lambda _: None) -> CityReport:
    """Add a year at ``scale`` (1.0: the whole city) to this installation; see ``loading.load``."""
    from motcua.simulator.city import loading  # the plan alone must not need Django

    return loading.load(scale=scale, seed=seed, now=now, tell=tell)

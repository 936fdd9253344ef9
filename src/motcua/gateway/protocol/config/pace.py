"""How much may be asked: the bound on calls, and its check."""

from __future__ import annotations

import math
from dataclasses import dataclass

from motcua.gateway.protocol.config.refusing import refuse

MOST = 1_000_000  # tokens, places, calls a second: beyond any machine, within every counter
_MOST_A_DAY = 10**12
LONGEST_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much may be asked: requests a second with a burst, and a quota a calendar day of the city (UTC+7); 0 is no bound.

    Without ``burst`` as many as in a second. The bounds hold for all worker processes of a machine together, and for each machine.
    """

    per_second: float = 0.0
    burst: int = 0
    per_day: int = 0


def tighter(one: Pace | None, other: Pace | None) -> Pace | None:
    """What both let through: of each bound the smaller one; None when neither bounds anything."""
    if one is None or other is None:
        return one or other
    per_second = _smaller(one.per_second, other.per_second)
    bursts = [pace.burst or math.ceil(pace.per_second) for pace in (one, other) if pace.per_second]
    return Pace(per_second=per_second, burst=min(bursts, default=0), per_day=int(_smaller(one.per_day, other.per_day)))


def _smaller(one: float, other: float) -> float:
    """The smaller bound, where 0 is none."""
    return min(one, other) if one and other else one or other


def check_pace(owner: str, pace: Pace) -> None:
    """ConfigError when the pace cannot hold; ``owner`` is whom it bounds."""
    refuse(not (math.isfinite(pace.per_second) and 0 <= pace.per_second <= MOST), f"{owner}: per_second must be 0 to {MOST}")
    refuse(0 < pace.per_second < 1 / LONGEST_S, f"{owner}: per_second is less than one a day; use per_day")
    refuse(not 0 <= pace.burst <= MOST, f"{owner}: burst must be 0 to {MOST}")
    refuse(bool(pace.burst) and not pace.per_second, f"{owner}: a burst needs per_second")
    refuse(not 0 <= pace.per_day <= _MOST_A_DAY, f"{owner}: per_day must be 0 to {_MOST_A_DAY}")

"""What the synthetic year must add up to at a scale: exact totals, so that at 1.0 a report prints the city's own figures back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from motcua.simulator.city.figures import value

# The city says "over 98 %"; the rest of a figure that is not published is ours.
ON_TIME = Decimal("0.984")
WITHDRAWN, REFUSED, OPEN_AT_END = Decimal("0.004"), Decimal("0.008"), Decimal("0.018")
PAYMENTS_A_YEAR = 3  # the city published four months


@dataclass(frozen=True, slots=True)
class Targets:
    """Numbers of dossiers. ``opening`` were in hand when the year began: more were resolved than received in 2022."""

    received: int
    resolved: int
    handed_back: int
    online: int
    late: int
    withdrawn: int
    refused: int
    open_at_end: int
    payments: int

    @property
    def opening(self) -> int:
        """Dossiers in hand at the beginning: what left less what came, and what stays."""
        return self.resolved + self.withdrawn + self.open_at_end - self.received


def targets(scale: float) -> Targets:
    """The totals of a year at ``scale`` (1.0 is the reference city); ValueError unless above zero."""
    if scale <= 0:
        msg = "scale must be above zero"
        raise ValueError(msg)
    share = Decimal(str(scale))

    def number(of: Decimal) -> int:
        return int((of * share).quantize(Decimal(1), ROUND_HALF_UP))

    received, resolved = value("BC2022.tthc.received"), value("BC2022.tthc.resolved")
    return Targets(
        received=number(received),
        resolved=number(resolved),
        handed_back=number(value("BC2022.tthc.returned")),
        online=number(received * value("BC2022.online_avg") / 100),
        late=number(resolved * (1 - ON_TIME)),
        withdrawn=number(received * WITHDRAWN),
        refused=number(received * REFUSED),
        open_at_end=number(received * OPEN_AT_END),
        payments=number(value("S2024.pay.count") * PAYMENTS_A_YEAR),
    )

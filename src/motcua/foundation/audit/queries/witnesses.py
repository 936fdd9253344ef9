"""What the witnesses hold, and how publishing to them goes."""

from __future__ import annotations

from typing import Any

from motcua.foundation.audit import adapters
from motcua.foundation.audit.contracts.witnesses import WitnessState, WitnessTrouble
from motcua.foundation.audit.models import WitnessRow
from motcua.foundation.audit.queries.roots import read_copies


def witnesses() -> tuple[WitnessState, ...]:
    """The configured witnesses with how publishing to them goes."""
    rows = {row.address: row for row in WitnessRow.objects.all()}
    return tuple(_state(one.address, rows.get(one.address)) for one in adapters.configured())


def witnessed(*, address: str = "") -> dict[int, dict[str, Any]]:
    """The roots that a witness holds, by number, as ``verify`` compares them; ``WitnessAway``, ValueError for what is no root.

    Without an address those of all configured witnesses that can be asked (a mailbox cannot); where two
    differ, the log can agree with one of them at most, and is told.
    """
    found: dict[int, dict[str, Any]] = {}
    asked = (adapters.witness_at(address),) if address else tuple(one for one in adapters.configured() if one.answers)
    for one in asked:
        for number, row in read_copies(lines=one.lines()).items():
            if found.setdefault(number, row) != row:
                found[number] = {**row, "witnesses": "differ"}
    return found


def _state(address: str, row: WitnessRow | None) -> WitnessState:
    if row is None:
        return WitnessState(address=address, last_number=0, last_at=None, failing_since=None, trouble=None, problem="", alarmed=False)
    return WitnessState(
        address=address, last_number=row.last_number, last_at=row.last_at, failing_since=row.failing_since,
        trouble=WitnessTrouble(row.trouble) if row.trouble else None, problem=row.problem, alarmed=row.alarmed,
    )  # fmt: skip

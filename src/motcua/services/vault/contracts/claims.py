"""What the credential of a result says, by its procedure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsOf:
    """For the results of which procedures (none: of every other one), of which kind the credential is, and where its claims come from.

    ``claims`` maps a claim's name to its source; without one of ``needs`` the entry does not fit. ``kind`` empty: no credential is made.
    """

    kind: str
    source: str
    claims: Mapping[str, str]
    procedures: tuple[str, ...] = ()
    form: str = ""
    needs: tuple[str, ...] = field(default=())

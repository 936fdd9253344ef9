"""What came of trying an address before a service is registered there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """Why nothing answered at an address."""

    NONE = ""
    NO_ADDRESS = "no_address"  # no http or https address
    NO_NAME = "no_name"  # the name of the machine leads nowhere
    NOT_ALLOWED = "not_allowed"  # outside the networks in which providers may live
    NO_TRUST = "no_trust"  # TLS: the certificate is not believed
    NO_ANSWER = "no_answer"  # nobody listens, or not in time


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One harmless GET: its status (None: no answer), milliseconds, and what kept it from an answer. ``place``: the network address."""

    url: str
    status: int | None
    took_ms: int
    trouble: Trouble
    place: str = ""

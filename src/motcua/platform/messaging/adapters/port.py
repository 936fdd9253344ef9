"""What a way out must do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message as it leaves."""

    message_id: UUID
    to_address: str
    subject: str
    text: str


class Port(Protocol):
    """One way out."""

    def deliver(self, message: Outgoing) -> None:
        """Hand the message over. ``TemporaryFailure`` when it was certainly not taken; any other error leaves its fate unknown."""
        ...

    def check_config(self) -> list[str]:
        """What is wrong with the way, in English."""
        ...

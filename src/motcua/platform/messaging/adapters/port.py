"""What a way out must do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that goes with an e-mail; its content says of what type it is in ``mime``."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message as it leaves; only e-mail carries ``attached``."""

    message_id: UUID
    to_address: str
    subject: str
    text: str
    attached: tuple[Attached, ...] = ()


class Port(Protocol):
    """One way out."""

    def deliver(self, message: Outgoing) -> str | None:
        """Hand the message over; the provider's own number of it, where it gives one.

        ``TemporaryFailure`` when it was certainly not taken or may be handed over again without doubling it, ``PermanentFailure`` when it
        never will be; any other error leaves its fate unknown.
        """
        ...

    def check_config(self) -> list[str]:
        """What is wrong with the way, in English."""
        ...

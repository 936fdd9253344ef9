"""Ask up: the room that keeps machine clients offers them here, so that one token endpoint serves them and no second registry exists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from motcua.kit.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineToken:
    """A bearer token for client credentials (RFC 6749 §4.4)."""

    access_token: str
    expires_in: int
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineTokenFacts:
    """What is told of a live token to its owner (RFC 7662)."""

    client_id: str
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime


class MachineRefused(Exception):
    """Why a source gave no token: a code of RFC 6749 §5.2 and a sentence; ``retry_after`` in seconds where it is a rate."""

    def __init__(self, *, error: str, why: str, retry_after: int = 0) -> None:
        self.error, self.why, self.retry_after = error, why, retry_after
        super().__init__(why)


class MachineClients(Protocol):
    """A room's machine clients, as the token endpoint and introspection ask for them."""

    key: str

    def knows(self, *, client_id: str) -> bool:
        """Whether the client is one of this room's."""
        ...

    def proves(self, *, client_id: str, secret: str) -> bool:
        """Whether the secret is the client's and the client is in use; counts nothing."""
        ...

    def issue(self, *, client_id: str, secret: str, scopes: Sequence[str], now: datetime) -> MachineToken:
        """A token with these scopes (empty: all it has). ``MachineRefused``."""
        ...

    def facts(self, *, token: str, now: datetime) -> MachineTokenFacts | None:
        """What a token is; None when it is not this room's or has ended."""
        ...

    def revoke(self, *, token: str, client_id: str) -> bool:
        """End a token of this client; False when there is none."""
        ...


machine_clients: Registry[MachineClients] = Registry(key=lambda c: c.key)

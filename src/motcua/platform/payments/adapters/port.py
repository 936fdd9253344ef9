"""What the room needs of a bank."""

from __future__ import annotations

from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey


class Bank(Protocol):
    """A bank that signs notifications and shows a statement."""

    def key(self, key_id: str) -> EllipticCurvePublicKey | None:
        """The public key of that id, or None when the bank has no such key; ``BankUnavailable``."""
        ...

    def statement(self, *, after: int, limit: int) -> tuple[list[dict[str, Any]], int]:
        """Credits after a cursor, oldest first, and the next cursor; ``BankUnavailable``."""
        ...

    def check_config(self) -> list[str]:
        """What is wrong with the connection, in English."""
        ...

"""What crosses the door of the outbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from motcua.kernel.errors import NamedError


@dataclass(frozen=True, slots=True)
class EventMeta:
    """What a handler is told beside the event itself. ``seq`` orders all events of the installation."""

    event_id: UUID
    seq: int
    occurred_at: datetime
    recorded_at: datetime
    actor_ref: str


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One stored event as the shared warehouse reads it."""

    seq: int
    event_id: UUID
    name: str
    stream: str
    occurred_at: datetime
    recorded_at: datetime
    payload: dict[str, Any]
    pii: bool
    actor_ref: str


@dataclass(frozen=True, slots=True)
class ParkedDelivery:
    """A delivery that failed too often and waits for an operator."""

    delivery_id: int
    handler: str
    event_name: str
    stream: str
    seq: int
    attempts: int
    error: str
    waiting_behind: int


@dataclass(frozen=True, slots=True)
class Drained:
    """What one drain did."""

    delivered: int = 0
    failed: int = 0
    fanned_out: int = 0


@dataclass(frozen=True, slots=True)
class Lag:
    """How far delivery is behind: deliveries waiting and parked, age of the oldest waiting one in seconds."""

    waiting: int
    parked: int
    oldest_seconds: float


class Once:
    """Answer of ``once``: ``first`` says whether to do the work; ``keep`` stores its result for every repetition.

    What the key says is read from the database when it is first asked for; ``KeyReused`` then.
    """

    def __init__(
        self, *, settle: Callable[[], tuple[bool, int, dict[str, Any] | None]], store: Callable[[int, dict[str, Any]], None]
    ) -> None:
        self._settle, self._store = settle, store

    @cached_property
    def _settled(self) -> tuple[bool, int, dict[str, Any] | None]:
        return self._settle()

    @property
    def first(self) -> bool:
        """Whether nobody did this before."""
        return self._settled[0]

    @property
    def result(self) -> dict[str, Any] | None:
        """What was kept: by the one who did it before, or now."""
        return self._settled[2]

    def keep(self, result: dict[str, Any]) -> None:
        """Store the result in the same transaction as the work."""
        first, command_id, _ = self._settled
        self._store(command_id, result)
        self._settled = first, command_id, result


class KeyReused(NamedError):
    """The same idempotency key came with another request."""

    code = "outbox.key_reused"
    vi = "Yêu cầu này trùng mã với một yêu cầu khác đã gửi. Tải lại trang rồi gửi lại."
    en = "This request carries the key of a different one already sent. Reload the page and send it again."
    status = 422


class DeliveryUnknown(NamedError):
    """No parked delivery of that number."""

    code = "outbox.delivery_unknown"
    vi = "Không có sự kiện đang dừng nào mang số {delivery_id}."
    en = "There is no parked delivery numbered {delivery_id}."
    status = 404

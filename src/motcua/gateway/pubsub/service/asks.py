"""A request to publish/subscribe whose caller is known, and the answer; both travel between worker processes as they are."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs

import msgspec

from motcua.gateway.protocol import faults
from motcua.gateway.protocol.config import Room
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.identifiers import ServiceId
from motcua.gateway.protocol.messages import Header
from motcua.gateway.pubsub.broker import Broker
from motcua.gateway.pubsub.refusals import bad_request, no_event, unknown_type
from motcua.gateway.pubsub.schemas import parse_json, write_json
from motcua.gateway.pubsub.state import Topic
from motcua.gateway.pubsub.store import StoreLostError

_BODY_BYTES = 1024 * 1024


class Ask(msgspec.Struct, array_like=True):
    """What an authenticated client asks of a room: ``area`` is ``api``, ``pub`` or ``pull``, ``steps`` the decoded path after it.

    A publication has a ``number``, under which it may be asked for once more (``again``) and is kept once. ``until``: by the monotonic
    clock of this machine nobody waits for the answer any more, and nothing is to be done; 0 for no bound.
    """

    client: str
    room: str
    area: str
    method: str
    steps: tuple[str, ...]
    query: str
    body: bytes
    number: bytes = b""
    again: bool = False
    until: float = 0.0


class Fate(StrEnum):
    """What is known of an ask: it was answered, nobody has done anything, or nobody can say."""

    ANSWERED = ""
    UNSEEN = "unseen"
    UNKNOWN = "unknown"


class Answer(msgspec.Struct, array_like=True):
    """The answer: a status with a JSON body, or a fault of the exchange; ``headers`` are told to the caller with either."""

    status: int
    body: bytes = b""
    fault: str = ""
    message: str = ""
    headers: list[Header] = msgspec.field(default_factory=list)
    fate: Fate = Fate.ANSWERED


@dataclass(frozen=True, slots=True)
class Context:
    """A request with everything around it that operations need."""

    broker: Broker
    ask: Ask
    room: Room

    @property
    def client(self) -> str:
        """Who asks."""
        return self.ask.client

    def topic(self, name: str) -> Topic:
        """The event type of the room; Refusal when there is none."""
        topic = self.broker.state.topic(self.ask.room, name)
        if topic is None:
            raise unknown_type(name)
        return topic

    def require(self, allowed: bool) -> None:
        """Fault unless the caller may."""
        if not allowed:
            raise Fault(faults.ACCESS_DENIED, f"Request is not allowed: {self.ask.room}/{self.ask.area}")

    def require_owner(self) -> None:
        """Fault unless the caller manages the room."""
        self.require(self.broker.access.owns(self.client, self.room))

    def paced(self, name: str) -> list[Header]:
        """Count the call for an event type (or none) against its bound; Fault beyond it. A call that is refused anyway counts for nothing.

        The owner of the events counts, so a bound holds over all workers, and all gateways, that take calls for it.
        """
        broker, ask = self.broker, self.ask
        topic = broker.state.topic(ask.room, name) if name else None
        if name and (topic is None or not broker.access.deals_with(ask.client, self.room, topic, broker.state)):
            return []
        bound = broker.access.bound(self.room, name)
        service = ServiceId.parse(f"{ask.room}/{ask.area}")
        return broker.counting.spend(service, (ask.room, name, ask.client), bound) if bound is not None else []

    def require_in_time(self) -> None:
        """StoreLostError when whoever asks has given up: he was told that nothing is known to be kept, and may have asked anew."""
        if self.ask.until and time.monotonic() >= self.ask.until:
            msg = "nobody waits for the answer any more"
            raise StoreLostError(msg)

    def document(self) -> dict[str, Any]:
        """The body as a JSON object; Refusal for anything else."""
        value = parse_json(self.ask.body, limit=_BODY_BYTES)
        if not isinstance(value, dict):
            raise bad_request("Nội dung phải là một đối tượng JSON.", "The body must be a JSON object.")
        return value

    def parameter(self, name: str) -> str:
        """The last value of a query parameter, empty when it is not given."""
        return parse_qs(self.ask.query).get(name, [""])[-1]

    def number(self, name: str, *, default: int, most: int) -> int:
        """A query parameter that is a number from 1 to ``most``; Refusal otherwise."""
        text = self.parameter(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:10]) <= most:
            raise bad_request(f"“{name}” phải là số từ 1 đến {most}.", f"“{name}” must be a number from 1 to {most}.")
        return int(text[:10])


def same_type(document: dict[str, Any], name: str) -> None:
    """Refusal unless the body names the event type of the path."""
    if document.get("eventType") != name:
        raise bad_request(
            f"“eventType” phải có và bằng “{name[:80]}” như trong đường dẫn.",
            f"“eventType” is required and must be “{name[:80]}” as in the path.",
        )


def event_id(text: str) -> uuid.UUID:
    """An event's identifier from a path; Refusal when it can be none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise no_event() from None


def done(status: int, value: Any = None) -> Answer:
    """An answer; without a value it has no body."""
    return Answer(status, b"" if value is None else write_json(value))

"""Witnesses: places outside this installation that keep its signed roots, so that an owner of the database cannot take them back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from motcua.kernel.errors import NamedError
from motcua.kit.registry import Registry

MAILBOX = "mailto:"  # how the address of a witness begins that is a mailbox


class Witness(Protocol):
    """An append-only place elsewhere: it takes each root once, in order, and gives back all that it took."""

    address: str
    answers: bool  # False: it only takes (a mailbox); what it was given is remembered here, what it holds is compared by people
    hours: int  # the least between two batches; 0: at once

    def last(self) -> Mapping[str, Any] | None:
        """The last root that it holds, None for none; ``WitnessAway``."""
        ...

    def append(self, *, rows: Sequence[Mapping[str, Any]]) -> None:
        """Take further roots, in order; ``WitnessAway``, ``WitnessDisagrees`` when it holds another root of that number."""
        ...

    def lines(self) -> Iterable[str]:
        """All roots that it holds, one JSON object to a line; ``WitnessAway``."""
        ...

    def check_config(self) -> str:
        """What is wrong with its settings, empty when nothing is."""
        ...


class Courier(Protocol):
    """Takes e-mail out of the house; the room that sends messages registers one in ``couriers``."""

    key: str

    def send(self, *, message_id: UUID, to: str, subject: str, text: str, name: str, content: bytes) -> None:
        """Hand one e-mail over, with ``content`` as an attachment of that name; ``WitnessAway`` when it was not taken."""
        ...

    def check_config(self) -> str:
        """What is wrong with its settings, empty when nothing is."""
        ...


couriers: Registry[Courier] = Registry(key=lambda courier: courier.key)


class WitnessTrouble(StrEnum):
    """Why roots do not reach a witness."""

    AWAY = "away"  # does not answer, or cannot be written
    DISAGREES = "disagrees"  # holds another root of that number than this log
    LOST = "lost"  # holds less than it was given


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessState:
    """How publishing to one witness goes: the last hour it was given and when; since when it fails, and why (None when it does not).

    ``alarmed``: it has failed for longer than the rule ``audit.witness_hours`` allows, or what it holds is not what it was given.
    """

    address: str
    last_number: int
    last_at: datetime | None
    failing_since: datetime | None
    trouble: WitnessTrouble | None
    problem: str
    alarmed: bool

    @property
    def mailed(self) -> bool:
        """Whether it is a mailbox, which is given roots and cannot be asked for them."""
        return self.address.startswith(MAILBOX)


class WitnessAway(NamedError):
    """A witness does not answer, or answers what nobody can read."""

    code = "audit.witness_away"
    vi = "Nhân chứng bên ngoài không trả lời: {reason}"
    en = "The outside witness does not answer: {reason}"
    status = 502


class WitnessDisagrees(NamedError):
    """A witness holds something else than this log."""

    code = "audit.witness_disagrees"
    vi = "Nhân chứng bên ngoài giữ một gốc khác: {reason}"
    en = "The outside witness holds another root: {reason}"
    status = 409

"""What a post must do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from motcua.services.post.contracts import Heard, PostAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A consignment as it is handed over; ``client_ref`` is ours, the same for a repetition. ``collect``: đồng on delivery."""

    client_ref: str
    sender: str
    receiver: PostAddress
    province: str
    content: str
    collect: int


class Post(Protocol):
    """A postal service."""

    def consign(self, letter: Letter) -> str:
        """Hand a letter over; its tracking code. ``PostUnavailable`` (ask again), ``PostRefused``."""
        ...

    def events(self, tracking_code: str) -> tuple[Heard, ...]:
        """What happened to a consignment so far. ``PostUnavailable``."""
        ...

    def read_event(self, *, raw: bytes, headers: Mapping[str, str], machine_now: float) -> Heard:
        """An event that the post sent. ``EventUnbelieved``, ``EventUnreadable``."""
        ...

    def check_config(self) -> list[str]:
        """What is wrong with the connection, in English."""
        ...

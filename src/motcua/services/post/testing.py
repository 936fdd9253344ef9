"""For tests: a post that remembers, refuses or is silent, and its events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from motcua.kernel.ids import uuid7
from motcua.services.post.contracts import Heard, PostAddress, PostRefused, PostStatus, PostUnavailable

HOME = PostAddress(name="Đỗ Thị Hải Yến", phone="0912345678", line="Số 5 đường Lê Lợi", unit_code="11329")


@dataclass
class DemoPost:
    """Takes letters, one for one reference."""

    letters: dict[str, Any] = field(default_factory=dict)
    silent: int = 0
    refuses: str = ""
    told: list[Heard] = field(default_factory=list)

    def consign(self, letter: Any) -> str:
        """See ``Post``."""
        if self.refuses:
            raise PostRefused(self.refuses)
        self.letters.setdefault(letter.client_ref, letter)
        if self.silent:
            self.silent -= 1
            raise PostUnavailable
        return f"HC{list(self.letters).index(letter.client_ref):09d}VN"

    def events(self, tracking_code: str) -> tuple[Heard, ...]:
        """See ``Post``."""
        return tuple(h for h in self.told if h.tracking_code == tracking_code)

    def read_event(self, *, raw: bytes, headers: Mapping[str, str], machine_now: float) -> Heard:
        """See ``Post``."""
        raise NotImplementedError

    def check_config(self) -> list[str]:
        """See ``Post``."""
        return []


@pytest.fixture
def post() -> Iterator[DemoPost]:
    """Results leave through this post."""
    from motcua.services.post import adapters

    demo = DemoPost()
    with adapters.instead(demo):
        yield demo


def heard(status: str, *, ref: str, tracking: str = "HC000000000VN", at: datetime | None = None, event_id: str = "") -> Heard:
    """An event of the post."""
    return Heard(
        event_id=event_id or str(uuid7()), client_ref=ref, tracking_code=tracking, status=PostStatus(status),
        at=at or datetime(2026, 3, 10, 3, 0, tzinfo=UTC),
    )  # fmt: skip

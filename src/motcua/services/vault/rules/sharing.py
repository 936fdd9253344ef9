"""How a share stands, what its receiver may see, and the digest under which its link is known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from motcua.kernel.clock import local
from motcua.services.vault.contracts import ShareState

Value = TypeVar("Value")


def share_state(
    *, now: datetime, expires_at: datetime, revoked_at: datetime | None, views: int, most_views: int, closed: bool = False
) -> ShareState:
    """Where a share stands; the period is half-open. ``closed``: its paper was removed or restricted."""
    if revoked_at is not None:
        return ShareState.REVOKED
    if expires_at <= now:
        return ShareState.EXPIRED
    if closed:
        return ShareState.CLOSED
    if most_views and views >= most_views:
        return ShareState.USED_UP
    return ShareState.LIVE


def hidden(facts: Mapping[str, Value], shown: Collection[str]) -> dict[str, Value]:
    """Of the fields of a paper those that are shared, and nothing else."""
    return {name: value for name, value in facts.items() if name in shown}


def seen(values: Mapping[str, str]) -> str:
    """What stands for the values of fields that somebody saw, to tell later whether they are the same."""
    return hashlib.sha256(json.dumps(sorted(values.items())).encode()).hexdigest()


def mark_line(*, receiver: str, purpose: str, at: datetime, opening: UUID) -> str:
    """What stands across a shown file: to whom (empty: whoever has the link), for what, when, and the code of this very opening."""
    whom = receiver or "người có liên kết / whoever has the link"
    return f"Chia sẻ với / Shared with: {whom}. Mục đích / For: {purpose}. {local(at):%d/%m/%Y %H:%M}. {str(opening)[-8:]}"


def token_digest(token: str) -> str:
    """Under what a link's secret is kept; the secret has 256 bits, so a plain digest cannot be turned back."""
    return hashlib.sha256(b"vault.share:" + token.encode()).hexdigest()

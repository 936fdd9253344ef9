"""Pure decisions about certificates and keys: whether one holds, when to warn."""

from __future__ import annotations

from datetime import datetime, timedelta

SOON = timedelta(days=30)
WARNINGS = (30, 7, 1)  # days before the end on which its owner is told
NOBODY = "0" * 64  # a digest that no certificate has: a system whose last certificate ended must not fall back to its networks


def certificate_state(*, not_before: datetime, not_after: datetime, revoked_at: datetime | None, now: datetime) -> str:
    """``revoked``, ``ended``, ``coming``, ``ending`` (within 30 days) or ``valid``."""
    if revoked_at is not None:
        return "revoked"
    if now >= not_after:
        return "ended"
    if now < not_before:
        return "coming"
    return "ending" if not_after - now <= SOON else "valid"


def credential_state(*, not_after: datetime | None, revoked_at: datetime | None, now: datetime) -> str:
    """``revoked``, ``ended``, ``ending`` (it has an end) or ``valid``."""
    if revoked_at is not None:
        return "revoked"
    if not_after is None:
        return "valid"
    return "ended" if now >= not_after else "ending"


def warning_due(*, not_after: datetime, warned_days: int | None, now: datetime) -> int | None:
    """Of which of ``WARNINGS`` the owner should be told now; None when it was, or it is too early or too late."""
    left = (not_after - now) / timedelta(days=1)
    due = min((days for days in WARNINGS if left <= days), default=None)
    return due if due is not None and left > 0 and (warned_days is None or due < warned_days) else None

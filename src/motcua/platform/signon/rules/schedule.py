"""When an application that did not hear of a log-out is told again."""

from __future__ import annotations

from datetime import timedelta

MOST_ATTEMPTS = 7  # 5 s, 20 s, 80 s, … : about two hours in all
_FIRST, _FACTOR = 5, 4


def next_try(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; None: give up."""
    return None if attempts >= MOST_ATTEMPTS else timedelta(seconds=_FIRST * _FACTOR ** (attempts - 1))

"""Those who come at once go one after another: locks by name, held until the transaction ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, models, transaction

M = TypeVar("M", bound=models.Model)


def take_turns(*keys: str) -> None:
    """Hold every key until the transaction ends, whoever else wants it waits. In one order, so that nobody waits in a ring."""
    with connection.cursor() as cursor:
        for key in sorted(set(keys)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [key])


def each_due(due: models.QuerySet[M], *, now: datetime, pause: Callable[[int], timedelta], limit: int) -> Iterator[M]:
    """Rows whose ``next_try_at`` has come, one at a time and ``limit`` at most, each to one worker and without a lock afterwards.

    Before a row is handed out its try is counted in ``tries`` and put off by ``pause`` of that number: whoever dies over it loses nothing.
    """
    for _ in range(limit):
        row = _claim(due.filter(next_try_at__lte=now), now=now, pause=pause)
        if row is None:
            return
        yield row


@transaction.atomic
def _claim(due: models.QuerySet[M], *, now: datetime, pause: Callable[[int], timedelta]) -> M | None:
    row: Any = due.select_for_update(skip_locked=True).order_by("next_try_at", "id").first()
    if row is not None:
        row.tries += 1
        row.next_try_at = now + pause(row.tries)
        row.save(update_fields=["tries", "next_try_at"])
    found: M | None = row
    return found

"""Pages by key: the thousandth is as quick as the first, and nothing is shown twice while others work."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from motcua.platform.casework.contracts import CursorWrong

_M = TypeVar("_M", bound=Model)


def page_of(
    rows: QuerySet[_M], *, column: str, cursor: str, limit: int, latest_first: bool = False
) -> tuple[list[_M], str]:
    """The next ``limit`` rows by (column, id) after the cursor, and the cursor of the page that follows. ``CursorWrong``."""
    limit = max(1, limit)
    if cursor:
        at, pk = read_cursor(cursor)
        side = "lt" if latest_first else "gt"
        rows = rows.filter(Q(**{f"{column}__{side}": at}) | Q(**{column: at, f"id__{side}": pk}))
    order = (f"-{column}", "-id") if latest_first else (column, "id")
    found = list(rows.order_by(*order)[: limit + 1])
    if len(found) <= limit:
        return found, ""
    last: Any = found[limit - 1]
    return found[:limit], write_cursor(getattr(last, column), last.pk)


def write_cursor(at: datetime, pk: int) -> str:
    """A place in a list as text."""
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{pk}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[datetime, int]:
    """The place that a cursor names. ``CursorWrong``."""
    try:
        at, pk = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split("|")
        return datetime.fromisoformat(at), int(pk)
    except (ValueError, binascii.Error) as error:
        raise CursorWrong from error

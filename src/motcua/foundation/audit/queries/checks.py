"""Checks that were asked for."""

from __future__ import annotations

from motcua.foundation.audit.contracts import CheckRun
from motcua.foundation.audit.models import Check


def last_check() -> CheckRun | None:
    """The check asked for last, running or finished; None when nobody asked yet."""
    row = Check.objects.order_by("-id").first()
    if row is None:
        return None
    return CheckRun(
        uuid=row.uuid, asked_at=row.asked_at, finished_at=row.finished_at, done=row.done, total=row.total, ok=row.ok, report=row.report
    )

"""Reads of counter cash."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from motcua.platform.payments import contracts, models
from motcua.platform.payments.contracts import CashSession, CashState, RefundState


def cash_session(*, session_id: UUID) -> CashSession:
    """The session of that id; ``CashSessionNeeded``."""
    row = models.CashSession.objects.filter(uuid=session_id).first()
    if row is None:
        raise contracts.CashSessionNeeded
    return to_session(row)


def cash_sessions(
    *, officer_ref: str = "", unit_code: str = "", state: CashState | None = None, before: datetime | None = None, limit: int = 50
) -> tuple[CashSession, ...]:
    """Sessions, newest first, of an officer or a unit."""
    rows = models.CashSession.objects.order_by("-id")
    rows = rows.filter(officer_ref=officer_ref) if officer_ref else rows
    rows = rows.filter(unit_code=unit_code) if unit_code else rows
    rows = rows.filter(state=state) if state is not None else rows
    rows = rows.filter(opened_at__lt=before) if before is not None else rows
    return tuple(to_session(row) for row in rows[:limit])


def expected_in(row: models.CashSession) -> int:
    """What the drawer must hold: the change it began with, what was taken, less what was handed back."""
    taken, paid_out = _sums(row)
    return row.float_amount + taken - paid_out


def _sums(row: models.CashSession) -> tuple[int, int]:
    taken = row.takings.aggregate(total=Sum("amount"))["total"] or 0
    paid_out = row.paid_out.filter(state=RefundState.COMPLETED).aggregate(total=Sum("amount"))["total"] or 0
    return int(taken), int(paid_out)


def to_session(row: models.CashSession) -> CashSession:
    """The contract of a row."""
    taken, paid_out = _sums(row)
    return CashSession(
        session_id=row.uuid, code=row.code, unit_code=row.unit_code, officer_ref=row.officer_ref, officer_name=row.officer_name,
        state=CashState(row.state), opened_at=row.opened_at, float_amount=row.float_amount, takings=taken, paid_out=paid_out,
        expected=row.float_amount + taken - paid_out if row.expected is None else row.expected, counted=row.counted,
        explanation=row.explanation, closed_at=row.closed_at, handed_over=row.handed_over, slip=row.slip,
    )  # fmt: skip

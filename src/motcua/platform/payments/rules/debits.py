"""Lines of the bank's own interface, money in and money out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.platform.payments.contracts import MessageUnreadable, StatementEntry
from motcua.platform.payments.rules.messages import read_credit


def read_line(entry: Mapping[str, Any]) -> StatementEntry:
    """A line of the statement; a negative amount is money out. ``MessageUnreadable`` names the field."""
    amount = entry.get("amount")
    if isinstance(amount, bool) or not isinstance(amount, int) or amount == 0:
        raise MessageUnreadable(field="amount")
    credit = read_credit({**entry, "amount": abs(amount)})
    paid_at: datetime = credit.paid_at
    return StatementEntry(
        account=credit.account, booked_at=paid_at, amount=amount, description=credit.description, bank_id=credit.transaction_id,
        reference=credit.reference,
    )  # fmt: skip

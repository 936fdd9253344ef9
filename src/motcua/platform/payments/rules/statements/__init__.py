"""Statements as files: tables of any bank by a column profile, MT940, camt.053. Each line has a key, so that reading twice is once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from motcua.platform.payments.contracts import StatementEntry
from motcua.platform.payments.rules.statements.camt import read_camt
from motcua.platform.payments.rules.statements.mt940 import read_mt940
from motcua.platform.payments.rules.statements.tables import read_csv, read_rows, read_xlsx

__all__ = ["keyed", "read_camt", "read_csv", "read_mt940", "read_rows", "read_xlsx"]


def keyed(entries: Iterable[StatementEntry]) -> list[tuple[str, StatementEntry]]:
    """Each line with a key that the same line has in every file: the bank's number, or its content and how often it stood before.

    The same number with another sign is another line: banks keep the number when they book a transaction back.
    """
    seen: Counter[str] = Counter()
    found = []
    for entry in entries:
        if entry.bank_id:
            key = entry.bank_id if entry.amount > 0 else f"-{entry.bank_id}"
        else:
            facts = f"{entry.account}|{entry.booked_at.isoformat()}|{entry.amount}|{entry.description}|{entry.balance}"
            key = f"#{sha256(facts.encode()).hexdigest()[:40]}"
        seen[key] += 1
        found.append((key if seen[key] == 1 else f"{key}~{seen[key]}", entry))
    return found

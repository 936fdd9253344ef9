"""Statements of the bank as files or through its interface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class StatementFormat(StrEnum):
    """What can be imported."""

    CSV = "csv"
    XLSX = "xlsx"
    MT940 = "mt940"
    CAMT053 = "camt053"


class LineMatch(StrEnum):
    """What a line turned out to be."""

    PAYMENT = "payment"  # money for us, judged like a notification
    DEPOSIT = "deposit"  # cash that the desk brought
    REFUND = "refund"  # a refund that went out
    UNKNOWN = "unknown"
    FOREIGN = "foreign"  # another account


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementEntry:
    """One line as read: ``amount`` is positive for money in, negative for money out; ``bank_id`` empty when the bank gives none."""

    account: str
    booked_at: datetime
    amount: int
    description: str
    bank_id: str = ""
    reference: str = ""
    balance: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnProfile:
    """How one bank lays out its table: header names (folded) of each column, date formats, number marks."""

    code: str
    name: str
    booked: tuple[str, ...]
    description: tuple[str, ...]
    credit: tuple[str, ...]
    debit: tuple[str, ...] = ()
    amount_sign: bool = False
    bank_id: tuple[str, ...] = ()
    balance: tuple[str, ...] = ()
    date_formats: tuple[str, ...] = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y")
    thousands: str = ","
    encoding: str = "utf-8-sig"
    delimiter: str = ","


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What one import did; ``problems`` names lines that could not be read."""

    import_id: UUID | None
    format: StatementFormat
    read: int
    new: int
    repeated: int
    settled: int
    discrepant: int
    credits: int
    debits: int
    first_on: date | None
    last_on: date | None
    problems: tuple[tuple[int, str], ...] = ()

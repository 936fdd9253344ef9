"""The bank's statement, through its interface or as a file: every line once, each to its money, deposit or refund."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import local_date
from motcua.kernel.policy import require
from motcua.platform.payments import conf, contracts, models, policies, rules
from motcua.platform.payments.actions import ledger, refunds
from motcua.platform.payments.actions.credits import STATEMENT, on_our_clock, take_in
from motcua.platform.payments.adapters import bank
from motcua.platform.payments.adapters.profiles import profile as profile_of
from motcua.platform.payments.contracts import (
    BankCredit,
    CashState,
    DiscrepancyKind,
    ImportReport,
    LineMatch,
    OutcomeKind,
    RefundState,
    StatementEntry,
    StatementFormat,
)
from motcua.platform.payments.rules import statements
from motcua.platform.payments.rules.debits import read_line

logger = logging.getLogger(__name__)
_PAGE = 200
_MOST_BYTES = 20_000_000
Seen = tuple[OutcomeKind, bool]


def reconcile(*, now: datetime, machine_now: float | None = None) -> contracts.ReconcileReport:
    """Read the statement from where the last reading ended; settle what no notification told. A silent bank is reported, not raised."""
    machine = time.time() if machine_now is None else machine_now
    read = settled = discrepant = 0
    while True:
        cursor, _ = models.StatementCursor.objects.get_or_create(id=1)
        try:
            entries, reached = bank().statement(after=cursor.after, limit=_PAGE)
        except contracts.BankUnavailable:
            return contracts.ReconcileReport(read=read, settled=settled, discrepant=discrepant, reachable=False)
        outcomes = _take_in_page(entries, after=cursor.after, reached=reached, now=now, machine=machine)
        read += len(outcomes)
        settled += sum(kind == OutcomeKind.SETTLED for kind, _ in outcomes)
        discrepant += sum(kind == OutcomeKind.DISCREPANT for kind, _ in outcomes)
        if not outcomes or len(entries) < _PAGE:
            return contracts.ReconcileReport(read=read, settled=settled, discrepant=discrepant)


@transaction.atomic
def _take_in_page(entries: list[dict[str, Any]], *, after: int, reached: int, now: datetime, machine: float) -> list[Seen]:
    """One page and the new cursor in one transaction; nothing when another reader was quicker."""
    cursor = models.StatementCursor.objects.select_for_update().get(id=1)
    if cursor.after != after or reached <= after:
        return []
    outcomes = []
    for entry in entries:
        try:
            line = read_line(entry)
        except contracts.MessageUnreadable as unreadable:
            logger.warning("statement line %s cannot be read: %s", entry.get("seq"), unreadable)
            continue
        key = line.bank_id if line.amount > 0 else f"-{line.bank_id}"
        at = on_our_clock(line.booked_at, now=now, machine=machine)
        outcomes.append(_line(key, line, at=at, source=None, now=now))
    models.StatementCursor.objects.filter(id=1).update(after=reached)
    return outcomes


def import_statement(
    *,
    raw: bytes,
    name: str,
    file_format: StatementFormat,
    now: datetime,
    actor: Actor,
    profile: str = "",
) -> ImportReport:
    """Read a statement file; lines that are known already, from any file or from the bank's interface, change nothing.

    ``profile`` names the bank's column layout for CSV and XLSX. Raises ``Forbidden``, ``StatementUnreadable``.
    """
    require(policies.can_decide(actor))
    if len(raw) > _MOST_BYTES:
        raise contracts.StatementUnreadable(reason_vi="tệp quá lớn", reason_en="the file is too large")
    entries, problems = _read(raw, file_format=file_format, profile=profile)
    with transaction.atomic():
        source = models.StatementImport.objects.create(
            format=file_format, profile=profile, name=name[:200], sha256=sha256(raw).hexdigest(), imported_at=now, imported_by=actor.ref
        )
        keyed = [(key, entry) for key, entry in statements.keyed(entries) if _is_ours(entry.account)]
        seen = [_line(key, entry, at=min(entry.booked_at, now), source=source, now=now) for key, entry in keyed]
        report = _report(source, [entry for _, entry in keyed], seen, problems=problems, file_format=file_format)
        source.figures = {name: getattr(report, name) for name in ("read", "new", "repeated", "settled", "discrepant", "credits", "debits")}
        source.save(update_fields=["figures"])
    return report


def _read(raw: bytes, *, file_format: StatementFormat, profile: str) -> tuple[list[StatementEntry], list[tuple[int, str]]]:
    if file_format is StatementFormat.MT940:
        return statements.read_mt940(raw)
    if file_format is StatementFormat.CAMT053:
        return statements.read_camt(raw)
    layout = profile_of(profile)
    read = statements.read_csv if file_format is StatementFormat.CSV else statements.read_xlsx
    return read(raw, profile=layout, account=conf.BANK_ACCOUNT)


def _is_ours(account: str) -> bool:
    """Banks write accounts with spaces, and IBAN-like prefixes."""
    return "".join(account.split()).upper().endswith(conf.BANK_ACCOUNT.upper())


def _report(
    source: models.StatementImport, entries: Sequence[StatementEntry], seen: Sequence[Seen], *, problems: list[tuple[int, str]],
    file_format: StatementFormat,
) -> ImportReport:  # fmt: skip
    days = sorted(local_date(entry.booked_at) for entry in entries)
    new = sum(is_new for _, is_new in seen)
    return ImportReport(
        import_id=source.uuid,
        format=file_format,
        read=len(entries),
        new=new,
        repeated=len(seen) - new,
        settled=sum(kind == OutcomeKind.SETTLED for kind, _ in seen),
        discrepant=sum(kind == OutcomeKind.DISCREPANT for kind, _ in seen),
        credits=sum(max(entry.amount, 0) for entry in entries),
        debits=sum(max(-entry.amount, 0) for entry in entries),
        first_on=days[0] if days else None,
        last_on=days[-1] if days else None,
        problems=tuple(problems[:100]),
    )


def _line(key: str, entry: StatementEntry, *, at: datetime, source: models.StatementImport | None, now: datetime) -> Seen:
    row, is_new = models.StatementLine.objects.get_or_create(
        account=conf.BANK_ACCOUNT,
        key=key,
        defaults={
            "booked_at": at, "amount": entry.amount, "description": entry.description, "reference": entry.reference, "source": source,
            "read_at": now,
        },
    )  # fmt: skip
    if not is_new:
        return OutcomeKind.REPEATED, False
    if entry.amount < 0:
        return _debit(row, now=now), True
    told = {"reference": entry.reference, "description": entry.description}
    session = models.CashSession.objects.select_for_update().filter(code=rules.session_in(**told)).first()
    if session is not None:
        return _deposit(row, session, now=now), True
    credit = BankCredit(
        transaction_id=key, bank_bin=conf.BANK_BIN, account=conf.BANK_ACCOUNT, amount=entry.amount, description=entry.description,
        reference=entry.reference, paid_at=at,
    )  # fmt: skip
    outcome, transfer = take_in(credit, by=STATEMENT, now=now, paid_at=at)
    row.match, row.transfer = LineMatch.PAYMENT, transfer
    row.save(update_fields=["match", "transfer"])
    return outcome.kind, True


def _deposit(row: models.StatementLine, session: models.CashSession, *, now: datetime) -> OutcomeKind:
    """Cash that the desk brought: the session is confirmed when the amount is what was handed over."""
    row.match, row.cash_session = LineMatch.DEPOSIT, session
    row.save(update_fields=["match", "cash_session"])
    if session.state == CashState.HANDED_OVER and session.handed_over == row.amount:
        session.state = rules.CASH.next(CashState.HANDED_OVER, "confirm")
        session.save(update_fields=["state"])
        return OutcomeKind.REPEATED
    _disagree(row, DiscrepancyKind.DEPOSIT, now=now)
    return OutcomeKind.DISCREPANT


def _debit(row: models.StatementLine, *, now: datetime) -> OutcomeKind:
    """Money out is a refund of ours with exactly its amount, or a discrepancy."""
    code = rules.refund_in(reference=row.reference, description=row.description)
    found = models.Refund.objects.filter(code=code).first() if code else None
    refund = None if found is None else refunds.locked(found.uuid)
    if refund is not None and refund.state in (RefundState.SENDING, RefundState.SENT) and refund.amount == -row.amount:
        row.match, row.refund = LineMatch.REFUND, refund
        row.save(update_fields=["match", "refund"])
        refunds.complete(refund, now=now, actor=SYSTEM)
        return OutcomeKind.REPEATED
    _disagree(row, DiscrepancyKind.UNKNOWN_DEBIT, now=now)
    return OutcomeKind.DISCREPANT


def _disagree(row: models.StatementLine, kind: DiscrepancyKind, *, now: datetime) -> None:
    found, is_new = models.Discrepancy.objects.get_or_create(
        line=row, transfer=None, kind=kind, defaults={"amount": row.amount, "found_at": now}
    )
    if is_new:
        ledger.tell(found, None, now=now)

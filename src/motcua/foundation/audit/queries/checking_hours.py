"""The check of the hours: numbers, periods, roots, signatures, time stamps, copies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from motcua.foundation.audit.contracts import Fault, FaultKind, RootSignature, root_signers
from motcua.foundation.audit.models import Hour, Span
from motcua.foundation.audit.queries import first_book
from motcua.foundation.audit.queries.roots import as_json, content_of, digest_of, leaves_of, root_of
from motcua.kernel.evidence import merkle_root

_HOUR = timedelta(hours=1)
# How far the time stamp may lie from the time of closing that is signed: the way to the authority and back.
_WAY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Numbers of the hours that are checked, and whether what no hour holds yet is checked as well."""

    first: int
    last: int
    to_the_end: bool
    whole: bool


@dataclass(slots=True)
class Hours:
    """What was read."""

    read: int = 0
    unsigned: int = 0
    compared: int = 0
    late: tuple[int, ...] = ()


def check(bounds: Bounds, copies: Mapping[int, Mapping[str, Any]], found: Callable[[Fault], None]) -> Hours:
    """Check the hours within the bounds, each against the one before it, and against the copies."""
    seen, previous = Hours(), Hour.objects.filter(number=bounds.first - 1).first()
    loose: list[Hour] = []
    expected = bounds.first
    for row in Hour.objects.filter(number__range=(bounds.first, bounds.last)).order_by("number").iterator(chunk_size=500):
        seen.read += 1
        if row.number != expected:
            found(Fault(FaultKind.HOUR_MISSING, hour=expected, note=f"to {row.number - 1}"))
        for fault in _faults(row, previous if row.number == expected else None, copies):
            found(Fault(fault, hour=row.number, at=row.closed_at))
        # A root without a signature is bound by the next signed one, which names it.
        loose = [*loose, row] if not row.signed_by else []
        seen.unsigned += not row.signed_by
        if row.from_at and row.to_at and row.closed_at and max(row.to_at - row.from_at, row.closed_at - row.to_at) > _HOUR:
            seen.late = (*seen.late, row.number)
        seen.compared += row.number in copies
        previous, expected = row, row.number + 1
    if len(root_signers):
        for row in loose:
            found(Fault(FaultKind.UNSIGNED, hour=row.number, at=row.closed_at))
    for number in sorted(n for n in copies if n >= expected and bounds.to_the_end):
        found(Fault(FaultKind.COPY, hour=number, note="the copy has it, the log has not"))
    return seen


def _faults(row: Hour, previous: Hour | None, copies: Mapping[int, Mapping[str, Any]]) -> list[FaultKind]:
    """What is wrong with an hour; a column that was emptied, here or in the hour before, is a change of it."""
    try:
        fault = _alone(row) or _follows(row, previous)
        found = [fault] if fault else []
        if row.number in copies and as_json(root_of(row)) != dict(copies[row.number]):
            found.append(FaultKind.COPY)
    except (TypeError, ValueError, AttributeError):
        return [FaultKind.HOUR_CHANGED]
    return found


def _alone(row: Hour) -> FaultKind | None:
    """What is wrong with an hour by itself: its tree, its count, its signature, its time stamp."""
    spans = list(Span.objects.filter(hour_number=row.number))
    if merkle_root(leaves_of(spans)).hex() != row.root or row.seals != sum(s.last_seq - s.first_seq + 1 for s in spans):
        return FaultKind.HOUR_CHANGED
    if not row.signed_by:
        return FaultKind.HOUR_CHANGED if bytes(row.signature) or bytes(row.certificate) or bytes(row.time_stamp) else None
    signer = root_signers.get(row.signed_by)
    made = RootSignature(signature=bytes(row.signature), certificate=bytes(row.certificate), time_stamp=bytes(row.time_stamp))
    if signer is None or not signer.verify(content=content_of(row), signature=made):
        return FaultKind.SIGNATURE
    stamped = signer.stamped_at(signature=made)
    return FaultKind.STAMP if stamped is None or abs(stamped - row.closed_at) > _WAY else None


def _follows(row: Hour, previous: Hour | None) -> FaultKind | None:
    """What is wrong between an hour and the one before it."""
    if row.number == 1:
        whole = row.previous == first_book.last_root() and row.closed_at >= row.to_at
        return None if whole else FaultKind.HOUR_CHANGED
    if previous is None:
        return None  # a gap, which is told as such
    whole = row.previous == digest_of(previous) and row.from_at == previous.to_at and row.closed_at >= row.to_at
    return None if whole else FaultKind.HOUR_CHANGED

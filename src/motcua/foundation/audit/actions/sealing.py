"""Sealing: one chain over all entries, made apart from the writers so that they never wait for each other; then a root for each day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction

from motcua.foundation.audit import rules
from motcua.foundation.audit.contracts import root_signers
from motcua.foundation.audit.models import Entry, Root, Seal, Waiting
from motcua.foundation.audit.queries import record
from motcua.kernel.clock import local_date
from motcua.kernel.evidence import GENESIS, chain_step, merkle_root

_LOCK = 0x6175646974  # "audit": one sealer at a time in the whole installation
_BATCH = 1000


def seal(*, now: datetime) -> int:
    """Chain all waiting entries, oldest first; returns how many. A second sealer at the same time does nothing."""
    total = 0
    while done := _seal_batch(now):
        total += done
        if done < _BATCH:
            break
    return total


def _seal_batch(now: datetime) -> int:
    with transaction.atomic():
        if not _locked():
            return 0
        entries = list(Entry.objects.filter(pk__in=Waiting.objects.order_by("pk").values("pk")[:_BATCH]).order_by("pk"))
        last = Seal.objects.order_by("-seq").first()
        seq, previous = (last.seq, bytes.fromhex(last.hash)) if last else (0, GENESIS)
        seals = []
        for entry in entries:
            current = chain_step(previous=previous, record=record(entry))
            seq += 1
            seals.append(Seal(seq=seq, entry=entry, previous_hash=previous.hex(), hash=current.hex(), sealed_at=now))
            previous = current
        Seal.objects.bulk_create(seals)
        Waiting.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
    return len(entries)


def close_days(*, now: datetime) -> int:
    """Make and sign the roots of days that have ended in Vietnam; returns how many. A day without acts has no root."""
    with transaction.atomic():
        if not _locked():
            return 0
        last = Root.objects.order_by("-last_seq").first()
        after = last.last_seq if last else 0
        seals = Seal.objects.filter(seq__gt=after).order_by("seq").values_list("seq", "sealed_at").iterator(chunk_size=5000)
        days = rules.closed_days(seals, today=local_date(now))
        if last and days and days[0][0] <= last.day:
            # The clock was set back across a closed day: what was sealed since then joins the next day that follows.
            days = [d for d in days if d[0] > last.day]
            days = [(days[0][0], after + 1, days[0][2]), *days[1:]] if days else []
        for day, first_seq, last_seq in days:
            _close(day, first_seq, last_seq, now)
    return len(days)


def _close(day: date, first_seq: int, last_seq: int, now: datetime) -> None:
    hashes = Seal.objects.filter(seq__range=(first_seq, last_seq)).order_by("seq").values_list("hash", flat=True)
    root = merkle_root([bytes.fromhex(value) for value in hashes]).hex()
    last = Root.objects.order_by("-last_seq").first()
    previous = last.root if last else GENESIS.hex()
    row = Root(day=day, first_seq=first_seq, last_seq=last_seq, root=root, previous_root=previous, closed_at=now)
    for signer in root_signers:
        content = rules.root_content(day=day, first_seq=first_seq, last_seq=last_seq, root=root, previous_root=row.previous_root)
        made = signer.sign(content=content, now=now)
        row.signed_by, row.signature, row.certificate, row.time_stamp = signer.key, made.signature, made.certificate, made.time_stamp
        break
    row.save(force_insert=True)


def _locked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])

"""Reads of the audit log: entries, the check of the whole log, proofs."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from motcua.foundation.audit import rules
from motcua.foundation.audit.contracts import (
    AuditEntry,
    ChainReport,
    DayRoot,
    EntryPage,
    EntryProof,
    EntryUnknown,
    NotYetClosed,
    RootSignature,
    root_signers,
)
from motcua.foundation.audit.models import Entry, Root, Seal, Waiting
from motcua.kernel.evidence import GENESIS, chain_step, merkle_proof, merkle_root

_CHUNK = 2000


def record(entry: Entry) -> dict[str, Any]:
    """The value of a row that is hashed."""
    return rules.record_of(
        uuid=entry.uuid,
        at=entry.at,
        actor_ref=entry.actor_ref,
        on_behalf_of=entry.on_behalf_of,
        action=entry.action,
        object_ref=entry.object_ref,
        ground=entry.ground,
        details=entry.details,
        person=entry.person,
        dossier=entry.dossier,
        unit=entry.unit,
        form=entry.form,
    )


def entries(
    *,
    object_ref: str | None = None,
    actor_ref: str | None = None,
    person: str | None = None,
    dossier: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> EntryPage:
    """Entries newest first, of one thing, actor, person or dossier when given; ``before`` is the cursor of the page before."""
    rows = Entry.objects.order_by("-id")
    wanted = {"object_ref": object_ref, "actor_ref": actor_ref, "person": person, "dossier": dossier}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if before is not None:
        rows = rows.filter(id__lt=before)
    page = list(rows[: limit + 1])
    seqs = dict(Seal.objects.filter(entry__in=page).values_list("entry_id", "seq"))
    shown = tuple(_contract(row, seqs.get(row.pk)) for row in page[:limit])
    return EntryPage(entries=shown, next_before=shown[-1].cursor if len(page) > limit else None)


def verify() -> ChainReport:
    """Recompute the whole chain and all days from the rows; reads everything, changes nothing."""
    first_bad, count, previous = None, 0, GENESIS
    for seal in Seal.objects.select_related("entry").order_by("seq").iterator(chunk_size=_CHUNK):
        count += 1
        current = chain_step(previous=previous, record=record(seal.entry))
        follows = seal.seq == count and seal.previous_hash == previous.hex() and seal.hash == current.hex()
        if not follows and first_bad is None:
            first_bad = seal.seq
        previous = bytes.fromhex(seal.hash)
    total = Entry.objects.count()
    unsealed = total - count - Waiting.objects.count()
    days, bad_day = _check_days()
    ok = first_bad is None and unsealed == 0 and bad_day is None
    return ChainReport(ok=ok, entries=total, sealed=count, first_bad=first_bad, unsealed=max(unsealed, 0), days=days, first_bad_day=bad_day)


def proof(*, entry_uuid: UUID) -> EntryProof:
    """The proof that an entry stands under the signed root of its day; ``EntryUnknown``, ``NotYetClosed``."""
    seal = Seal.objects.select_related("entry").filter(entry__uuid=entry_uuid).first()
    if seal is None:
        if Entry.objects.filter(uuid=entry_uuid).exists():
            raise NotYetClosed
        raise EntryUnknown
    root = Root.objects.filter(first_seq__lte=seal.seq, last_seq__gte=seal.seq).first()
    if root is None:
        raise NotYetClosed
    leaves = _leaves(root)
    steps = merkle_proof(leaves, seal.seq - root.first_seq)
    return EntryProof(entry=_contract(seal.entry, seal.seq), leaf=seal.hash, steps=steps, day=day_root(root))


def days(*, limit: int = 30) -> tuple[DayRoot, ...]:
    """The latest closed days, newest first."""
    return tuple(day_root(row) for row in Root.objects.order_by("-day")[:limit])


def day_root(row: Root) -> DayRoot:
    """A closed day as it crosses the door."""
    return DayRoot(day=row.day, first_seq=row.first_seq, last_seq=row.last_seq, root=row.root, signed_by=row.signed_by)


def _leaves(root: Root) -> list[bytes]:
    hashes = Seal.objects.filter(seq__range=(root.first_seq, root.last_seq)).order_by("seq").values_list("hash", flat=True)
    return [bytes.fromhex(value) for value in hashes]


def _check_days() -> tuple[int, date | None]:
    expected, previous, count = 1, GENESIS.hex(), 0
    for row in Root.objects.order_by("last_seq"):
        count += 1
        whole = row.first_seq == expected and row.previous_root == previous and merkle_root(_leaves(row)).hex() == row.root
        if not (whole and _signature_holds(row)):
            return count, row.day
        expected, previous = row.last_seq + 1, row.root
    return count, None


def _signature_holds(row: Root) -> bool:
    if not row.signed_by:
        return True
    signer = root_signers.get(row.signed_by)
    if signer is None:
        return False
    content = rules.root_content(
        day=row.day, first_seq=row.first_seq, last_seq=row.last_seq, root=row.root, previous_root=row.previous_root
    )
    made = RootSignature(signature=bytes(row.signature), certificate=bytes(row.certificate), time_stamp=bytes(row.time_stamp))
    return signer.verify(content=content, signature=made)


def _contract(row: Entry, seq: int | None) -> AuditEntry:
    return AuditEntry(
        uuid=row.uuid,
        at=row.at,
        actor_ref=row.actor_ref,
        on_behalf_of=row.on_behalf_of,
        action=row.action,
        object_ref=row.object_ref,
        ground=row.ground,
        details=row.details,
        person=row.person,
        dossier=row.dossier,
        unit=row.unit,
        cursor=row.pk,
        seq=seq,
    )

"""Proofs: that an entry stands in the log, for somebody who sees nothing else of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from motcua.foundation.audit import rules
from motcua.foundation.audit.contracts import EntryProof, EntryUnknown, InFirstBook, NotYetClosed
from motcua.foundation.audit.models import Entry, Hour, Link, Seal, Span
from motcua.foundation.audit.queries.entries import contracts_of, record
from motcua.foundation.audit.queries.roots import as_json, leaves_of, root_of
from motcua.foundation.audit.queries.tolerant import tolerant
from motcua.kernel.evidence import ProofStep, merkle_proof


@tolerant()
def proof(*, entry_uuid: UUID) -> EntryProof:
    """The proof that an entry stands under the signed root of its hour; ``EntryUnknown``, ``NotYetClosed``, ``InFirstBook``."""
    entry = Entry.objects.filter(uuid=entry_uuid).first()
    if entry is None:
        raise EntryUnknown
    link = Link.objects.filter(entry=entry).first()
    if link is None:
        raise InFirstBook if Seal.objects.filter(entry=entry).exists() else NotYetClosed
    span = Span.objects.filter(stream=link.stream, last_seq__gte=link.seq).order_by("last_seq").first()
    hour = Hour.objects.filter(number=span.hour_number).first() if span else None
    if span is None or hour is None:
        raise NotYetClosed
    links = Link.objects.filter(stream=link.stream, seq__range=(span.first_seq, span.last_seq)).order_by("seq")
    in_stream = merkle_proof([bytes.fromhex(hash_) for hash_ in links.values_list("hash", flat=True)], link.seq - span.first_seq)
    spans = sorted(Span.objects.filter(hour_number=hour.number), key=lambda one: one.stream)
    in_hour = merkle_proof(leaves_of(spans), [one.stream for one in spans].index(span.stream))
    told = rules.link_record(stream=link.stream, seq=link.seq, entry_id=link.entry_id, digest=entry.digest, sealed_at=link.sealed_at)
    document: dict[str, Any] = {
        "kind": rules.PROOF,
        "entry": record(entry),
        "link": told | {"previous_hash": link.previous_hash, "hash": link.hash},
        "in_stream": _steps(in_stream),
        "span": {"stream": span.stream, "first_seq": span.first_seq, "last_seq": span.last_seq, "tree": span.tree},
        "in_hour": _steps(in_hour),
        "hour": as_json(root_of(hour)),
    }
    return EntryProof(entry=contracts_of([entry])[0], hour=root_of(hour), document=document)


def _steps(steps: tuple[ProofStep, ...]) -> list[dict[str, Any]]:
    return [{"sibling": step.sibling.hex(), "on_left": step.on_left} for step in steps]

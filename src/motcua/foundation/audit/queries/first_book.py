"""The first book: one chain over all entries and a root for each day, as they were made before there were streams; read, never written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from motcua.foundation.audit import rules
from motcua.foundation.audit.contracts import Fault, FaultKind, RootSignature, root_signers
from motcua.foundation.audit.models import Root, Seal, Span
from motcua.foundation.audit.queries.entries import record
from motcua.kernel.evidence import GENESIS, MerkleTree

_CHUNK = 2000


def seals() -> Iterator[Seal]:
    """All seals with their entries, in order."""
    after = -(2**62)
    while True:
        found = list(Seal.objects.select_related("entry").filter(seq__gt=after).order_by("seq")[:_CHUNK])
        yield from found
        if len(found) < _CHUNK:
            return
        after = found[-1].seq


def days() -> Iterator[Root]:
    """All days, in order."""
    yield from Root.objects.order_by("last_seq", "pk").iterator(chunk_size=_CHUNK)


def last_root() -> str:
    """What the first hour follows: the root of the last day, or nothing."""
    day = Root.objects.order_by("-last_seq").first()
    return day.root if day else GENESIS.hex()


def seal_leaf(seal: Seal) -> bytes:
    """A seal as the first hour binds it."""
    return rules.seal_leaf(
        seq=seal.seq, entry_id=seal.entry_id, digest=seal.entry.digest, hash_=seal.hash, previous_hash=seal.previous_hash,
        sealed_at=seal.sealed_at,
    )  # fmt: skip


def day_leaf(day: Root) -> bytes:
    """A day as the first hour binds it."""
    evidence = (bytes(day.signature), bytes(day.certificate), bytes(day.time_stamp))
    return rules.day_leaf(number=day.pk, content=_content(day), signed_by=day.signed_by, evidence=evidence, closed_at=day.closed_at)


def spans() -> list[Span]:
    """What the first hour binds of the first book; nothing in an installation that began with streams."""
    found = []
    for stream, leaves in ((rules.FIRST_BOOK, map(seal_leaf, seals())), (rules.FIRST_DAYS, map(day_leaf, days()))):
        tree = MerkleTree()
        for leaf in leaves:
            tree.add(leaf)
        if tree.size:
            found.append(Span(hour_number=1, stream=stream, first_seq=1, last_seq=tree.size, tree=tree.root().hex()))
    return found


def check(bound: dict[str, Span], *, closed: bool, found: Callable[[Fault], None], step: Callable[[], None]) -> int:
    """Recompute the chain and the days, compare with what the first hour binds; returns how many seals were read."""
    trees = {rules.FIRST_BOOK: MerkleTree(), rules.FIRST_DAYS: MerkleTree()}
    waiting = days()
    day, day_tree, previous_root, previous = next(waiting, None), MerkleTree(), GENESIS.hex(), GENESIS
    expected = 1
    for seal in seals():
        step()
        digest = rules.digest_of(record(seal.entry))
        place: dict[str, Any] = {"stream": rules.FIRST_BOOK, "seq": seal.seq, "entry_id": seal.entry_id, "at": seal.sealed_at}
        follows = (seal.seq, seal.previous_hash, seal.hash) == (expected, previous.hex(), hashlib.sha256(previous + digest).hexdigest())
        if digest.hex() != seal.entry.digest:
            found(Fault(FaultKind.ENTRY_CHANGED, **place))
        elif not follows:
            found(Fault(FaultKind.FIRST_BOOK, **place))
        expected = seal.seq + 1
        previous = as_bytes(seal.hash)
        trees[rules.FIRST_BOOK].add(seal_leaf(seal))
        day_tree.add(previous)
        while day is not None and day.last_seq <= seal.seq:
            _check_day(day, day_tree, previous_root, seal.seq, found, closed=closed)
            trees[rules.FIRST_DAYS].add(day_leaf(day))
            previous_root, day_tree, day = day.root, MerkleTree(), next(waiting, None)
    while day is not None:
        found(Fault(FaultKind.FIRST_BOOK, stream=rules.FIRST_DAYS, seq=day.pk, note=f"{day.day} has no seals"))
        trees[rules.FIRST_DAYS].add(day_leaf(day))
        day = next(waiting, None)
    _compare(bound, trees, closed=closed, found=found)
    return trees[rules.FIRST_BOOK].size


def _compare(bound: dict[str, Span], trees: dict[str, MerkleTree], *, closed: bool, found: Callable[[Fault], None]) -> None:
    for stream, tree in trees.items():
        span = bound.get(stream)
        if span is None and (not closed or not tree.size):
            continue
        if span is None or (span.first_seq, span.last_seq, span.tree) != (1, tree.size, tree.root().hex()):
            found(Fault(FaultKind.FIRST_BOOK, stream=stream, hour=1, note="not what the first hour binds"))


def _check_day(day: Root, tree: MerkleTree, previous: str, at: int, found: Callable[[Fault], None], *, closed: bool) -> None:
    whole = (day.last_seq, day.last_seq - day.first_seq + 1, day.previous_root, day.root) == (at, tree.size, previous, tree.root().hex())
    if not whole or not _signature_holds(day, closed=closed):
        found(Fault(FaultKind.FIRST_BOOK, stream=rules.FIRST_DAYS, seq=day.pk, at=day.closed_at, note=str(day.day)))


def _signature_holds(day: Root, *, closed: bool) -> bool:
    """An unsigned day is believed only under a signed hour, or where nobody could sign."""
    if not day.signed_by:
        return closed or not len(root_signers)
    signer = root_signers.get(day.signed_by)
    made = RootSignature(signature=bytes(day.signature), certificate=bytes(day.certificate), time_stamp=bytes(day.time_stamp))
    return signer is not None and signer.verify(content=_content(day), signature=made)


def _content(day: Root) -> bytes:
    return rules.root_content(day=day.day, first_seq=day.first_seq, last_seq=day.last_seq, root=day.root, previous_root=day.previous_root)


def as_bytes(text: str | None) -> bytes:
    """The hash that a column holds; a text that is none stands for nothing that could follow."""
    try:
        return bytes.fromhex(text or "?").ljust(32, b"\0")[:32]
    except ValueError:
        return b"\xff" * 32

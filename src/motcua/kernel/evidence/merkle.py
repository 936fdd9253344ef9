"""Merkle trees as in RFC 6962 §2.1: leaves and nodes are hashed with different prefixes, so one cannot pass for the other."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProofStep:
    """A neighbour on the way to the root, and on which side it stands."""

    sibling: bytes
    on_left: bool


class MerkleTree:
    """The same root from leaves that pass by one at a time: it remembers one hash for each level, however many leaves come."""

    def __init__(self, *, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """An empty tree, or one that goes on from the ``size`` and ``peaks`` of another; ValueError when they do not fit."""
        if len(peaks) != size.bit_count():
            msg = f"a tree of {size} leaves has {size.bit_count()} peaks, not {len(peaks)}"
            raise ValueError(msg)
        self.size = size
        self._peaks = list(peaks)  # of the full trees that the size is made of in binary, the largest first

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """The hashes from which the tree can go on, the largest full tree first."""
        return tuple(self._peaks)

    def add(self, leaf: bytes) -> None:
        """The next leaf, from left to right."""
        current, joins = leaf_hash(leaf), self.size
        while joins & 1:
            current = node_hash(self._peaks.pop(), current)
            joins >>= 1
        self._peaks.append(current)
        self.size += 1

    def root(self) -> bytes:
        """The root over the leaves so far; over none, the hash of nothing."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        *others, current = self._peaks
        for left in reversed(others):
            current = node_hash(left, current)
        return current


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root over the leaves in order; over none, the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = [leaf_hash(leaf) for leaf in leaves]
    while len(level) > 1:
        level = _parents(level)
    return level[0]


def merkle_proof(leaves: Sequence[bytes], index: int) -> tuple[ProofStep, ...]:
    """The neighbours that lead from leaf ``index`` to the root; IndexError outside the tree."""
    if index not in range(len(leaves)):
        msg = f"leaf {index} of {len(leaves)}"
        raise IndexError(msg)
    level = [leaf_hash(leaf) for leaf in leaves]
    steps: list[ProofStep] = []
    while len(level) > 1:
        neighbour = index ^ 1
        if neighbour < len(level):
            steps.append(ProofStep(sibling=level[neighbour], on_left=neighbour < index))
        level, index = _parents(level), index // 2
    return tuple(steps)


def verify_proof(*, leaf: bytes, proof: Sequence[ProofStep], root: bytes) -> bool:
    """Whether the proof leads from ``leaf`` to ``root``."""
    current = leaf_hash(leaf)
    for step in proof:
        current = node_hash(step.sibling, current) if step.on_left else node_hash(current, step.sibling)
    return current == root


def _parents(level: list[bytes]) -> list[bytes]:
    """Pairs joined; an odd last one moves up unchanged, which gives the same tree as the RFC's split at a power of two."""
    joined = [node_hash(a, b) for a, b in zip(level[::2], level[1::2], strict=False)]
    return joined + level[len(joined) * 2 :]


def leaf_hash(value: bytes) -> bytes:
    """The hash of a leaf with this value."""
    return hashlib.sha256(b"\x00" + value).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()

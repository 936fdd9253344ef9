"""A run of neighbouring leaves of a Merkle tree: what of the rest is needed to see that all of them stand under one root.

The tree is that of ``merkle`` (RFC 6962 §2.1). Its parts outside the run are given as the hashes of the largest subtrees that have no
leaf of the run, from left to right: as many as twice the height of the tree, however many leaves lie outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from motcua.kernel.evidence.merkle import ProofStep, node_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafRun:
    """Leaves ``first`` to before ``first + len(hashes)`` of a tree of ``size`` leaves; ``outside`` as told above."""

    size: int
    first: int
    hashes: tuple[bytes, ...]
    outside: tuple[bytes, ...]

    def root(self) -> bytes:
        """The root of the tree; ValueError when the hashes do not make one."""
        rest = iter(self.outside)
        made = self._node(0, self.size, rest, None)
        if next(rest, None) is not None:
            msg = "more hashes than the tree has parts"
            raise ValueError(msg)
        return made

    def path(self, index: int) -> tuple[ProofStep, ...]:
        """The neighbours that lead from leaf ``index`` of the run (counted from its first) to the root."""
        if index not in range(len(self.hashes)):
            msg = f"leaf {index} of {len(self.hashes)}"
            raise IndexError(msg)
        steps: list[ProofStep] = []
        self._node(0, self.size, iter(self.outside), (self.first + index, steps))
        return tuple(steps)

    def _node(self, low: int, high: int, rest: Iterator[bytes], wanted: tuple[int, list[ProofStep]] | None) -> bytes:
        end = self.first + len(self.hashes)
        if high <= self.first or low >= end:
            try:
                return next(rest)
            except StopIteration:
                msg = "a hash of the tree is missing"
                raise ValueError(msg) from None
        if high - low == 1:
            return self.hashes[low - self.first]
        middle = low + split(high - low)
        left = self._node(low, middle, rest, wanted)
        right = self._node(middle, high, rest, wanted)
        if wanted is not None and low <= wanted[0] < high:
            on_left = wanted[0] >= middle
            wanted[1].append(ProofStep(sibling=left if on_left else right, on_left=on_left))
        return node_hash(left, right)


def outside(*, size: int, first: int, last: int, hashes: Callable[[int], bytes]) -> tuple[bytes, ...]:
    """The hashes of the subtrees without a leaf in ``[first, last)``; ``hashes`` gives the hash of a leaf by its place."""

    def under(low: int, high: int) -> bytes:
        if high - low == 1:
            return hashes(low)
        middle = low + split(high - low)
        return node_hash(under(low, middle), under(middle, high))

    def walk(low: int, high: int) -> Iterator[bytes]:
        if high <= first or low >= last:
            yield under(low, high)
        elif high - low > 1:
            middle = low + split(high - low)
            yield from walk(low, middle)
            yield from walk(middle, high)

    return tuple(walk(0, size))


def split(size: int) -> int:
    """How many of ``size`` leaves (two or more) stand under the left child: the largest power of two below it."""
    return 1 << ((size - 1).bit_length() - 1)


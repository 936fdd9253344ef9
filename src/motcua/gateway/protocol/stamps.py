"""Time stamps of the message log: which seals wait for one, what a stamp covers, and the statement that the authority stamps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from motcua.kernel.evidence.merkle import MerkleTree


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The seals that no stamp covers yet, as a tree that can go on: leaves, peaks (hex), and how many of the seals carry something.

    ``since_ms`` is the instant of the first of those, 0 when there is none.
    """

    size: int = 0
    peaks: tuple[str, ...] = ()
    seals: int = 0
    since_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A time-stamp token (base64 of its DER) over the root of the first ``seals`` seals that waited; ``last`` is their last message.

    The leaves of the tree are the JSON texts of the seals as they lie in the log; ``server_id`` is that of the stamping gateway.
    """

    server_id: str
    seals: int
    last: int
    root: str
    token: str
    authority: str
    at_ms: int

    def statement(self) -> bytes:
        """The bytes whose SHA-512 the token carries."""
        return statement(server_id=self.server_id, seals=self.seals, last=self.last, root=self.root)


def statement(*, server_id: str, seals: int, last: int, root: str) -> bytes:
    """What a time-stamp authority is asked to stamp."""
    return f"motcua-stamp-1\n{server_id}\n{seals}\n{last}\n{root}\n".encode()


class Unstamped:
    """The tree of seals without a stamp. ``cut`` fixes what the next stamp shall cover while further seals come."""

    def __init__(self, waiting: Waiting | None = None) -> None:
        kept = waiting or Waiting()
        self.tree = MerkleTree(size=kept.size, peaks=[bytes.fromhex(p) for p in kept.peaks])
        self.seals, self.since_ms = kept.seals, kept.since_ms
        self._frozen: tuple[int, str] | None = None
        self._later: Unstamped | None = None

    def add(self, seal: bytes, *, at_ms: int, carries: bool) -> None:
        """The next seal (its JSON); ``carries`` when it covers more than an earlier stamp."""
        self.tree.add(seal)
        if carries:
            self.seals += 1
            self.since_ms = self.since_ms or at_ms
        if self._later is not None:
            self._later.add(seal, at_ms=at_ms, carries=carries)

    def cut(self) -> tuple[int, str]:
        """Number of leaves and root (hex) of what waits now."""
        self._frozen, self._later = (self.tree.size, self.tree.root().hex()), Unstamped()
        return self._frozen

    @property
    def is_cut(self) -> bool:
        """Whether a stamp is being asked for."""
        return self._frozen is not None

    def forget_cut(self) -> None:
        """No stamp came."""
        self._frozen = self._later = None

    def covers(self, *, seals: int, root: str) -> bool:
        """Whether a stamp is of exactly what was cut."""
        return self._frozen == (seals, root)

    def stamped(self, *, seals: int, root: str) -> bool:
        """Take off what a stamp covers; False when it is not of what was cut."""
        if not self.covers(seals=seals, root=root) or self._later is None:
            return False
        later = self._later
        self.tree, self.seals, self.since_ms = later.tree, later.seals, later.since_ms
        self.forget_cut()
        return True

    def state(self) -> Waiting:
        """What the next segment begins with."""
        peaks = tuple(peak.hex() for peak in self.tree.peaks)
        return Waiting(size=self.tree.size, peaks=peaks, seals=self.seals, since_ms=self.since_ms)


class Replay:
    """The unstamped seals of a segment that is read again: its stamps are known beforehand, so each is cut where it was."""

    def __init__(self, waiting: Waiting | None, stamps: Iterable[Stamp]) -> None:
        self.unstamped = Unstamped(waiting)
        self._sizes = [stamp.seals for stamp in stamps][::-1]
        self._cut_here()

    def seal(self, payload: bytes, *, at_ms: int, carries: bool) -> None:
        """The next seal."""
        self.unstamped.add(payload, at_ms=at_ms, carries=carries)
        self._cut_here()

    def stamp(self, stamp: Stamp) -> bool:
        """The next stamp; False when its root is not that of the seals that it says it covers."""
        if not self.unstamped.stamped(seals=stamp.seals, root=stamp.root):
            return False
        self._sizes.pop()
        self._cut_here()
        return True

    def _cut_here(self) -> None:
        if self._sizes and self._sizes[-1] == self.unstamped.tree.size and not self.unstamped.is_cut:
            self.unstamped.cut()

"""Verifying the message log: every link, number, seal, hand-over of keys and stamped root, from one segment to the next."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.protocol import logfile
from motcua.gateway.protocol.bodies import BodiesDeleted, KeptBodies, KeptBody
from motcua.gateway.protocol.handover import HandOver, key_text, read_key
from motcua.gateway.protocol.logfile import BODIES, DELETED, HANDOVER, RECORD, REPAIR, SEAL, STAMP, Frame, SegmentHeader
from motcua.gateway.protocol.record import ZERO, Repair, Seal, key_id, load_public_key, verify_seal
from motcua.gateway.protocol.stamps import Replay, Stamp, Unstamped
from motcua.gateway.protocol.words import Broken
from motcua.kernel.errors import NamedError
from motcua.kernel.evidence.timestamps import read_token


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Outcome of reading a whole log: ``problem`` is None when every chain link and seal holds.

    ``tail_bytes`` after the last seal belong to a write in progress or to one that was cut off.
    """

    records: int
    seals: int
    repairs: int
    tail_bytes: int
    problem: str | None
    stamps: int = 0
    keys: int = 1


def verify_log(folder: Path, *, public_key: bytes | None = None) -> Verification:
    """Read the whole log and check links, numbering, seals and stamped roots; the key is ``key.pub.pem`` of the folder unless given (PEM).

    A tail without a seal at the very end is not a problem: nobody was answered on its strength. Of a log whose older segments lie in
    archives the live part is checked, from where the newest archive says that it ends. Who signed the time stamps is not asked here.
    """
    walk = Walk(anchor=load_public_key(public_key or (folder / "key.pub.pem").read_bytes()))
    problem = walk.folder(folder)
    return Verification(
        records=walk.last - walk.began_after,
        seals=walk.seals,
        repairs=walk.repairs,
        tail_bytes=walk.tail,
        problem=problem,
        stamps=walk.stamps,
        keys=max(len(walk.keys), 1),
    )


class Walk:
    """What must hold from one frame to the next. Without ``anchor`` any key that hands over properly is followed and told in ``keys``."""

    def __init__(self, *, anchor: ec.EllipticCurvePublicKey | None = None) -> None:
        self.anchor = anchor
        self.key: ec.EllipticCurvePublicKey | None = None
        self.keys: list[str] = []
        self.chain, self.number, self.last, self.began_after = ZERO, 0, 0, 0
        self.first_ms = self.last_ms = 0
        self.seals = self.stamps = self.repairs = self.tail = 0
        self.unstamped = Unstamped()
        self.deleted: list[BodiesDeleted] = []
        self._replay = Replay(None, ())
        self._records: list[bytes] = []
        self._kept: list[KeptBody] = []
        self._carries = self._stamped = False

    def folder(self, folder: Path) -> str | None:
        """Check the live segments of a log folder; the first thing that does not hold, or None."""
        try:
            self.go_on_after_archives(folder)
            for path in logfile.segment_paths(folder):
                if int(path.stem[4:]) > self.number:
                    self.segment(path.name, path.read_bytes())
            self.require_anchor()
        except (Broken, OSError) as error:
            return str(error)
        return None

    def go_on_after_archives(self, folder: Path) -> None:
        """Where the newest archive of a log ends, the live part must go on."""
        path = folder / logfile.HEAD_FILE
        if self.number or not path.exists():
            return
        try:
            head = msgspec.json.decode(path.read_bytes())
            self.number, self.last, self.chain = int(head["last_segment"]), int(head["last"]), bytes.fromhex(head["chain"])
        except (msgspec.MsgspecError, KeyError, TypeError, ValueError):
            raise Broken("head_unreadable", file=path.name) from None
        self.began_after = self.last

    def require_anchor(self) -> None:
        """The key that one trusts must be among those that signed."""
        if self.anchor is not None and self.keys and key_id(self.anchor) not in self.keys:
            raise Broken("other_key", keys=", ".join(self.keys))

    def segment(self, name: str, data: bytes, *, anywhere: bool = False) -> None:
        """The next segment; ``anywhere`` takes its own word for what comes before it. Raises Broken."""
        try:
            header, start = logfile.read_header(data)
            self._begin(header, anywhere=anywhere)
            self.chain = logfile.next_chain(self.chain, logfile.HEADER, data[:start])
            found = list(logfile.frames(data, start))
            self._replay = Replay(self.unstamped.state(), [_stamp(f.payload) for f in found if f.kind == STAMP])
            sealed = start
            for place, frame in enumerate(found):
                self._frame(frame, header=header, first=place == 0)
                sealed = frame.end if frame.kind in {SEAL, HANDOVER} else sealed
        except Broken as error:
            raise error.at(name) from None
        except (ValueError, KeyError, TypeError, NamedError) as error:
            raise Broken("unreadable", place=name, reason=error) from None
        self.unstamped = self._replay.unstamped
        self.unstamped.forget_cut()
        self.tail = len(data) - sealed
        self._records, self._kept, self._carries, self._stamped = [], [], False, False

    def batch(self, raws: Sequence[bytes], kept: Sequence[KeptBody], seal: Seal) -> None:
        """Called for each batch whose seal holds."""

    def stamp(self, stamp: Stamp) -> None:
        """Called for each stamp whose root and imprint hold."""

    def _begin(self, header: SegmentHeader, *, anywhere: bool) -> None:
        if anywhere:
            self.number, self.last, self.chain = header.segment - 1, header.first_seq - 1, bytes.fromhex(header.chain)
            self.began_after, self.unstamped, self.tail, self.key = self.last, Unstamped(header.waiting), 0, None
        self.number += 1
        if self.tail:
            raise Broken("tail_between")
        if header.segment != self.number:
            raise Broken("segment_missing", number=self.number)
        if header.chain != self.chain.hex() or header.first_seq != self.last + 1:
            raise Broken("not_continued")
        if header.waiting is not None and self.key is not None and header.waiting != self.unstamped.state():
            raise Broken("waiting_differs")
        self.unstamped = Unstamped(header.waiting)

    def _frame(self, frame: Frame, *, header: SegmentHeader, first: bool) -> None:
        before = self.chain
        self.chain = logfile.next_chain(before, frame.kind, frame.payload)
        if self.chain != frame.chain:
            raise Broken("chain_breaks")
        if frame.kind == HANDOVER and first:
            self._hand_over(msgspec.json.decode(frame.payload, type=HandOver), header)
        elif frame.kind == RECORD:
            self._records.append(frame.payload)
        elif frame.kind == BODIES:
            self._kept.extend(msgspec.json.decode(frame.payload, type=KeptBodies).bodies)
        elif frame.kind == SEAL:
            self._seal(frame.payload, before, header)
        elif frame.kind == STAMP:
            self._take_stamp(_stamp(frame.payload))
        elif frame.kind in {REPAIR, DELETED}:
            self._carries = True
            if frame.kind == REPAIR:
                msgspec.json.decode(frame.payload, type=Repair)
                self.repairs += 1
            else:
                self.deleted.append(msgspec.json.decode(frame.payload, type=BodiesDeleted))
        else:
            raise Broken("unknown_frame")

    def _hand_over(self, made: HandOver, header: SegmentHeader) -> None:
        if made.chain != header.chain or made.new_key != header.key or not made.holds():
            raise Broken("handover")
        old = read_key(made.old_key)
        if self.key is not None and key_text(self.key) != made.old_key:
            raise Broken("handover")
        self._use(old)
        self._use(read_key(made.new_key))

    def _use(self, key: ec.EllipticCurvePublicKey) -> None:
        self.key = key
        if key_id(key) not in self.keys:
            self.keys.append(key_id(key))

    def _seal(self, payload: bytes, before: bytes, header: SegmentHeader) -> None:
        seal = msgspec.json.decode(payload, type=Seal)
        if self.key is None or (header.key and key_text(self.key) != header.key):
            told = read_key(header.key) if header.key else self.anchor
            if told is None:
                raise Broken("no_key")
            if self.key is not None:
                raise Broken("key_changed")
            self._use(told)
        public = self.key
        if public is None or seal.key_id != key_id(public):
            raise Broken("seal_other_key", first=seal.first, last=seal.last)
        if seal.first != self.last + 1 or seal.chain != before.hex() or not verify_seal(public, seal, self._records):
            raise Broken("seal", first=seal.first, last=seal.last)
        self.last, self.seals = seal.last, self.seals + 1
        self.first_ms, self.last_ms = self.first_ms or seal.at_ms, seal.at_ms
        carries = self._carries or bool(self._records)
        self._replay.seal(payload, at_ms=seal.at_ms, carries=carries)
        self.batch(self._records, self._kept, seal)
        self._records, self._kept, self._carries = [], [], False

    def _take_stamp(self, stamp: Stamp) -> None:
        if not self._replay.stamp(stamp):
            raise Broken("stamp_root", seals=stamp.seals, last=stamp.last)
        facts = read_token(base64.b64decode(stamp.token, validate=True))
        if facts.algorithm != "sha512" or facts.imprint != hashlib.sha512(stamp.statement()).digest():
            raise Broken("stamp_imprint", last=stamp.last)
        self.stamps += 1
        self.stamp(stamp)


def _stamp(payload: bytes) -> Stamp:
    return msgspec.json.decode(payload, type=Stamp)

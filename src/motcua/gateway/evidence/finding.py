"""Finding one exchange in the live log or in archives, with everything that proves it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.evidence.archiving import ARCHIVE, CLOSING, Closing
from motcua.gateway.evidence.heads import SUFFIX, BrokenHead, Head, read_head
from motcua.gateway.evidence.kept import kept_of
from motcua.gateway.protocol import logfile
from motcua.gateway.protocol.bodies import KeptBodies, KeptBody, bodies_name
from motcua.gateway.protocol.handover import HandOver, handovers_of
from motcua.gateway.protocol.logfile import BODIES, HANDOVER, RECORD, SEAL, STAMP
from motcua.gateway.protocol.record import Record, decode_record
from motcua.gateway.protocol.stamps import Stamp
from motcua.kernel.evidence.merkle import ProofStep, leaf_hash, merkle_proof
from motcua.kernel.evidence.ranges import LeafRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """The stamp that covers a seal and the way from the seal to the stamped root."""

    stamp: Stamp
    path: tuple[ProofStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """A record as it lies in the log, the seal over its batch with the way there, and what covers that; ``covered`` is None while it waits.

    ``key`` is the key of the seal (base64 of the DER, empty in segments of older versions); ``bodies`` are those that could be read.
    """

    raw: bytes
    seal: bytes
    path: tuple[ProofStep, ...]
    key: str
    covered: Covered | None
    kept: tuple[KeptBody, ...]
    bodies: dict[str, bytes]

    @property
    def record(self) -> Record:
        """The record."""
        return decode_record(self.raw)


class _Source:
    """A run of segments that follow one another: the live log, or one archive with its closing."""

    def __init__(self, folder: Path, archive: Path | None = None) -> None:
        self.folder, self.archive = folder, archive
        self.closing = Closing()
        self.zipped: dict[str, bytes] = {}
        if archive is not None:
            with zipfile.ZipFile(archive) as zipped:
                self.zipped = {name: zipped.read(name) for name in zipped.namelist()}
            self.closing = msgspec.json.decode(self.zipped[CLOSING], type=Closing)

    def segments(self) -> list[str]:
        if self.archive is not None:
            return sorted(name for name in self.zipped if name.startswith("log-"))
        return [path.name for path in logfile.segment_paths(self.folder)]

    def read(self, name: str) -> bytes:
        return self.zipped[name] if self.archive is not None else (self.folder / name).read_bytes()

    def body(self, segment: int, kept: KeptBody, key: ec.EllipticCurvePrivateKey | None) -> bytes | None:
        name = bodies_name(segment)
        try:
            if self.archive is None:
                with (self.folder / name).open("rb") as file:
                    return kept_of(file, kept, key)
            with zipfile.ZipFile(self.archive.with_name(self.archive.name.removesuffix(".zip") + ".bodies.zip")) as zipped:
                return kept_of(io.BytesIO(zipped.read(name)), kept, key)
        except (FileNotFoundError, KeyError):
            return None


def find(
    folder: Path, wanted: str, *, archives: Sequence[Path] = (), key: ec.EllipticCurvePrivateKey | None = None
) -> Iterator[Exchanged]:
    """Exchanges with this request id or message id (there may be several of the latter), the live ones first.

    ``archives`` are looked through besides those of the folder; ``key`` opens encrypted bodies (UnreadableBody when it does not).
    """
    needles = [f'"{name}":{msgspec.json.encode(wanted).decode()}'.encode() for name in ("request_id", "message_id")]
    shelved = [*(h[0] for h in heads_of(folder)), *archives]
    for archive in (None, *shelved):
        yield from _in_source(_Source(folder, archive), wanted, needles, key)


def _in_source(source: _Source, wanted: str, needles: list[bytes], key: ec.EllipticCurvePrivateKey | None) -> Iterator[Exchanged]:
    names = source.segments()
    for place, name in enumerate(names):
        data = source.read(name)
        if not any(needle in data for needle in needles):
            continue
        header, start = logfile.read_header(data)
        raws: list[bytes] = []
        kept: list[KeptBody] = []
        for frame in logfile.frames(data, start):
            if frame.kind == RECORD:
                raws.append(frame.payload)
            elif frame.kind == BODIES:
                kept += msgspec.json.decode(frame.payload, type=KeptBodies).bodies
            elif frame.kind == SEAL:
                for index, raw in enumerate(raws):
                    record = decode_record(raw) if any(needle in raw for needle in needles) else None
                    if record is None or wanted not in {record.request_id, record.message_id}:
                        continue
                    mine = tuple(body for body in kept if body.request_id == record.request_id)
                    read = {body.part: source.body(header.segment, body, key) for body in mine}
                    yield Exchanged(
                        raw=raw,
                        seal=frame.payload,
                        path=merkle_proof(raws, index),
                        key=header.key,
                        covered=_covered(source, names[place:], frame.payload),
                        kept=mine,
                        bodies={part: octets for part, octets in read.items() if octets is not None},
                    )
                raws, kept = [], []


def _covered(source: _Source, names: list[str], seal: bytes) -> Covered | None:
    """The first stamp over a seal of the first of these segments."""
    leaves: list[bytes] = []
    first, peaks, index = 0, (), None  # type: int, tuple[bytes, ...], int | None
    for place, name in enumerate(names):
        data = source.read(name)
        header, start = logfile.read_header(data)
        if place == 0 and header.waiting is not None:
            first, peaks = header.waiting.size, tuple(bytes.fromhex(peak) for peak in header.waiting.peaks)
        for frame in logfile.frames(data, start):
            if frame.kind == SEAL:
                leaves.append(leaf_hash(frame.payload))
                index = len(leaves) - 1 if frame.payload == seal else index
            elif frame.kind == STAMP:
                stamp = msgspec.json.decode(frame.payload, type=Stamp)
                count = stamp.seals - first
                if index is not None and index < count:
                    run = LeafRun(size=stamp.seals, first=first, hashes=tuple(leaves[:count]), outside=peaks)
                    return Covered(stamp=stamp, path=run.path(index))
                leaves, first, peaks = leaves[count:], 0, ()
                index = index - count if index is not None else None
    closing = source.closing.stamp
    if index is None or closing is None:
        return None
    outside = (*peaks, *(bytes.fromhex(h) for h in source.closing.suffix))
    return Covered(stamp=closing, path=LeafRun(size=closing.seals, first=first, hashes=tuple(leaves), outside=outside).path(index))


def heads_of(folder: Path) -> list[tuple[Path, Head]]:
    """The archives in the log folder with their heads, oldest first."""
    found = []
    for path in (folder / ARCHIVE).glob(f"mlog-*.zip{SUFFIX}"):
        archive = path.with_name(path.name.removesuffix(SUFFIX))
        try:
            head = read_head(path.read_bytes())
        except BrokenHead:
            continue
        if archive.exists():
            found.append((archive, head))
    return sorted(found, key=lambda pair: pair[1].first_segment)


def handovers_in(folder: Path, archives: Sequence[Path] = ()) -> list[HandOver]:
    """All hand-overs of keys of a log, oldest first: those of its archives, then the live ones."""
    found: list[HandOver] = []
    for archive in [*archives, *(path for path, _ in heads_of(folder))]:
        source = _Source(folder, archive)
        for name in source.segments():
            data = source.zipped[name]
            _, start = logfile.read_header(data)
            frame = next(logfile.frames(data, start), None)
            if frame is not None and frame.kind == HANDOVER:
                found.append(msgspec.json.decode(frame.payload, type=HandOver))
    return [*found, *handovers_of(logfile.segment_paths(folder))]

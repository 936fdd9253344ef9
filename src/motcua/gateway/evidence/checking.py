"""The offline check of a log: its live folders and shards, its archives, one container. No network, no database."""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.evidence.kept import check_bodies
from motcua.gateway.evidence.report import Report
from motcua.gateway.evidence.tokens import Trust, UntrustedToken
from motcua.gateway.protocol import logfile
from motcua.gateway.protocol.bodies import KeptBody, bodies_name
from motcua.gateway.protocol.record import Record, Seal, decode_record, load_public_key
from motcua.gateway.protocol.stamps import Stamp
from motcua.gateway.protocol.walk import Walk
from motcua.gateway.protocol.words import Broken
from motcua.kernel.evidence.signatures import token_signer
from motcua.kernel.evidence.timestamps import read_token


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """Whom the checker believes: the published key of the log and the authorities' certificates; None leaves the question open."""

    key: ec.EllipticCurvePublicKey | None = None
    trust: Trust | None = None

    @classmethod
    def of(cls, *, key: str | None, trusted: str | None) -> Anchors:
        """From PEM files. OSError, ValueError."""
        return cls(
            key=load_public_key(Path(key).read_bytes()) if key else None,
            trust=Trust.of(trusted) if trusted else None,
        )


class Checker(Walk):
    """The walk through a log that also looks at who stamped and at the kept bodies, and tells a report."""

    def __init__(self, report: Report, anchors: Anchors, place: str) -> None:
        super().__init__(anchor=anchors.key)
        self.report, self.trust, self.place = report, anchors.trust, place
        self.kept: dict[int, list[tuple[KeptBody, Record]]] = {}
        self.bodies = 0
        self.stamped_at = self.stamped_by = ""

    def batch(self, raws: Sequence[bytes], kept: Sequence[KeptBody], seal: Seal) -> None:
        if kept:
            records = {r.request_id: r for r in map(decode_record, raws)}
            try:
                pairs = [(body, records[body.request_id]) for body in kept]
            except KeyError as error:
                raise Broken("unreadable", reason=f"a body of no record: {error}") from None
            self.kept.setdefault(self.number, []).extend(pairs)

    def stamp(self, stamp: Stamp) -> None:
        self.look_at_token(stamp)

    def look_at_token(self, stamp: Stamp) -> None:
        """Who stamped: to be trusted, or at least somebody whose signature holds."""
        token = base64.b64decode(stamp.token)
        facts = read_token(token)
        self.stamped_at, self.stamped_by = facts.stamped_at.isoformat(), stamp.authority
        try:
            if self.trust is not None:
                self.stamped_by = self.trust.check(token).name
            elif not token_signer(token):
                self.report.find(self.place, "untrusted", last=stamp.last, reason="signature")
        except UntrustedToken as error:
            self.report.find(self.place, "untrusted", last=stamp.last, reason=error)

    def look_at_bodies(self, segment: int, name: str, read: Callable[[], BinaryIO] | None, *, live: bool) -> None:
        """The kept bodies of a segment against what the log says of them."""
        kept = self.kept.pop(segment, [])
        if read is None:
            if kept:
                self.report.find(self.place, "bodies_missing", file=name)
            return
        with read() as file:
            self.bodies += check_bodies(self.report, f"{self.place}/{name}", file, kept, live=live)

    def conclude(self) -> None:
        """Tell what holds of the messages, and what a reader should know."""
        try:
            self.require_anchor()
        except Broken as error:
            self.report.broken(self.place, error)
            return
        keys = ", ".join(self.keys)
        self.report.hold(self.place, "log_holds", first=self.began_after + 1, last=self.last, keys=keys)
        if self.stamps:
            self.report.hold(self.place, "stamps_hold", count=self.stamps, at=self.stamped_at, by=self.stamped_by)
        if self.bodies:
            self.report.hold(self.place, "bodies_hold", count=self.bodies)
        if self.anchor is None and self.keys:
            self.report.remark(self.place, "unanchored", keys=keys)
        if self.stamps and self.trust is None:
            self.report.remark(self.place, "no_trust")


def check_live(folder: Path, checker: Checker) -> None:
    """The live segments of a log folder, after its archives when the checker walked through them. Raises Broken."""
    checker.go_on_after_archives(folder)
    for path in logfile.segment_paths(folder):
        number = int(path.stem[4:])
        if number <= checker.number:
            continue
        checker.segment(path.name, path.read_bytes())
    deleted = {gone.file for gone in checker.deleted}
    newest = checker.number
    for number in sorted({*checker.kept, *(int(p.stem[7:]) for p in folder.glob("bodies-*.bin"))}):
        path = folder / bodies_name(number)
        if path.name in deleted and not path.exists():
            checker.kept.pop(number, None)
            checker.report.remark(checker.place, "bodies_gone", file=path.name)
        else:
            checker.look_at_bodies(number, path.name, partial(_open, path) if path.exists() else None, live=number == newest)
    if checker.tail:
        checker.report.remark(checker.place, "tail", octets=checker.tail)
    if checker.unstamped.seals:
        checker.report.remark(checker.place, "unstamped", seals=checker.unstamped.seals)


def anchor_of(folder: Path, anchors: Anchors) -> Anchors:
    """The given key, or else the one that lies in the log folder (or, for a shard, beside it)."""
    if anchors.key is not None:
        return anchors
    for place in (folder, folder.parent):
        if (place / "key.pub.pem").exists():
            return Anchors(key=load_public_key((place / "key.pub.pem").read_bytes()), trust=anchors.trust)
    return anchors


def is_container(path: Path) -> bool:
    """Whether a file is a container of evidence (ASiC-E) rather than an archive."""
    try:
        with zipfile.ZipFile(path) as zipped:
            return path.suffix == ".asice" or "mimetype" in zipped.namelist()
    except Exception:  # whatever a damaged file makes the reader raise
        return path.suffix == ".asice"



def _open(path: Path) -> BinaryIO:
    return path.open("rb")

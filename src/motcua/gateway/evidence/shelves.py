"""The check of archives: each file against its head, its linking and its content, and all of them one after another."""

from __future__ import annotations

import hashlib
import io
import time
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from motcua.gateway.evidence.archiving import CLOSING, Closing
from motcua.gateway.evidence.checking import Checker
from motcua.gateway.evidence.heads import SUFFIX, Beside, BrokenHead, Head, read_head
from motcua.gateway.evidence.linking import LINKING, BrokenLinking, Linking, link, read_linking
from motcua.gateway.evidence.report import Report
from motcua.gateway.protocol.handover import key_text
from motcua.gateway.protocol.words import Broken
from motcua.kernel.errors import NamedError
from motcua.kernel.evidence.ranges import LeafRun
from motcua.kernel.evidence.timestamps import read_token


@dataclass(frozen=True, slots=True)
class Shelved:
    """An archive on its shelf with the head that lies beside it."""

    path: Path
    head: Head


def find_archives(paths: Iterable[Path], report: Report) -> list[Shelved]:
    """The archives with their heads, in the order of the log; what has no head that holds is told."""
    found = []
    for path in paths:
        beside = path.with_name(path.name + SUFFIX)
        try:
            head = read_head(beside.read_bytes())
        except FileNotFoundError:
            report.find(path.name, "no_head", file=beside.name)
        except BrokenHead as error:
            report.find(path.name, "head", reason=error)
        else:
            if head.archive != path.name:
                report.find(path.name, "archive_named", file=head.archive)
            else:
                found.append(Shelved(path, head))
    return sorted(found, key=lambda shelved: (shelved.head.server_id, shelved.head.log, shelved.head.first_segment))


def check_archives(shelf: list[Shelved], checker: Checker, *, from_start: bool) -> None:
    """Archives of one log in their order; ``from_start`` when none may be missing at the beginning. Raises Broken."""
    report, before = checker.report, None
    for shelved in shelf:
        head, name = shelved.head, shelved.path.name
        checker.place = name
        first = before is None
        if first and head.previous and from_start:
            report.find(name, "archive_missing", file=head.previous)
        elif first and head.previous:
            report.remark(name, "begins_later", segment=head.first_segment)
        if before is not None and (head.previous, head.previous_sha512) != (before.archive, before.sha512):
            report.find(name, "archive_missing", file=head.previous)
            return
        if not shelved.path.exists():
            report.find(name, "archive_missing", file=name)
            return
        content = _members(shelved, report)
        if content is None:
            return
        _check_linking(content, head, before, report)
        for member in content:
            if member.startswith("log-"):
                checker.segment(member, content[member], anywhere=first and checker.number == 0)
                first = False
        _check_closing(content, checker)
        _check_head(head, checker)
        for beside in head.bodies:
            _check_beside(shelved.path.parent, beside, checker)
        for number in tuple(checker.kept):
            checker.look_at_bodies(number, f"bodies of segment {number}", None, live=False)
        if not any(found.place == name for found in report.findings):
            report.hold(name, "archive_holds", first=head.first_segment, last=head.last_segment)
        before = head


def _members(shelved: Shelved, report: Report) -> dict[str, bytes] | None:
    name, data = shelved.path.name, shelved.path.read_bytes()
    if len(data) != shelved.head.size or hashlib.sha512(data).hexdigest() != shelved.head.sha512:
        report.find(name, "archive_bytes", what="SHA-512")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            names = zipped.namelist()
            content = {member: zipped.read(member) for member in names}
    except Exception as error:  # whatever damaged octets make a reader raise
        report.find(name, "not_zip", reason=error)
        return None
    if len(content) != len(names):
        report.find(name, "archive_bytes", what="members")
    return content


def _check_linking(content: dict[str, bytes], head: Head, before: Head | None, report: Report) -> None:
    try:
        linking = read_linking(content[LINKING])
    except (KeyError, BrokenLinking) as error:
        report.find(head.archive, "linking", reason=error)
        return
    files = [(name, hashlib.sha512(data).digest()) for name, data in content.items() if name != LINKING]
    made: Linking = link(linking.previous_digest, linking.previous_file, files)
    if made != linking:
        report.find(head.archive, "linking", reason="files")
    if linking.last != head.linking or linking.previous_file != head.previous:
        report.find(head.archive, "head_differs", what="linkinginfo")
    if before is not None and linking.previous_digest != before.linking:
        report.find(head.archive, "linking", reason=before.archive)


def _check_closing(content: dict[str, bytes], checker: Checker) -> None:
    """What waits at the end of the archive must be covered by the stamp that lies beside the segments."""
    report, waiting = checker.report, checker.unstamped
    try:
        closing = msgspec.json.decode(content[CLOSING], type=Closing)
        stamp = closing.stamp
        if stamp is None:
            holds = waiting.seals == 0
        else:
            outside = (*waiting.tree.peaks, *(bytes.fromhex(h) for h in closing.suffix))
            run = LeafRun(size=stamp.seals, first=waiting.tree.size, hashes=(), outside=outside)
            imprint = read_token(_token(stamp.token)).imprint
            holds = run.root().hex() == stamp.root and imprint == hashlib.sha512(stamp.statement()).digest()
            checker.look_at_token(stamp)
    except (KeyError, ValueError, NamedError):
        holds = False
    if not holds:
        report.find(checker.place, "closing")


def _token(text: str) -> bytes:
    return msgspec.json.decode(msgspec.json.encode(text), type=bytes)


def _check_head(head: Head, checker: Checker) -> None:
    if checker.tail:
        raise Broken("tail_between")
    told = (head.last_segment, head.last, head.chain)
    if told != (checker.number, checker.last, checker.chain.hex()):
        checker.report.find(head.archive, "head_differs", what="segments")
    if checker.key is None or not head.follows(key_text(checker.key)):
        checker.report.find(head.archive, "head_key")


def _check_beside(folder: Path, beside: Beside, checker: Checker) -> None:
    path, report = folder / beside.file, checker.report
    if not path.exists():
        checker.kept.clear()
        if beside.until_ms and time.time() * 1000 >= beside.until_ms:
            report.remark(checker.place, "bodies_gone", file=beside.file)
        else:
            report.find(checker.place, "bodies_missing", file=beside.file)
        return
    digest = hashlib.sha512()
    with path.open("rb") as file:
        while piece := file.read(1024 * 1024):
            digest.update(piece)
    if digest.hexdigest() != beside.sha512:
        report.find(checker.place, "archive_bytes", what=beside.file)
        checker.kept.clear()
        return
    with zipfile.ZipFile(path) as zipped:
        for name in zipped.namelist():
            checker.look_at_bodies(int(name[7:15]), name, partial(_open, zipped, name), live=False)


def _open(zipped: zipfile.ZipFile, name: str) -> BinaryIO:
    return cast("BinaryIO", zipped.open(name))

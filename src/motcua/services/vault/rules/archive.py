"""The archive as a file: a ZIP with a sealed manifest that names every file by its SHA-256. Read as what strangers send."""

from __future__ import annotations

import hashlib
import json
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from motcua.kernel.sdjwt.compact import Malformed, strict_json
from motcua.services.vault.contracts.archive import ArchivedPaper, ArchiveRefused, Fate

FORMAT, VERSION = "motcua-store-archive", 1
MANIFEST, SEAL, OVERVIEW = "manifest.json", "manifest.p7s", "tong-quan.pdf"
MOST_FILES, MOST_BYTES, MOST_MANIFEST, MOST_SEAL = 5_000, 1_000_000_000, 8_000_000, 100_000
_RATIO, _SMALL = 200, 100_000
_NAME = re.compile(r"(?:[a-z0-9][a-z0-9-]{0,30}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,90}")
_PART = 65_536
_MOST_VERSION = 10_000
# What the library answers to bytes that are no archive, or one that was made to break it.
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, KeyError, ValueError, NotImplementedError, OverflowError, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive that is written: its path, its size, its parts when asked."""

    path: str
    size: int
    parts: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Unpacked:
    """An archive whose names and sizes were found harmless, not yet believed."""

    zip: zipfile.ZipFile
    manifest: bytes
    seal: bytes


def refuse(vi: str, en: str) -> ArchiveRefused:
    """The refusal with its reason."""
    return ArchiveRefused(reason_vi=vi, reason_en=en)


_BROKEN = ("tệp không phải gói xuất từ kho giấy tờ, hoặc đã hỏng.", "the file is no archive of a store, or is damaged.")
_CHANGED = ("nội dung đã bị thay đổi sau khi niêm phong.", "its content was changed after it was sealed.")
_LARGE = ("gói lớn quá mức cho phép, hoặc được nén bất thường.", "it is larger than allowed, or packed in an unusual way.")
_NAMES = ("gói chứa tên tệp không an toàn hoặc trùng nhau.", "it holds file names that are unsafe or appear twice.")


def dump(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as it is sealed: one way to write it."""
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1).encode()


def size_of(entries: Sequence[Entry]) -> int:
    """Exactly how many bytes ``written`` gives: a ZIP without compression can be counted beforehand."""
    return sum(30 + len(e.path) + e.size + 16 + 46 + len(e.path) for e in entries) + 22


def written(entries: Sequence[Entry], *, at: datetime) -> Iterator[bytes]:
    """The ZIP part by part, while its files are read; ValueError when a file is not as long as it was said to be."""
    pipe = _Pipe()
    with zipfile.ZipFile(cast("BinaryIO", pipe), "w", zipfile.ZIP_STORED) as packed:
        for entry in entries:
            info = zipfile.ZipInfo(entry.path, date_time=(at.year, at.month, at.day, at.hour, at.minute, at.second))
            info.external_attr = 0o600 << 16
            count = 0
            with packed.open(info, "w") as out:
                for part in entry.parts():
                    out.write(part)
                    count += len(part)
                    yield pipe.taken()
            if count != entry.size:
                msg = f"{entry.path} is not as long as it was said to be"
                raise ValueError(msg)
    yield pipe.taken()


def unpack(file: BinaryIO) -> Unpacked:
    """Look at the archive without believing it: names, sizes, kinds. ``ArchiveRefused``."""
    try:
        packed = zipfile.ZipFile(file)
    except _UNREADABLE as error:
        raise refuse(*_BROKEN) from error
    infos = packed.infolist()
    if len(infos) > MOST_FILES or sum(i.file_size for i in infos) > MOST_BYTES:
        raise refuse(*_LARGE)
    for info in infos:
        _harmless(info)
    names = [info.filename for info in infos]
    if len({name.casefold() for name in names}) != len(names):
        raise refuse(*_NAMES)
    if not {MANIFEST, SEAL} <= set(names):
        raise refuse(*_BROKEN)
    return Unpacked(zip=packed, manifest=_whole(packed, MANIFEST, MOST_MANIFEST), seal=_whole(packed, SEAL, MOST_SEAL))


def believe(found: Unpacked) -> dict[str, Any]:
    """The manifest, after every file in the archive was found to be the one that it names, and no other is there. ``ArchiveRefused``."""
    try:
        manifest = strict_json(found.manifest)
        files = {str(f["path"]): (str(f["sha256"]), int(f["size"])) for f in manifest["files"]}
        if manifest["format"] != FORMAT or manifest["version"] != VERSION or len(files) != len(manifest["files"]):
            raise refuse(*_BROKEN)
        if _unwritable(manifest):
            raise refuse(*_BROKEN)
    except (Malformed, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise refuse(*_BROKEN) from error
    if {MANIFEST, SEAL, *files} != set(found.zip.namelist()):
        raise refuse(*_CHANGED)
    for path, (sha256, size) in files.items():
        if _digest(found.zip, path, size) != sha256:
            raise refuse(*_CHANGED)
    return dict(manifest)


def papers(manifest: Mapping[str, Any]) -> tuple[ArchivedPaper, ...]:
    """The papers that the manifest tells of, each with its file; ``ArchiveRefused`` when it tells nonsense."""
    files = {f["path"]: f for f in manifest["files"]}
    try:
        return tuple(
            ArchivedPaper(
                uuid=UUID(str(told["uuid"])), version=_version(told["version"]), told=_told(told), path=str(told["file"]),
                sha256=str(files[told["file"]]["sha256"]), size=int(files[told["file"]]["size"]),
            )
            for told in manifest["papers"]
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise refuse(*_BROKEN) from error


def _unwritable(manifest: Mapping[str, Any]) -> bool:
    """Whether a text in it has a character that no table keeps (NUL) or no page can show (half of a pair)."""
    text = json.dumps(manifest, ensure_ascii=False)
    return "\\u0000" in text or any("\ud800" <= sign <= "\udfff" for sign in text)


def _version(told: Any) -> int:
    if type(told) is not int or not 1 <= told <= _MOST_VERSION:
        raise ValueError(told)
    return told


def _told(told: Any) -> dict[str, Any]:
    """What is told of a paper, its texts being texts; ``ValueError``."""
    found, tags = dict(told), told.get("tags") or []
    if any(not isinstance(found.get(name, ""), str) for name in ("title", "kind", "issuer", "note", "series")):
        raise ValueError(found)
    if not isinstance(tags, list) or any(not isinstance(tag, str) for tag in tags):
        raise ValueError(tags)
    return found


def content(found: Unpacked, paper: ArchivedPaper) -> bytes:
    """The bytes of a paper's file, read once more as long as was said."""
    return _whole(found.zip, paper.path, paper.size)


def fate(*, content_here: bool, version_here: int | None, version: int) -> Fate:
    """What becomes of a paper: a content that is here, or a version that came before, is the same; a later one is newer."""
    if content_here or (version_here is not None and version <= version_here):
        return Fate.SAME
    return Fate.NEW if version_here is None else Fate.NEWER


def _harmless(info: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.is_dir() or not _NAME.fullmatch(info.filename) or ".." in info.filename or kind not in {0, stat.S_IFREG}:
        raise refuse(*_NAMES)
    if info.flag_bits & 1 or info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise refuse(*_BROKEN)
    if info.file_size > _SMALL and info.file_size > _RATIO * max(info.compress_size, 1):
        raise refuse(*_LARGE)


def _whole(packed: zipfile.ZipFile, name: str, most: int) -> bytes:
    try:
        with packed.open(name) as file:
            data = file.read(most + 1)
    except _UNREADABLE as error:
        raise refuse(*_BROKEN) from error
    if len(data) > most:
        raise refuse(*_LARGE)
    return data


def _digest(packed: zipfile.ZipFile, name: str, size: int) -> str:
    digest, count = hashlib.sha256(), 0
    try:
        with packed.open(name) as file:
            while part := file.read(_PART):
                digest.update(part)
                count += len(part)
                if count > size:
                    raise refuse(*_CHANGED)
    except _UNREADABLE as error:
        raise refuse(*_CHANGED) from error
    return digest.hexdigest() if count == size else ""


class _Pipe:
    """Where a ZIP is written that nobody can seek in; what was written is taken away at once."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        """Keep it until it is taken."""
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def taken(self) -> bytes:
        """All that was written since the last time."""
        data = bytes(self._held)
        self._held.clear()
        return data

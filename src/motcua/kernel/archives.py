"""Archives before they are opened: what a ZIP file says of itself, and whether that can be believed."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import IO

# What the library answers to bytes that are no archive, or one that was made to break it.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, KeyError, ValueError, NotImplementedError, OverflowError, RuntimeError,
)  # fmt: skip
MOST_ENTRIES = 10_000
_RATIO, _SMALL = 200, 5_000_000
_HEAD, _LOCAL_HEADER, _LOCKED = 65_536, 30, 1
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_LONGEST_NAME = 400


def unpacked_size(raw: bytes) -> int:
    """How many bytes a ZIP archive becomes, as it says itself: a small one can hide a huge one. 0 for what is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            return sum(entry.file_size for entry in packed.infolist())
    except UNREADABLE:
        return 0


def holds_archive(content: IO[bytes]) -> bool:
    """Whether programs that unpack would find an archive in it, wherever in the file it begins."""
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as packed:
            return bool(packed.infolist())
    except UNREADABLE:
        return False


def sober(content: IO[bytes], *, most_unpacked: int, most_entries: int = MOST_ENTRIES) -> bool:
    """Whether an archive is what it seems: few entries, none lying in another's bytes, no absurd packing, not too much in all.

    Bombs promise terabytes, or repeat one content under many names (overlapping entries).
    """
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as packed:
            return _sober(packed.infolist(), most_unpacked=most_unpacked, most_entries=most_entries)
    except UNREADABLE:
        return False


def bounded(content: IO[bytes], *, most_unpacked: int) -> bool:
    """Whether an office document may be opened: sober, with plain names, none twice, nothing locked, and no DTD in its XML.

    In a document type entities are declared that grow when they are read, or fetch files; no office program writes one.
    """
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as packed:
            entries = packed.infolist()
            return (
                bool(entries)
                and _sober(entries, most_unpacked=most_unpacked, most_entries=MOST_ENTRIES)
                and len({entry.filename.casefold() for entry in entries}) == len(entries)
                and all(plain_name(entry.filename) and not entry.flag_bits & _LOCKED for entry in entries)
                and not any(_declares(packed, entry) for entry in entries)
            )
    except UNREADABLE:
        return False


def plain_name(name: str) -> bool:
    """Whether a path of an archive stays where it is unpacked: relative, without ``..``, drive, device, control or direction characters."""
    parts = name.removesuffix("/").split("/")
    return (
        0 < len(name) <= _LONGEST_NAME
        and name.isprintable()
        and not set(name) & set('\\:*?"<>|')
        and not any(part in {"", ".", ".."} or _DEVICES.fullmatch(part) for part in parts)
    )


def _sober(entries: Sequence[zipfile.ZipInfo], *, most_unpacked: int, most_entries: int) -> bool:
    """Judged by the list at the archive's end; sizes there are kept to when an entry is read."""
    if len(entries) > most_entries or sum(entry.file_size for entry in entries) > most_unpacked:
        return False
    if any(entry.file_size > _SMALL and entry.file_size > _RATIO * max(entry.compress_size, 1) for entry in entries):
        return False
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < end:
            return False
        end = entry.header_offset + _LOCAL_HEADER + entry.compress_size
    return True


def _declares(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether an XML part has a document type, which no office program writes: entities are declared there."""
    if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
        return False
    with packed.open(entry) as part:
        head = part.read(_HEAD)
    text = head.decode("utf-16", "ignore") if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else head.decode("latin-1")
    return "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper()

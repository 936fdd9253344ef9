"""Pure decisions of the files room: what a content is, how a name is shown, which names types have."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO

from motcua.foundation.files.contracts import DOCX, JPEG, ODT, PDF, PNG, TIFF, XLSX
from motcua.kernel import archives

TYPE_NAMES = {PDF: "PDF", JPEG: "JPG", PNG: "PNG", TIFF: "TIFF", DOCX: "DOCX", XLSX: "XLSX", ODT: "ODT"}
EXTENSIONS = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    TIFF: (".tif", ".tiff"),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    ODT: (".odt",),
}
_OOXML_MAIN = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_MAX_NAME = 150
_MAX_EXTENSION = 5
_PICTURES = frozenset({JPEG, PNG, TIFF})
# A letter that becomes more than this is no letter.
_MAX_UNPACKED = 300_000_000
# Macros, programs, and other files that an office document carries along or fetches when it is opened.
_ACTIVE_NAMES = ("vbaproject.bin", "vbadata.xml", ".exe", ".dll", ".js", ".vbs", ".hta", ".lnk", ".scr", ".jar")
_ACTIVE_TYPES = (b"vbaproject", b"macroenabled", b"activex")
_ATTACHED = re.compile(rb"(?i)attachedtemplate[^>]*targetmode\s*=\s*[\"']external|targetmode\s*=\s*[\"']external[^>]*attachedtemplate")
# Words of other kinds of files that no picture has among its points.
_MARKUP = re.compile(rb"(?i)<script[\s>]|<html[\s>]|<!doctype\s+html|<\?php|<iframe[\s>]|%PDF-1\.")
_PIECE, _OVERLAP = 1_000_000, 64
_PNG_SIGNATURE, _PNG_CHUNK, _PNG_CHECK = 8, 8, 4


def sniff(content: BinaryIO) -> str | None:
    """The type by content, ``None`` when it is none that the city knows.

    The header must stand at the very start: a PDF behind other bytes may be a second format in disguise.
    """
    content.seek(0)
    head = content.read(16)
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] in {b"II*\x00", b"MM\x00*"}:
        return TIFF
    return _office_type(content) if head.startswith(b"PK\x03\x04") else None


def _office_type(content: BinaryIO) -> str | None:
    """DOCX, XLSX or ODT without macros, foreign templates and bombs; any other archive is refused."""
    if not archives.bounded(content, most_unpacked=_MAX_UNPACKED):
        return None
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
            if _is_active(archive, names):
                return None
            if names[0] == "mimetype" and archive.read("mimetype")[:80].decode("ascii", "replace") == ODT:
                return ODT
            if "[Content_Types].xml" in names:
                return next((kind for main, kind in _OOXML_MAIN.items() if main in names), None)
    except archives.UNREADABLE:
        return None
    return None


def _is_active(archive: zipfile.ZipFile, names: list[str]) -> bool:
    """Whether the document would run or fetch something when it is opened: judged by its parts, types and relations."""
    if any(name.lower().endswith(_ACTIVE_NAMES) or name.lower().startswith(("basic/", "scripts/")) for name in names):
        return True
    types = archive.read("[Content_Types].xml").lower() if "[Content_Types].xml" in names else b""
    return any(word in types for word in _ACTIVE_TYPES) or any(
        _ATTACHED.search(archive.read(name)) for name in names if name.lower().endswith(".rels")
    )


def is_disguise(content: BinaryIO, *, mime: str) -> bool:
    """Whether a PDF or a picture is a second kind of file too: an archive behind it, a page or a program in it (polyglots).

    Such a file passes as one kind here and is opened as another elsewhere. Office documents are archives and judged by ``sniff``.
    """
    if mime not in _PICTURES | {PDF}:
        return False
    return archives.holds_archive(content) or (mime in _PICTURES and (_has_markup(content) or (mime == PNG and _goes_on(content))))


def _has_markup(content: BinaryIO) -> bool:
    content.seek(0)
    kept = b""
    while piece := content.read(_PIECE):
        if _MARKUP.search(kept + piece):
            return True
        kept = piece[-_OVERLAP:]
    return False


def _goes_on(content: BinaryIO) -> bool:
    """Whether bytes stand behind a PNG picture's end; cut pictures of some telephones still hold there what was cut away."""
    size = content.seek(0, 2)
    at = content.seek(_PNG_SIGNATURE)
    while len(head := content.read(_PNG_CHUNK)) == _PNG_CHUNK:
        at += _PNG_CHUNK + int.from_bytes(head[:4], "big") + _PNG_CHECK
        if head[4:] == b"IEND":
            return at < size
        content.seek(min(at, size))
    return False


def clean_name(name: str, *, mime: str) -> str:
    """A name safe to show and to send.

    No folder, no control or direction characters, NFC, at most 150 characters, with the extension of what the content is.
    """
    base = PurePosixPath(name.replace("\\", "/")).name
    base = unicodedata.normalize("NFC", base)
    base = "".join(c for c in base if c.isprintable() and unicodedata.category(c) != "Cf").strip(" .")
    stem, dot, last = base.rpartition(".")
    known = EXTENSIONS.get(mime, ())
    if known and f".{last.lower()}" not in known:
        stem, dot, last = (stem if dot and len(last) <= _MAX_EXTENSION else base), ".", known[0][1:]
    stem = (stem or "tep")[: _MAX_NAME - 1 - len(last)]
    return f"{stem}{dot}{last}"


def accepted_text(allowed: frozenset[str]) -> str:
    """The accepted types for a sentence: ``DOCX, JPG, PDF, PNG``."""
    return ", ".join(sorted(TYPE_NAMES.get(mime, mime) for mime in allowed))

"""Pure decisions of the files room: what a content is, how a name is shown, which names types have."""

from __future__ import annotations

import unicodedata
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO

from motcua.foundation.files.contracts import DOCX, JPEG, ODT, PDF, PNG, TIFF, XLSX

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
# An archive of ten thousand entries is no letter.
_MAX_ENTRIES = 10_000


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
    """DOCX, XLSX or ODT without macros; any other archive is refused."""
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
            if len(names) > _MAX_ENTRIES or any(n.lower().endswith(("vbaproject.bin", ".exe", ".js")) for n in names):
                return None
            if names[0] == "mimetype" and archive.read("mimetype")[:80].decode("ascii", "replace") == ODT:
                return ODT
            if "[Content_Types].xml" in names:
                return next((kind for main, kind in _OOXML_MAIN.items() if main in names), None)
    except (zipfile.BadZipFile, OSError, IndexError, NotImplementedError, RuntimeError):
        return None
    return None


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

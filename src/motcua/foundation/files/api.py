"""THE DOOR of the files room: keep, find, read and discard files. Who may see a file is decided by the room that owns it."""

from motcua.foundation.files.actions import check, discard, kept_if_done, put, sweep
from motcua.foundation.files.contracts import (
    DOCX,
    HANDED_IN,
    JPEG,
    ODT,
    PDF,
    PNG,
    TIFF,
    XLSX,
    FileDamaged,
    FileDisguised,
    FileEmpty,
    FileInfected,
    FileMissing,
    FileTooLarge,
    FileTypeRefused,
    ScannerUnavailable,
    StoredFile,
    StoreUnavailable,
)
from motcua.foundation.files.queries import get, owned_by, read
from motcua.foundation.files.queries import open_file as open  # noqa: A004 - the door's word is the plain one

__all__ = [
    "DOCX", "HANDED_IN", "JPEG", "ODT", "PDF", "PNG", "TIFF", "XLSX", "FileDamaged", "FileDisguised", "FileEmpty", "FileInfected",
    "FileMissing", "FileTooLarge", "FileTypeRefused", "ScannerUnavailable", "StoreUnavailable", "StoredFile", "check", "discard", "get",
    "kept_if_done", "open", "owned_by", "put", "read", "sweep",
]

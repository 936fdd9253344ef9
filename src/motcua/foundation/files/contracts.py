"""What crosses the door of the files room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from motcua.kernel.errors import NamedError, NotFound

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
TIFF = "image/tiff"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"

# What people hand in: NĐ 61/2018 and the national portal accept documents and pictures, no archives, no programs.
HANDED_IN = frozenset({PDF, JPEG, PNG, DOCX})


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One kept file. ``sha256`` (hex) is that of the content, ``size`` in bytes, ``mime`` what the content is, whatever its name said."""

    uuid: UUID
    sha256: str
    size: int
    mime: str
    name: str
    purpose: str
    owner_ref: str
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """A scanner's answer; ``threat`` names what was found, empty when nothing."""

    threat: str = ""

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.threat


class Scanner(Protocol):
    """A malware scanner."""

    def scan(self, *, content: BinaryIO) -> Verdict:
        """Look at the whole content from its start; ``ScannerUnavailable`` when it cannot."""
        ...


class Store(Protocol):
    """Where contents are kept, each under its sha256. Contents never change, so every operation may be repeated."""

    def put(self, *, sha256: str, source: Path) -> None:
        """Keep the content of ``source`` (a finished file); durable when this returns."""
        ...

    def open(self, *, sha256: str) -> BinaryIO:
        """The content from its start; ``FileMissing`` when it is not there."""
        ...

    def has(self, *, sha256: str) -> bool:
        """Whether the content is there."""
        ...

    def delete(self, *, sha256: str, age: timedelta) -> None:
        """Forget the content unless it was put again within ``age``; nothing happens when it is not there."""
        ...

    def older_than(self, *, age: timedelta) -> Iterator[str]:
        """sha256 of contents last put longer ago than ``age``, by the store's own clock: a demo clock must not age them."""
        ...


class FileEmpty(NamedError):
    """A file of zero bytes."""

    code = "files.empty"
    vi = "Tệp “{name}” không có nội dung. Hãy mở tệp trên máy của bạn để kiểm tra rồi chọn lại."
    en = "The file “{name}” is empty. Open it on your device to check it, then choose it again."
    status = 422


class FileTooLarge(NamedError):
    """A file above the limit; ``limit_mb`` is the limit in megabytes."""

    code = "files.too_large"
    vi = "Tệp “{name}” lớn hơn {limit_mb} MB. Hãy giảm dung lượng (quét ở 200 dpi, hoặc chia thành nhiều tệp) rồi tải lên lại."
    en = "The file “{name}” is larger than {limit_mb} MB. Make it smaller (scan at 200 dpi, or split it) and upload it again."
    status = 413


class FileTypeRefused(NamedError):
    """The content is not of an accepted type, whatever the name says; ``accepted`` lists the accepted ones."""

    code = "files.type_refused"
    vi = "Tệp “{name}” không phải loại được nhận. Hãy dùng một trong các loại: {accepted}."
    en = "The file “{name}” is not of an accepted type. Use one of: {accepted}."
    status = 415


class FileDamaged(NamedError):
    """The content begins like an accepted type but cannot be read, or is a picture too large to open safely."""

    code = "files.damaged"
    vi = "Tệp “{name}” bị hỏng hoặc không mở được. Hãy chụp hoặc quét lại rồi tải lên."
    en = "The file “{name}” is damaged or cannot be opened. Take or scan it again and upload it."
    status = 422


class FileDisguised(NamedError):
    """The content is of an accepted type and of another one at once: an archive behind a PDF, a page or program inside a picture."""

    code = "files.disguised"
    vi = "Tệp “{name}” không được nhận vì chứa thêm nội dung của một loại tệp khác. Hãy chụp, quét hoặc lưu lại thành tệp mới rồi tải lên."
    en = "The file “{name}” was not accepted because it also holds content of another kind. Take, scan or save it anew and upload that."
    status = 415


class FileInfected(NamedError):
    """The scanner found malware; nothing was kept."""

    code = "files.infected"
    vi = "Tệp “{name}” chứa mã độc ({threat}) nên không được nhận. Hãy quét mã độc trên máy của bạn và dùng một bản sạch."
    en = "The file “{name}” contains malware ({threat}) and was not accepted. Scan your device and use a clean copy."
    status = 422


class ScannerUnavailable(NamedError):
    """The scanner does not answer; nothing was kept."""

    code = "files.scanner_unavailable"
    vi = "Chưa kiểm tra được mã độc nên tệp chưa được nhận. Hãy thử lại sau ít phút; nội dung bạn đã nhập vẫn còn."
    en = "The malware check is not available, so the file was not accepted. Try again in a few minutes; what you typed is kept."
    status = 503


class StoreUnavailable(NamedError):
    """The object store does not answer."""

    code = "files.store_unavailable"
    vi = "Kho tệp tạm thời chưa truy cập được. Hãy thử lại sau ít phút."
    en = "The file store cannot be reached at the moment. Try again in a few minutes."
    status = 503


class FileMissing(NotFound):
    """No such file, or its content is gone."""

    code = "files.missing"
    vi = "Không tìm thấy tệp này."
    en = "This file was not found."

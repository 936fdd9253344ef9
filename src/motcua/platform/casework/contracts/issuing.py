"""What leaves the house: kinds of results, issued documents, copies, digitised papers and old results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from motcua.kernel.errors import NamedError, NotFound


@dataclass(frozen=True, slots=True)
class IssueKind:
    """How results whose names hold one of ``words`` are set (``template``) and numbered (``series``: ``QĐ``, ``GXN``)."""

    template: str
    series: str
    heading: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """An issued result or copy: its number and symbol, its public check code and its file. ``copy_kind`` is empty for a result.

    From ``expires_at`` on it no longer counts; None: without end.
    """

    code: str
    symbol: str
    title: str
    issuer: str
    copy_kind: str
    file_id: UUID
    issued_at: datetime
    revoked_at: datetime | None = None
    replaces: str = ""
    replaced_by: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OldResultRow:
    """One row of the index of a bulk digitisation; ``number`` is the holder's personal number or tax code."""

    file: str
    title: str
    symbol: str
    issuer: str
    issued_on: date
    name: str
    number: str
    result_code: str = ""
    procedure_code: str = ""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class OldResultView:
    """A digitised old result as officers find it again."""

    uuid: UUID
    title: str
    symbol: str
    issuer: str
    issued_on: date
    expires_on: date | None
    result_code: str
    procedure_code: str
    unit_code: str
    holder_name: str
    file_id: UUID


@dataclass(frozen=True, slots=True)
class DigitiseFault:
    """A row that was not digitised, and why; ``line`` is that of the index."""

    line: int
    file: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class DigitiseReport:
    """What a run did; ``known`` were there already, so that a broken run is simply run again."""

    made: int
    known: int
    faults: tuple[DigitiseFault, ...]


class ResultRevoked(NamedError):
    """The result was revoked: its file is evidence, and is not handed out as if it counted."""

    code = "casework.result_revoked"
    vi = "Kết quả {symbol} đã bị thu hồi, không còn giá trị nên không cấp bản sao và không tải về được."
    en = "Result {symbol} was revoked. It no longer counts, so no copies are issued and it cannot be downloaded."
    status = 410


class IssuedUnknown(NotFound):
    """No issued document with this code."""

    code = "casework.issued_unknown"
    vi = "Không tìm thấy giấy tờ đã phát hành với mã này."
    en = "No issued document has this code."


class RegisterTooLong(NamedError):
    """More rows than a printed book can hold at once."""

    code = "casework.register_too_long"
    vi = "Sổ của kỳ này có hơn {most} hồ sơ, quá dài để in một lần. Chọn kỳ ngắn hơn, hoặc tải bản XLSX."
    en = "The register of this period has more than {most} dossiers, too many to print at once. Choose a shorter period, or the XLSX file."
    status = 422


class ScanLocked(NamedError):
    """A scan inside an archive that asks for a password."""

    code = "casework.scan_locked"
    vi = "Tệp “{name}” có mật khẩu nên chưa đọc được. Đóng gói lại không đặt mật khẩu."
    en = "The file “{name}” has a password and cannot be read. Pack it again without one."
    status = 422


class IndexUnreadable(NamedError):
    """The XLSX index of a bulk digitisation lacks a column or cannot be opened."""

    code = "casework.index_unreadable"
    vi = "Chưa đọc được bảng kê: {reason_vi}"
    en = "The index could not be read: {reason_en}"
    status = 422

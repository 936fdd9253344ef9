"""Requests of data subjects and how they are carried out (Luật 91/2025/QH15 Điều 4; NĐ 356/2025/NĐ-CP)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from motcua.kernel.errors import NamedError


class Does(StrEnum):
    """What carrying out a request means."""

    COPY = "copy"
    ERASE = "erase"
    RESTRICT = "restrict"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One right, in plain words, and the procedure that serves it."""

    key: str
    procedure: str
    does: Does
    name_vi: str
    name_en: str
    plain_vi: str
    plain_en: str


class RunState(StrEnum):
    """How far the carrying out of a request is."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStep:
    """What one room found, and did. Counts are of things: rows, files, fields."""

    source: str
    label_vi: str
    label_en: str
    found: int
    done: bool
    removed: int = 0
    kept: int = 0
    held: int = 0
    reason_vi: str = ""
    reason_en: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The carrying out of one request: a plan, then its steps, each done once."""

    run_id: UUID
    dossier_code: str
    right: str
    does: Does
    state: RunState
    planned_at: datetime
    planned_by: str
    started_at: datetime | None
    finished_at: datetime | None
    digest: str
    package_sha256: str
    steps: tuple[RunStep, ...]
    planned_ref: str = ""


class RequestUnknown(NamedError):
    """No such request, or it is not one about personal data."""

    code = "privacy.request_unknown"
    vi = "Không tìm thấy yêu cầu về dữ liệu cá nhân này."
    en = "There is no such request about personal data."
    status = 404


class NotPlanned(NamedError):
    """Carrying out needs a plan that was looked at; what was found has changed since, or there is none."""

    code = "privacy.not_planned"
    vi = "Chưa có bản chạy thử, hoặc dữ liệu đã thay đổi từ lúc chạy thử. Chạy thử lại rồi xem trước khi thực hiện."
    en = "There is no dry run, or the data changed since. Run it dry again and look at it first."
    status = 409


class NotNow(NamedError):
    """The dossier is not at the step in which requests are carried out."""

    code = "privacy.not_now"
    vi = "Chỉ thực hiện khi hồ sơ đang xử lý, trước khi trình ký."
    en = "Requests are carried out while the dossier is in process, before the answer is signed."
    status = 409


class FiledByAnother(NamedError):
    """Somebody else filed the request for the person; whether she wants it, only the counter can see."""

    code = "privacy.filed_by_another"
    vi = "Yêu cầu do người khác nộp hộ: mời người có dữ liệu làm tại quầy, kiểm tra giấy tờ và giấy uỷ quyền."
    en = "Somebody else filed this request: let the person come to the counter, and check her papers and the authorisation."
    status = 409


class NoSubject(NamedError):
    """The dossier names nobody whom the platform knows."""

    code = "privacy.no_subject"
    vi = "Hồ sơ không gắn với người nào trong hệ thống; xử lý trên giấy và ghi kết quả vào hồ sơ."
    en = "The dossier belongs to nobody whom the system knows; handle it on paper and record the result."
    status = 409

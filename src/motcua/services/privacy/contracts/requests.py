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
    CORRECT = "correct"
    WITHDRAW = "withdraw"

    @property
    def by_items(self) -> bool:
        """Whether the officer names what is asked, item by item, instead of going through every room."""
        return self in {Does.CORRECT, Does.WITHDRAW}


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
    place: int = 0
    item: Item | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something that an item can name: a fact with its value, a consent that is held, or the unit that keeps a fact in a dossier."""

    ref: str
    group_vi: str
    group_en: str
    label_vi: str
    label_en: str
    value: str = ""
    elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What a request can name, and what it does with it."""

    does: Does
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that the person asked for: what it is, what it was, what she wants, what it became. Personal data."""

    label_vi: str
    label_en: str
    before: str
    wanted: str
    after: str = ""
    ground: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A correction that a unit has to make or to refuse, with its own result. Personal data."""

    task_id: UUID
    person_id: UUID
    dossier_code: str
    unit_code: str
    what: str
    wanted: str
    ground: str
    asked_at: datetime
    due_at: datetime | None
    state: TaskState
    answer: str = ""
    answered_at: datetime | None = None


class TaskState(StrEnum):
    """Whether a unit has answered."""

    OPEN = "open"
    CORRECTED = "corrected"
    REFUSED = "refused"


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


class NothingNamed(NamedError):
    """A correction or withdrawal without an item."""

    code = "privacy.nothing_named"
    vi = "Chưa có mục nào. Thêm từng điều cần sửa hoặc từng sự đồng ý cần rút, hoặc ghi vì sao không thực hiện."
    en = "Nothing is named. Add what is to be corrected or withdrawn, or write down why nothing is done."
    status = 409


class ItemWrong(NamedError):
    """Nothing of that kind is held of the person, or no value was given."""

    code = "privacy.item_wrong"
    vi = "Chọn một mục trong danh sách và nhập giá trị đúng. Chưa ghi gì."
    en = "Choose an item of the list and type what is right. Nothing was recorded."
    status = 422


class TaskUnknown(NamedError):
    """No such correction for a unit of the officer."""

    code = "privacy.task_unknown"
    vi = "Không tìm thấy việc sửa dữ liệu này ở đơn vị của bạn."
    en = "There is no such correction for your unit."
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

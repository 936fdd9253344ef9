"""What officers keep and do at their desk: notes, saved views, filters, bulk actions, the register book, entries at the counter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from motcua.kernel.errors import Invalid, NamedError, NotFound
from motcua.platform.casework.contracts.dossiers import Change
from motcua.platform.casework.contracts.status import Channel, DossierStatus, FilingKind


class Sort(StrEnum):
    """How a list of dossiers is ordered."""

    URGENT = "urgent"  # the earliest due date first
    NEWEST = "newest"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What a list of dossiers is narrowed by; empty means everything. Days are of Vietnam; ``*_to`` is the last day meant.

    ``assigned``: ``me``, ``none`` or an officer's uuid. ``due``: a ``DueState``. ``origin``: ``own`` or the name of another system.
    """

    query: str = ""
    status: int = 0
    due: str = ""
    mine: bool = False
    step: str = ""
    procedure: str = ""
    field: str = ""
    channel: int = 0
    assigned: str = ""
    unit: str = ""
    origin: str = ""
    received_from: date | None = None
    received_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    sort: Sort = Sort.URGENT

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order is asked for."""
        return replace(self, sort=Sort.URGENT) != InboxFilter()

    def to_document(self) -> dict[str, Any]:
        """What is set, as JSON keeps it."""
        plain = {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(self).items()}
        return {k: v for k, v in plain.items() if v}

    @classmethod
    def from_document(cls, kept: Mapping[str, Any]) -> Self:
        """The filter that was kept; what is not known any more is left out."""
        known = {f.name for f in fields(cls)}
        days = {"received_from", "received_to", "due_from", "due_to"}
        given: dict[str, Any] = {k: date.fromisoformat(v) if k in days else v for k, v in kept.items() if k in known}
        return cls(**{**given, "sort": Sort(given.get("sort", Sort.URGENT))})


@dataclass(frozen=True, slots=True)
class Choices:
    """What stands to choice in the filters, from the work in hand: (value, Vietnamese or name)."""

    procedures: tuple[tuple[str, str], ...]
    fields: tuple[str, ...]
    units: tuple[tuple[str, str], ...]
    officers: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note between officers. Personal data; the owner of the dossier never sees it."""

    note_id: UUID
    dossier_code: str
    text: str
    author: str
    author_id: UUID | None
    written_at: datetime
    confidential: bool
    mentions: tuple[tuple[UUID, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A note in which the officer is named, and whether she has seen it."""

    note: NoteView
    procedure_name: str
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class MentionPage:
    """Mentions, the latest first; ``unread`` is how many are not seen yet."""

    rows: tuple[Mention, ...]
    next_cursor: str
    unread: int


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list that an officer keeps under a name."""

    view_id: UUID
    name: str
    filter: InboxFilter
    is_default: bool
    place: int


class BulkState(StrEnum):
    """What became of one dossier of a bulk action."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class BulkItem:
    """One dossier of a bulk action with its own result."""

    code: str
    state: BulkState
    change: Change | None = None
    error_vi: str = ""
    error_en: str = ""


@dataclass(frozen=True, slots=True)
class BulkReport:
    """A bulk action as it stands; ``finished_at`` is None while items wait."""

    run_id: UUID
    verb: str
    begun_at: datetime
    finished_at: datetime | None
    items: tuple[BulkItem, ...]

    def count(self, state: BulkState) -> int:
        """How many items are in a state."""
        return sum(i.state is state for i in self.items)

    @property
    def handled(self) -> int:
        """How many items have their result."""
        return len(self.items) - self.count(BulkState.WAITING)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the register book (Mẫu 07). Personal data."""

    code: str
    procedure_name: str
    party_name: str
    contact: str
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    channel: Channel
    status: DossierStatus


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of the register book."""

    rows: tuple[RegisterRow, ...]
    next_cursor: str
    total: int


@dataclass(frozen=True, slots=True)
class Workload:
    """What one officer of a unit has in hand; ``officer_id`` None: given to nobody yet."""

    unit_code: str
    officer_id: UUID | None
    name: str
    open: int
    late: int
    soon: int
    warned: int
    paused: int


@dataclass(frozen=True, slots=True)
class CounterPerson:
    """A person at the counter, as told or read from the card. Personal data."""

    name: str
    number: str = ""
    phone: str = ""
    address: str = ""
    born_on: date | None = None
    person_id: UUID | None = None
    organisation: bool = False


@dataclass(frozen=True, slots=True)
class CounterEntry:
    """A dossier being entered for a person: which procedure, for whom, by whom, where it goes; ``draft_id`` is the form."""

    entry_id: UUID
    procedure_code: str
    unit_code: str
    intake_code: str
    channel: Channel
    ticket: str
    filing: FilingKind
    owner: CounterPerson
    bearer: CounterPerson | None
    paper_file_id: UUID | None
    draft_id: UUID
    on_paper: tuple[str, ...]
    dossier_code: str
    begun_at: datetime


class NoteEmpty(Invalid):
    """A note without words."""

    code = "casework.note_empty"
    vi = "Ghi chú chưa có nội dung."
    en = "The note has no words."


class MentionWrong(Invalid):
    """Somebody is mentioned who does not work on the dossier, or may not read a confidential note."""

    code = "casework.mention_wrong"
    vi = "Chỉ nhắc được cán bộ của các đơn vị đang xử lý hồ sơ."
    en = "Only officers of the units that work on the dossier can be mentioned."


class ViewUnknown(NotFound):
    """The officer has no such saved view."""

    code = "casework.view_unknown"
    vi = "Không có danh sách đã lưu này."
    en = "There is no such saved list."


class ViewTaken(Invalid):
    """Another saved view has this name."""

    code = "casework.view_taken"
    vi = "Bạn đã có danh sách tên “{name}”. Chọn tên khác."
    en = "You have a list called “{name}” already. Choose another name."


class BulkTooMany(Invalid):
    """More dossiers than one bulk action takes."""

    code = "casework.bulk_too_many"
    vi = "Mỗi lần xử lý tối đa {most} hồ sơ; bạn đã chọn {given}."
    en = "One bulk action takes at most {most} dossiers; you chose {given}."


class BulkEmpty(Invalid):
    """No dossier was chosen."""

    code = "casework.bulk_empty"
    vi = "Chưa chọn hồ sơ nào. Đánh dấu ít nhất một hồ sơ rồi bấm lại."
    en = "No dossier is chosen. Tick at least one and press again."


class BulkVerbWrong(Invalid):
    """A verb that is done to one dossier at a time only."""

    code = "casework.bulk_verb_wrong"
    vi = "Việc này không làm hàng loạt được."
    en = "This cannot be done to many at once."


class BulkUnknown(NotFound):
    """The officer has no such bulk action."""

    code = "casework.bulk_unknown"
    vi = "Không tìm thấy lượt xử lý hàng loạt này."
    en = "This bulk action was not found."


class EntryUnknown(NotFound):
    """The officer has no such entry at the counter."""

    code = "casework.entry_unknown"
    vi = "Không tìm thấy lượt nhập hồ sơ này."
    en = "This entry was not found."


class ExportTooLong(NamedError):
    """A list too long for this kind of file."""

    code = "casework.export_too_long"
    vi = "Danh sách có hơn {most} hồ sơ. Thu hẹp bộ lọc, hoặc tải tệp CSV."
    en = "The list has more than {most} dossiers. Narrow it, or take the CSV file."
    status = 413

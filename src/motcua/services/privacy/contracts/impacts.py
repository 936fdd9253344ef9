"""Impact assessments (đánh giá tác động) of processing and of transfers abroad (Luật 91/2025/QH15 Điều 21, 22; NĐ 356/2025/NĐ-CP)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from motcua.kernel.errors import Invalid, NamedError
from motcua.services.privacy.contracts.breaches import BreachFile


class ImpactState(StrEnum):
    """Where a dossier stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    SENT = "sent"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    ENDED = "ended"

    @property
    def vi(self) -> str:
        """In Vietnamese."""
        return _STATES[self][0]

    @property
    def en(self) -> str:
        """In English."""
        return _STATES[self][1]


_STATES: dict[ImpactState, tuple[str, str]] = {
    ImpactState.DRAFT: ("Đang lập", "Being written"),
    ImpactState.PROPOSED: ("Chờ duyệt", "Waits for approval"),
    ImpactState.APPROVED: ("Đã duyệt, chưa gửi", "Approved, not sent"),
    ImpactState.SENT: ("Đã gửi cơ quan chuyên trách", "Sent to the authority"),
    ImpactState.RETURNED: ("Bị trả lại để hoàn thiện", "Returned for completion"),
    ImpactState.ACCEPTED: ("Đã được chấp nhận", "Accepted"),
    ImpactState.ENDED: ("Hết hiệu lực", "No longer in force"),
}  # fmt: skip


class Way(StrEnum):
    """How a dossier was sent."""

    PORTAL = "portal"
    DOCUMENT = "document"
    POST = "post"
    HAND = "hand"

    @property
    def vi(self) -> str:
        """In Vietnamese."""
        return _WAYS[self][0]

    @property
    def en(self) -> str:
        """In English."""
        return _WAYS[self][1]


_WAYS: dict[Way, tuple[str, str]] = {
    Way.PORTAL: ("Cổng thông tin quốc gia về bảo vệ dữ liệu cá nhân", "National portal on personal data protection"),
    Way.DOCUMENT: ("Trục liên thông văn bản", "Document exchange"),
    Way.POST: ("Bưu chính", "Post"),
    Way.HAND: ("Nộp trực tiếp", "By hand"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One question of a form; ``fill`` names what of the register stands in it at first."""

    key: str
    vi: str
    en: str
    needed: bool
    fill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSection:
    """Questions under one heading."""

    vi: str
    en: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactForm:
    """Mẫu 09 or Mẫu 10; ``trust`` says how sure its questions are (as the marks of ``registers``)."""

    key: str
    number_vi: str
    number_en: str
    name_vi: str
    name_en: str
    trust: str
    sections: tuple[FormSection, ...]

    @property
    def fields(self) -> tuple[FormField, ...]:
        """All questions in their order."""
        return tuple(f for section in self.sections for f in section.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """What may go wrong for people: likelihood and impact from 1 (hardly) to 5, before and after the measures."""

    what: str
    likelihood: int
    impact: int
    measures: str
    likelihood_after: int
    impact_after: int

    @property
    def level(self) -> int:
        """Likelihood × impact before the measures, 1 to 25."""
        return self.likelihood * self.impact

    @property
    def level_after(self) -> int:
        """The same with the measures."""
        return self.likelihood_after * self.impact_after


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactClock:
    """The time to send a dossier, in days from the first day of processing; ``left`` is negative once it has passed."""

    first_on: date
    due_on: date
    left: int
    settled: bool
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactEvent:
    """One line of the history; it is never changed."""

    at: datetime
    kind: str
    who: str
    text: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactVersion:
    """What two people approved, as it was; ``digest`` is the SHA-256 of its content."""

    version: int
    at: datetime
    written_by: str
    approved_by: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """What of the register changed since the dossier was written: parts of one activity, in both languages."""

    activity: str
    name_vi: str
    name_en: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """A dossier as those who write and approve it see it; ``seq`` grows with every change, so that two writers notice each other."""

    impact_id: UUID
    code: str
    form: ImpactForm
    title: str
    unit_code: str
    unit_name: str
    activities: tuple[str, ...]
    activity_names: tuple[tuple[str, str], ...]
    answers: Mapping[str, str]
    risks: tuple[Risk, ...]
    state: ImpactState
    version: int
    seq: int
    clock: ImpactClock
    outdated: tuple[Outdated, ...]
    lacking: tuple[tuple[str, str], ...]
    written_by: str
    created_at: datetime
    proposed_by: str
    approved_by: str
    approved_at: datetime | None
    sent_on: date | None
    sent_number: str
    sent_way: Way | None
    returned_on: date | None
    returned_why: str
    accepted_on: date | None
    accepted_number: str
    ended_on: date | None
    ended_why: str
    events: tuple[ImpactEvent, ...] = ()
    versions: tuple[ImpactVersion, ...] = ()
    files: tuple[BreachFile, ...] = ()

    @property
    def needs_update(self) -> bool:
        """Whether the register changed since (the duty to update of Luật 91/2025/QH15 Điều 22)."""
        return bool(self.outdated) and self.state is not ImpactState.ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactGap:
    """An activity that needs an assessment and has none in any state but ended."""

    activity: str
    name_vi: str
    name_en: str
    clock: ImpactClock


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactWish:
    """Which dossiers of a list are wanted; empty: all. ``due`` is late, soon or update."""

    state: str = ""
    due: str = ""
    unit_code: str = ""
    form: str = ""


class ImpactUnknown(NamedError):
    """No such dossier, or the officer may not know of it."""

    code = "privacy.impact_unknown"
    vi = "Không tìm thấy hồ sơ đánh giá tác động này, hoặc bạn không thuộc những người lập, duyệt."
    en = "There is no such impact assessment, or you are not among those who write and approve it."
    status = 404


class ImpactWrong(Invalid):
    """A dossier, a risk or a step with wrong fields."""

    code = "privacy.impact_wrong"
    vi = "Hồ sơ đánh giá tác động chưa đúng. Xem lại các ô được đánh dấu."
    en = "Something in the impact assessment is not right. Check the marked fields."


class ImpactIncomplete(NamedError):
    """A dossier is proposed and approved whole."""

    code = "privacy.impact_incomplete"
    vi = "Hồ sơ chưa đủ để trình duyệt. Còn thiếu: {missing_vi}."
    en = "The dossier is not complete. Missing: {missing_en}."
    status = 409


class ImpactChanged(NamedError):
    """Somebody else changed the dossier meanwhile."""

    code = "privacy.impact_changed"
    vi = "Người khác vừa sửa hồ sơ này. Nội dung bạn nhập còn ở dưới: mở trang hồ sơ ở thẻ khác để so, rồi lưu lại."
    en = "Somebody else has just changed this dossier. What you typed is still below: open the dossier in another tab, compare, save again."
    status = 409


class ApproverWrote(NamedError):
    """Whoever wrote a version cannot approve it."""

    code = "privacy.impact_own"
    vi = "Người lập hoặc sửa hồ sơ không được tự duyệt; cần một cán bộ bảo vệ dữ liệu khác."
    en = "Whoever wrote or changed the dossier may not approve it; another data protection officer must."
    status = 409

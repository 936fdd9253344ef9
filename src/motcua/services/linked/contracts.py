"""What crosses the door of the room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from motcua.kernel.errors import Invalid, NamedError


class ChainState(StrEnum):
    """Where a chain is."""

    RUNNING = "running"  # đang chạy
    PARKED = "parked"  # chờ cán bộ
    DONE = "done"  # xong
    CANCELLED = "cancelled"  # thôi

    @property
    def vi(self) -> str:
        """The state in Vietnamese."""
        return _STATES[self][0]

    @property
    def en(self) -> str:
        """The state in English."""
        return _STATES[self][1]


_STATES: dict[ChainState, tuple[str, str]] = {
    ChainState.RUNNING: ("Đang liên thông", "Under way"),
    ChainState.PARKED: ("Chờ cán bộ xử lý", "Waits for an officer"),
    ChainState.DONE: ("Đã xong các bước", "All steps done"),
    ChainState.CANCELLED: ("Đã dừng liên thông", "Stopped"),
}


class Ended(StrEnum):
    """How one attempt at a step ended."""

    DONE = "done"  # xong
    WAITS = "waits"  # cơ quan đã nhận, chưa có kết quả
    SILENT = "silent"  # không trả lời hoặc lỗi, sẽ gọi lại
    REFUSED = "refused"  # không nhận
    BY_HAND = "by_hand"  # cán bộ làm tay

    @property
    def vi(self) -> str:
        """In Vietnamese."""
        return _ENDS[self][0]

    @property
    def en(self) -> str:
        """In English."""
        return _ENDS[self][1]


_ENDS: dict[Ended, tuple[str, str]] = {
    Ended.DONE: ("Xong", "Done"), Ended.WAITS: ("Cơ quan đang xử lý", "The agency is working on it"),
    Ended.SILENT: ("Chưa trả lời, sẽ gọi lại", "No answer yet, will be asked again"), Ended.REFUSED: ("Không nhận", "Refused"),
    Ended.BY_HAND: ("Cán bộ làm tay", "Done by an officer"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSpec:
    """One step of a linked procedure: at whose service, and which facts it brings."""

    key: str
    vi: str
    en: str
    who_vi: str
    who_en: str
    service: str
    gives: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainSpec:
    """A linked procedure as data: purpose and ground of its calls, and its steps in order."""

    procedure: str
    vi: str
    en: str
    purpose: str
    ground: str
    steps: tuple[StepSpec, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a step sends: method, path below the service, and a body or none."""

    method: str
    path: str = ""
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an answer means: how the attempt ended, facts that it brought, and a reason in both languages when it brought none."""

    ended: Ended
    facts: Mapping[str, str] = field(default_factory=dict)
    reason_vi: str = ""
    reason_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A step as people see it: at whose system (``who``), and names of the facts that it ``gives``.

    ``message_id`` leads to the signed log of the exchange; ``tries`` counts attempts.
    """

    key: str
    vi: str
    en: str
    who_vi: str
    who_en: str
    gives: tuple[str, ...]
    ended: Ended | None
    at: datetime | None
    message_id: str
    tries: int

    @property
    def done(self) -> bool:
        """Whether the step is behind us."""
        return self.ended in {Ended.DONE, Ended.BY_HAND}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainView:
    """A chain with its steps. ``facts`` are personal data: empty for whoever may not see them."""

    chain_id: UUID
    dossier_code: str
    procedure_code: str
    unit_code: str
    vi: str
    en: str
    state: ChainState
    step: str
    problem_vi: str
    problem_en: str
    next_try_at: datetime | None
    started_at: datetime
    done_at: datetime | None
    steps: tuple[StepView, ...]
    facts: Mapping[str, str]

    @property
    def current(self) -> StepView | None:
        """The step that is open."""
        return next((s for s in self.steps if s.key == self.step), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainPage:
    """A page of chains, those begun last first; ``next`` is where the next page begins, None at the end."""

    rows: tuple[ChainView, ...]
    next: UUID | None


class ChainUnknown(NamedError):
    """The dossier has no linked steps, or the actor may not know of it."""

    code = "linked.chain_unknown"
    vi = "Hồ sơ này không có bước liên thông."
    en = "This dossier has no linked steps."
    status = 404


class NotParked(NamedError):
    """Only a chain that waits for an officer can be helped on."""

    code = "linked.not_parked"
    vi = "Hồ sơ này không chờ cán bộ: hệ thống đang tự gọi, hoặc các bước đã xong."
    en = "This dossier does not wait for an officer: it goes on by itself, or is done."
    status = 409


class FactsMissing(Invalid):
    """A step taken over by hand without its result."""

    code = "linked.facts_missing"
    vi = "Ghi đủ kết quả của bước và lý do làm tay."
    en = "Write the result of the step and why it was done by hand."


class ChainEnded(NamedError):
    """A chain that is done or stopped takes no further step, so there is nothing to stop."""

    code = "linked.chain_ended"
    vi = "Các bước liên thông của hồ sơ này đã kết thúc."
    en = "The linked steps of this dossier have ended."
    status = 409


class ReasonMissing(Invalid):
    """A chain stopped without a reason: its owner would not know what to do now."""

    code = "linked.reason_missing"
    vi = "Ghi lý do dừng: người nộp hồ sơ đọc lý do này."
    en = "Write why it is stopped: the applicant reads this reason."


class ResidentUnfit(Invalid):
    """Whom the family named is no personal number, or nobody wrote down who of the family said it."""

    code = "linked.resident_unfit"
    vi = "Ghi đủ 12 số định danh của người mà trẻ sẽ ở cùng, và ai trong gia đình đã trả lời."
    en = "Write the 12 digits of the person with whom the child will live, and who of the family answered."


class ResidentNotNamed(ResidentUnfit):
    """The applicant chose somebody whom the dossier does not name with a personal number."""

    code = "linked.resident_not_named"
    vi = "Hồ sơ không ghi số định danh của người này. Chọn người có tên trong hồ sơ, hoặc đến bộ phận một cửa."
    en = "The dossier gives no personal number of this person. Choose one whom it names, or come to the desk."


class FamilyNotAsked(NamedError):
    """Only while the residence is the open step the family is asked with whom the child will live."""

    code = "linked.family_not_asked"
    vi = "Bước đang mở không phải đăng ký thường trú."
    en = "The open step is not the registration of the residence."
    status = 409

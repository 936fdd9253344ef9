"""The reset of an officer's lost second factors as it crosses the door: asked for by one administrator, confirmed by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from motcua.kernel.errors import NamedError


class ResetState(StrEnum):
    """Where a reset stands."""

    ASKED = "asked"  # chờ quản trị viên thứ hai
    CONFIRMED = "confirmed"  # đã gỡ, cán bộ chưa đặt lớp xác thực mới
    DONE = "done"  # cán bộ đã đặt lớp xác thực mới
    REFUSED = "refused"  # một quản trị viên từ chối hoặc rút
    STOPPED = "stopped"  # chính cán bộ dừng
    LAPSED = "lapsed"  # hết hạn chờ, hoặc có lần đặt lại mới


class Recognised(StrEnum):
    """How whoever asks made sure that it is the officer who asks him."""

    CARD = "card"  # thẻ căn cước, có số
    BADGE = "badge"  # thẻ công chức, có số
    IN_PERSON = "in_person"  # gặp trực tiếp, biết mặt


NUMBERED = frozenset({Recognised.CARD, Recognised.BADGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorReset:
    """One reset: who asked and why, how the officer was recognised, who decided, and until when the handed-over code can be used.

    ``alone``: confirmed by whoever asked, in a city that has no second administrator and allows it.
    """

    uuid: UUID
    officer_id: UUID
    officer_code: str
    officer_name: str
    asked_by: str
    asked_at: datetime
    reason: str
    recognised: Recognised
    paper: str
    lapses_at: datetime
    state: ResetState
    decided_by: str
    decided_at: datetime | None
    answer: str
    alone: bool
    code_until: datetime | None
    used_at: datetime | None

    def waits(self, now: datetime) -> bool:
        """Whether it still waits to be decided at this instant."""
        return self.state is ResetState.ASKED and now < self.lapses_at


class ResetUnknown(NamedError):
    """No reset of that id."""

    code = "identity.reset_unknown"
    vi = "Không có yêu cầu đặt lại này."
    en = "There is no such request."
    status = 404


class ResetWrong(NamedError):
    """Something is missing in a request or a refusal."""

    code = "identity.reset_wrong"
    vi = "Chưa ghi được: {reason_vi}"
    en = "It cannot be recorded: {reason_en}"
    status = 422


class ResetOpen(NamedError):
    """One waits already."""

    code = "identity.reset_open"
    vi = "Cán bộ này đã có một yêu cầu đang chờ. Xử lý yêu cầu đó trước."
    en = "A request for this officer waits already. Settle that one first."
    status = 409


class ResetSettled(NamedError):
    """It was decided already, or its time is over."""

    code = "identity.reset_settled"
    vi = "Yêu cầu này đã được quyết định, đã dừng hoặc đã hết hạn. Nếu vẫn cần, hãy lập yêu cầu mới."
    en = "This request was decided, stopped or is out of time. If it is still needed, ask again."
    status = 409


class HandedCodeWrong(NamedError):
    """The handed-over code is not the one, was used before, or is out of time."""

    code = "identity.handed_code_wrong"
    vi = "Mã trao tay không đúng, đã dùng hoặc đã hết hạn. Kiểm tra lại tờ giấy, hoặc nhờ quản trị viên lập yêu cầu mới."
    en = "The handed-over code is wrong, was used or is out of time. Check the sheet, or have an administrator ask again."
    status = 422

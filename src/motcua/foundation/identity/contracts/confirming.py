"""Acts that ask the person to show once more that it is she."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.kernel.errors import NamedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """What a person had sent when she was asked to confirm: nothing of it was done. ``fields`` keep order and repetition."""

    act: str
    path: str
    back: str
    fields: tuple[tuple[str, str], ...]
    lost_files: bool


class ConfirmationNeeded(NamedError):
    """A program asks for a sensitive act in a session whose last authentication is too old."""

    code = "identity.confirmation_needed"
    vi = "Việc này cần xác nhận lại là bạn. Mở trang này trên trình duyệt, xác nhận, rồi gửi lại yêu cầu."
    en = "This needs you to confirm that it is you. Open the page in a browser, confirm, then send the request again."
    status = 403

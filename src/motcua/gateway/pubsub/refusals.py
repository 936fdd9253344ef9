"""What publish/subscribe answers when it does not do what was asked: a status of the API and a sentence in both languages."""

from __future__ import annotations

BAD_REQUEST, NOT_FOUND, CONFLICT, DENIED = 400, 404, 409, 500
_CODES = {BAD_REQUEST: "Client.BadRequest", NOT_FOUND: "Client.NotFound", CONFLICT: "Client.Conflict"}


class Refusal(Exception):
    """The request is understood and not granted; ``status`` is one that the API's description names for the operation."""

    def __init__(self, status: int, vi: str, en: str) -> None:
        super().__init__(en)
        self.status, self.vi, self.en = status, vi, en

    @property
    def code(self) -> str:
        """The fault code in the spelling of the specification."""
        return _CODES.get(self.status, "Server.ServerProxy.InternalError")


def bad_request(vi: str, en: str) -> Refusal:
    """What was sent cannot be used."""
    return Refusal(BAD_REQUEST, vi, en)


def unknown_type(name: str) -> Refusal:
    """No such event type in the room."""
    return Refusal(NOT_FOUND, f"Phòng này không có loại sự kiện “{name[:80]}”.", f"There is no event type “{name[:80]}” in this room.")


def no_event() -> Refusal:
    """No such event, or none waits."""
    return Refusal(NOT_FOUND, "Không có sự kiện này, hoặc chưa có sự kiện nào đang chờ.", "There is no such event, or none is waiting.")


def no_subscription() -> Refusal:
    """The caller is not subscribed."""
    return Refusal(NOT_FOUND, "Chưa có đăng ký nhận sự kiện này.", "There is no such subscription.")

"""What the room needs of the national store of results."""

from __future__ import annotations

from typing import Protocol

from motcua.services.vault.contracts.national import Asking, Body, Downloaded, ResultPage


class NationalStore(Protocol):
    """Kho dữ liệu điện tử của tổ chức, cá nhân. Every call may raise ``StoreUnavailable``, ``StoreRefused``, ``AnswerUnbelieved``."""

    def look_up(self, asking: Asking, *, cursor: str = "") -> ResultPage:
        """Results of one owner, a page at a time; only what is signed, answers this question and is the owner's."""
        ...

    def download(self, *, agency: str, path: str, sha256: str, most: int) -> Downloaded:
        """A file by its issuer and path, at most ``most`` bytes, compared with ``sha256`` when the list told it. ``ResultUnfit``."""
        ...

    def push(self, *, message_id: str, body: Body) -> str:
        """Tell a result; returns the store's words. The same ``message_id`` again changes nothing there."""
        ...

    def check_config(self) -> list[str]:
        """What is wrong with the connection, in English."""
        ...

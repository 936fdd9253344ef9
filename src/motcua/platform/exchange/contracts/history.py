"""What crosses the door about the past of a thing: who changed what, and what can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from motcua.kernel.errors import NamedError


class Kind(StrEnum):
    """Kinds of things that keep a history; the value stands in the references of the audit log."""

    MEMBER = "member"
    CLIENT = "client"
    SERVICE = "service"
    PEER = "peer"
    GATEWAY = "gateway"
    GROUP = "group"
    EVENT_ROOM = "event_room"
    SETTING = "setting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A setting that became another; values as JSON text, empty where there was none or where it is not kept (credentials)."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAct:
    """An act on a thing, from the audit log. ``undo``: whether the reader may take it back as things stand; ``about`` names a right."""

    id: UUID
    at: datetime
    by: str
    action: str
    vi: str
    en: str
    ground: str
    about: str
    changes: tuple[Changed, ...]
    undo: bool

    def name(self, language: str) -> str:
        """The act in words, in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


class NotUndone(NamedError):
    """The act cannot be taken back: it is too long ago, something else came after it, or its kind knows no way back."""

    code: ClassVar[str] = "exchange.not_undone"
    vi: ClassVar[str] = "Việc này không hoàn tác được nữa: đã quá 30 ngày, hoặc sau đó đã có thay đổi khác. Sửa lại bằng tay."
    en: ClassVar[str] = "This can no longer be undone: it is more than 30 days ago, or something else was changed since. Change it by hand."
    status: ClassVar[int] = 409

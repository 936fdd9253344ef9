"""Shares, their openings and officers' requests, as they cross the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from motcua.services.vault.contracts.papers import HeldDocument


class ShareState(StrEnum):
    """Where a share stands."""

    LIVE = "live"
    USED_UP = "used_up"
    EXPIRED = "expired"
    REVOKED = "revoked"
    CLOSED = "closed"  # its paper was removed, or its processing restricted


class Act(StrEnum):
    """What was done with a share."""

    OPENED = "opened"
    FILE_SEEN = "file_seen"
    DOWNLOADED = "downloaded"
    CHECKED = "checked"
    KEPT = "kept"


class RequestState(StrEnum):
    """Where an officer's request stands."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Share:
    """One paper, or chosen fields of it, shown to one unit (or to whoever has the link: ``unit_code`` empty) for one purpose and period.

    ``fields`` are the names of the fields that are shown; ``with_file`` whether the file is; ``most_views`` 0 means without limit.
    """

    uuid: UUID
    document_id: UUID
    title: str
    holder: str
    unit_code: str
    purpose: str
    fields: tuple[str, ...]
    with_file: bool
    may_download: bool
    has_pin: bool
    most_views: int
    views: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    state: ShareState
    request_id: UUID | None = None
    dossier_code: str = ""


@dataclass(frozen=True, slots=True)
class ShareMade:
    """A share and the secret of its link, which is told here and never again; empty when the share was made before (a repetition)."""

    share: Share
    token: str


@dataclass(frozen=True, slots=True)
class Opening:
    """One use of a share: what was done, when, by whom (an officer's post and unit, or whoever had the link)."""

    uuid: UUID
    act: Act
    at: datetime
    unit_code: str
    post: str
    reader: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the receiver of a share is shown; ``sharer`` is the name of the person or organisation that shares."""

    share: Share
    sharer: str
    paper: HeldDocument | None = None
    opening_id: UUID | None = None
    newer: bool = False


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """A unit asks a person (or an organisation) for a paper for a dossier."""

    uuid: UUID
    unit_code: str
    holder: str
    dossier_code: str
    kind: str
    purpose: str
    asked_at: datetime
    ends_at: datetime
    state: RequestState
    answered_at: datetime | None = None
    reason: str = ""
    share_id: UUID | None = None

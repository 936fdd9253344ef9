"""The national store of electronic results: what is asked of it, what it answers, and how the two sides stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from motcua.kernel.errors import NamedError, NotFound


class SendState(StrEnum):
    """Where the telling of one of the city's results stands."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    WITHHELD = "withheld"  # its holder restricted its processing (Luật 91/2025/QH15)


class RunState(StrEnum):
    """Where one fetching of a person's papers stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class ItemFate(StrEnum):
    """What became of one paper of the national store."""

    NEW = "new"
    NEWER = "newer"
    SAME = "same"
    REVOKED = "revoked"
    REMOVED = "removed"  # the person took it out of her store; it stays out
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A question to the store: who asks, for whom, by which channel, for which procedure, and which results (pairs of code and number).

    Without ``wanted`` all results of the owner are asked for.
    """

    owner: str
    asker_name: str
    asker_number: str
    channel: str
    procedure: str = ""
    wanted: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFile:
    """One file of a result: its name, its path in the store, and what the store says of its content (empty when it says nothing)."""

    name: str
    path: str
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalResult:
    """One result as the national store lists it; ``expires_on`` is the first day on which it does not count any more."""

    kind: str
    title: str
    number: str
    agency: str
    files: tuple[ResultFile, ...]
    issued_on: date | None = None
    expires_on: date | None = None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of an answer; ``next`` is empty on the last. ``unfit`` counts entries that could not be read at all."""

    results: tuple[NationalResult, ...]
    next: str = ""
    unfit: int = 0


@dataclass(frozen=True, slots=True)
class Downloaded:
    """The content of a file, with the digest that it was checked against."""

    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class SendView:
    """One of the city's results on its way to the national store."""

    sending_id: int
    document_id: UUID
    dossier_code: str
    kind: str
    state: SendState
    revision: int
    attempts: int
    next_at: datetime
    sent_at: datetime | None
    code: str
    answer: str


@dataclass(frozen=True, slots=True)
class RunView:
    """One fetching, with what it brought; ``why`` says in both languages why it failed or waits."""

    uuid: UUID
    state: RunState
    daily: bool
    asked_at: datetime
    finished_at: datetime | None
    next_at: datetime
    attempts: int
    pages: int
    counts: Mapping[str, int]
    code: str
    why: tuple[str, str]

    @property
    def seen(self) -> int:
        """How many papers of the national store were looked at."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class NationalState:
    """How a store and the national one stand: the consent, the daily switch, what runs, what ran, what was refused.

    ``may``: whether whoever asks may bring papers into it at all; ``organisation`` names the one whose store it is.
    """

    consented: bool
    text: str
    text_version: int
    daily: bool
    running: RunView | None
    runs: tuple[RunView, ...]
    refused: tuple[tuple[str, tuple[str, str]], ...]
    last_done: datetime | None
    may: bool = True
    organisation: str = ""
    household: bool = False


@dataclass(frozen=True, slots=True)
class Lookup:
    """What an officer found for a dossier; only he opens it, within half an hour."""

    uuid: UUID
    dossier_code: str
    kind: str
    asked_at: datetime
    results: tuple[NationalResult, ...]


@dataclass(frozen=True, slots=True)
class SendCounts:
    """How many results wait, were sent, refused, withheld; how many fetchings wait and failed; until when the store rests."""

    waiting: int
    sent: int
    refused: int
    withheld: int
    runs_waiting: int
    runs_failed: int
    rests_until: datetime | None


Body = Mapping[str, Any]


class StoreUnavailable(NamedError):
    """The national store does not answer, or its answer was cut off; it is asked again later."""

    code = "vault.national_unavailable"
    vi = "Kho kết quả quốc gia chưa trả lời ({reason}). Hệ thống sẽ tự thử lại."
    en = "The national store of results does not answer ({reason}). The system will try again by itself."
    status = 503


class StoreRefused(NamedError):
    """The national store answered with an error code of its own; the code is kept as it came."""

    code = "vault.national_refused"
    vi = "Kho kết quả quốc gia từ chối (mã {error_code}): {message}"
    en = "The national store of results refused (code {error_code}): {message}"
    status = 502


class AnswerUnbelieved(NamedError):
    """An answer without the store's signature, to another question, or about another person: nothing of it is taken."""

    code = "vault.national_unbelieved"
    vi = "Trả lời của kho kết quả quốc gia không đáng tin ({reason}) nên không lấy gì từ đó. Quản trị viên đã thấy việc này."
    en = "The answer of the national store of results is not to be believed ({reason}); nothing of it was taken. Administrators see it."
    status = 502


class ResultUnfit(NamedError):
    """A result or its file cannot be taken: foreign path, too large, of another type."""

    code = "vault.national_unfit"
    vi = "Không lấy được giấy tờ này: {reason_vi}"
    en = "This paper cannot be taken: {reason_en}"
    status = 422


class ConsentNeeded(NamedError):
    """Papers are brought from the national store only for whoever agreed to it."""

    code = "vault.national_consent"
    vi = "Đọc nội dung đồng ý rồi đánh dấu trước khi lấy giấy tờ từ kho quốc gia."
    en = "Read the text of the consent and tick it before papers are brought from the national store."
    status = 422


class DeclarationNeeded(NamedError):
    """Papers of an organisation are brought once somebody who may act for it confirmed that; she must still be able to."""

    code = "vault.national_declaration"
    vi = "Đọc nội dung xác nhận rồi đánh dấu trước khi lấy giấy tờ của tổ chức từ kho quốc gia."
    en = "Read the confirmation and tick it before the organisation's papers are brought from the national store."
    status = 422


class NotForDossier(NamedError):
    """An officer looks up only what the procedure of a dossier that his unit handles now asks for."""

    code = "vault.national_not_for_dossier"
    vi = "Chỉ tra cứu được giấy tờ mà thủ tục của hồ sơ đang giải quyết yêu cầu, cho đúng người nộp hồ sơ."
    en = "Only papers that the procedure of an open dossier of your unit asks for, of its own applicant, can be looked up."
    status = 403


class NotToBeFiled(NamedError):
    """A paper that was revoked or counts no more is not filed into a dossier."""

    code = "vault.national_not_to_be_filed"
    vi = "Giấy tờ này đã bị thu hồi hoặc hết hạn nên không đưa vào hồ sơ được. Yêu cầu người nộp bổ sung bản còn giá trị."
    en = "This paper was revoked or has ended and cannot be filed. Ask the applicant for one that is in force."
    status = 409


class LookupUnknown(NotFound):
    """No such look-up of this officer within the last half hour."""

    code = "vault.national_lookup_unknown"
    vi = "Lượt tra cứu này đã hết hạn hoặc không phải của bạn. Tra cứu lại từ trang hồ sơ."
    en = "This look-up has ended or is not yours. Look up again from the page of the dossier."


class SendingUnknown(NotFound):
    """No such result on its way to the national store."""

    code = "vault.national_sending_unknown"
    vi = "Không tìm thấy mục này. Tải lại danh sách."
    en = "This item was not found. Reload the list."

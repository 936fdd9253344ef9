"""Purposes, the texts that people agree to, and consents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from motcua.kernel.errors import NamedError, NotFound

ANYBODY = "*"


class GroundKind(StrEnum):
    """Why personal data may be processed (Luật 91/2025/QH15 Điều 9 and, without consent, Điều 19)."""

    LAW = "law"  # activities of state agencies under a law
    CONSENT = "consent"
    VITAL_INTEREST = "vital_interest"  # life, health, dignity in an urgent case
    EMERGENCY = "emergency"  # disaster, epidemic, danger to security
    AGREEMENT = "agreement"  # carrying out what the person agreed with the agency


class Way(StrEnum):
    """How a consent was given or withdrawn."""

    WEB = "web"
    COUNTER = "counter"
    APP = "app"
    DOSSIER = "dossier"  # a request of the person that the system carried out


class EndCause(StrEnum):
    """Why a consent ended."""

    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"  # given again, to a newer text


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentText:
    """One version of what people agree to. ``widens``: whoever agreed to an earlier one is asked again. Hashes are SHA-256 (hex)."""

    purpose: str
    version: int
    effective_from: date
    widens: bool
    vi: str
    en: str
    hash_vi: str
    hash_en: str

    def words(self, language: str = "vi") -> str:
        """The text in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi

    def hash(self, language: str = "vi") -> str:
        """The hash of the text in that language."""
        return self.hash_en if language == "en" else self.hash_vi


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """Why data are read, in force on days of ``[effective_from, effective_to)``; ``text`` is what a consent purpose asks agreement to.

    ``controllers`` are codes of agencies, or ``*`` for every agency of the city; ``categories`` codes of kinds of data.
    """

    code: str
    name_vi: str
    name_en: str
    plain_vi: str
    plain_en: str
    ground: GroundKind
    citation: str
    controllers: tuple[str, ...]
    categories: tuple[str, ...]
    retention_vi: str
    retention_en: str
    effective_from: date
    effective_to: date | None
    trust: str
    text: ConsentText | None = None

    def name(self, language: str = "vi") -> str:
        """Its name in ``vi`` or ``en``."""
        return self.name_en if language == "en" else self.name_vi

    def plain(self, language: str = "vi") -> str:
        """What it means for the person, in ``vi`` or ``en``."""
        return self.plain_en if language == "en" else self.plain_vi

    def retention(self, language: str = "vi") -> str:
        """How long the data are kept for it, in ``vi`` or ``en``."""
        return self.retention_en if language == "en" else self.retention_vi

    def is_for(self, controller: str) -> bool:
        """Whether the agency may process for this purpose."""
        return ANYBODY in self.controllers or controller in self.controllers


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A consent, held from ``given_at`` up to but without ``ended_at``; ``words`` is the very text agreed to, ``text_hash`` its SHA-256."""

    uuid: UUID
    subject_id: UUID
    purpose: str
    controller: str
    version: int
    text_hash: str
    language: str
    way: Way
    given_at: datetime
    ended_at: datetime | None
    cause: EndCause | None
    words: str
    live: bool

    @property
    def held(self) -> bool:
        """Whether it has not ended; it may still have been overtaken by a wider text (``live`` is then False)."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class PurposesLoaded:
    """What loading the purposes and texts did."""

    added: int
    changed: int
    kept: int


class PurposeUnknown(NotFound):
    """No such purpose is in force."""

    code = "consent.purpose_unknown"
    vi = "Không có mục đích xử lý dữ liệu “{purpose}” đang áp dụng."
    en = "No purpose of processing “{purpose}” is in force."


class NotAConsentPurpose(NamedError):
    """The purpose rests on a law: nothing is asked, and nothing can be withdrawn."""

    code = "consent.not_by_consent"
    vi = "Việc “{name}” thực hiện theo pháp luật ({citation}), không hỏi đồng ý. Bạn vẫn có quyền phản đối hoặc khiếu nại."
    en = "“{name}” rests on the law ({citation}); consent is not asked. You may still object or complain."
    status = 409


class TextChanged(NamedError):
    """The text shown is not the one in force any more; nobody agrees to what they did not read."""

    code = "consent.text_changed"
    vi = "Nội dung đồng ý đã có bản mới. Chưa có gì được ghi. Hãy đọc lại rồi chọn."
    en = "There is a new version of the text. Nothing was recorded. Read it again, then choose."
    status = 409


class ConsentUnknown(NotFound):
    """No such consent, or not the caller's."""

    code = "consent.unknown"
    vi = "Không có sự đồng ý này."
    en = "There is no such consent."


class GroundMissing(NamedError):
    """Personal data were asked for without a purpose that holds; ``reason_vi``/``reason_en`` say what is missing."""

    code = "consent.ground_missing"
    vi = "Chưa đọc dữ liệu cá nhân: {reason_vi} Nêu mục đích và căn cứ, hoặc xin người dân đồng ý trước."
    en = "Personal data were not read: {reason_en} State a purpose and a ground, or ask the person to agree first."
    status = 403


class PurposesFaulty(NamedError):
    """The data files of purposes and texts contradict themselves or rewrite a text that is in force."""

    code = "consent.purposes_faulty"
    vi = "Danh mục mục đích có lỗi: {reason}"
    en = "The list of purposes is faulty: {reason}"
    status = 500

"""What a check finds: an outcome, and for each thing that is wrong a sentence in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """Accepted: all was checked. Unsettled: nothing is wrong, but whether it was revoked is not known. Refused: do not rely on it."""

    ACCEPTED = "accepted"
    UNSETTLED = "unsettled"
    REFUSED = "refused"


class Standing(StrEnum):
    """What the status list says; ``unlisted`` for a credential that names none, ``unknown`` when no list could be read."""

    VALID = "valid"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    UNLISTED = "unlisted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in words."""

    code: str
    vi: str
    en: str

    def sentence(self, language: str) -> str:
        """The sentence in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


SENTENCES: Mapping[str, tuple[str, str]] = {
    "malformed": ("Đây không phải là một chứng nhận SD-JWT đọc được.", "This is not a readable SD-JWT credential."),
    "too_large": ("Chứng nhận lớn quá mức cho phép.", "The credential is larger than allowed."),
    "alg": ("Thuật toán chữ ký không được chấp nhận (chỉ nhận ES256).", "The signature algorithm is not accepted (only ES256 is)."),
    "typ": ("Loại thẻ không phải chứng nhận SD-JWT VC.", "The token is of another type than an SD-JWT credential."),
    "crit": ("Chứng nhận đòi hỏi một phần mở rộng không được hỗ trợ.", "The credential demands an extension that is not supported."),
    "issuer": ("Nơi cấp không phải là nơi bạn tin cậy.", "The issuer is not the one that you trust."),
    "key": ("Không tìm thấy khóa công khai của nơi cấp cho chứng nhận này.", "The issuer has no such public key for this credential."),
    "key_withdrawn": (
        "Nơi cấp đã rút khóa ký chứng nhận này: mọi chứng nhận ký bằng khóa đó không còn giá trị. Hãy yêu cầu chứng nhận mới.",
        "The issuer has withdrawn the key that signed it: nothing signed with that key counts any more. Ask for a new credential.",
    ),
    "signature": (
        "Chữ ký của nơi cấp không khớp: nội dung đã bị thay đổi hoặc khóa sai.",
        "The issuer's signature does not fit: it was altered, or the key is wrong.",
    ),
    "digest_algorithm": (
        "Thuật toán băm không được chấp nhận (chỉ nhận SHA-256).",
        "The digest algorithm is not accepted (only SHA-256 is).",
    ),
    "disclosure": ("Một thông tin tiết lộ bị hỏng hoặc bị sửa.", "A disclosed piece is damaged or was altered."),
    "disclosure_unknown": ("Một thông tin tiết lộ không thuộc chứng nhận này.", "A disclosed piece does not belong to this credential."),
    "digest_twice": ("Cùng một mã băm xuất hiện hai lần.", "The same digest appears twice."),
    "claim_twice": ("Một thông tin được nêu hai lần.", "A claim is stated twice."),
    "claim_reserved": (
        "Một thông tin điều khiển bị giấu dưới dạng tiết lộ chọn lọc.",
        "A control claim was hidden among the selective ones.",
    ),
    "too_deep": ("Các thông tin tiết lộ lồng nhau quá sâu.", "Disclosed pieces are nested too deeply."),
    "payload": ("Nội dung bắt buộc của chứng nhận thiếu hoặc sai.", "A required part of the credential is missing or wrong."),
    "not_yet": ("Chứng nhận chưa đến ngày có hiệu lực.", "The credential is not yet valid."),
    "expired": ("Chứng nhận đã hết hiệu lực.", "The credential has expired."),
    "binding_missing": (
        "Người trình không chứng minh mình là người giữ chứng nhận (thiếu chữ ký trình).",
        "Who shows it did not prove to be its holder (the key-binding signature is missing).",
    ),
    "binding_unasked": (
        "Chứng nhận không gắn với khóa nào nhưng lại kèm chữ ký trình.",
        "The credential is bound to no key, yet a key-binding signature came with it.",
    ),
    "binding": ("Chữ ký của người trình không khớp.", "The presenter's signature does not fit."),
    "binding_digest": ("Chữ ký trình thuộc về một bản trình khác.", "The key-binding signature belongs to another presentation."),
    "audience": ("Bản trình này làm cho nơi kiểm tra khác.", "This presentation was made for another verifier."),
    "nonce": (
        "Bản trình này không trả lời lần hỏi của bạn (sai mã nonce).",
        "This presentation does not answer your request (wrong nonce).",
    ),
    "presentation_old": (
        "Bản trình đã quá thời hạn; yêu cầu người giữ tạo bản mới.",
        "The presentation is too old; ask its holder for a new one.",
    ),
    "presentation_early": ("Bản trình mang thời điểm trong tương lai.", "The presentation bears a time in the future."),
    "revoked": ("Chứng nhận đã bị nơi cấp thu hồi.", "The issuer has revoked the credential."),
    "suspended": ("Chứng nhận đang bị nơi cấp tạm đình chỉ.", "The issuer has suspended the credential."),
    "status_list": (
        "Danh sách trạng thái không đọc được hoặc chữ ký của nó không khớp.",
        "The status list is unreadable, or its signature does not fit.",
    ),
    "status_foreign": ("Danh sách trạng thái này thuộc về chứng nhận khác.", "This status list belongs to other credentials."),
    "status_old": (
        "Danh sách trạng thái đã cũ; tải bản mới để biết chứng nhận có bị thu hồi không.",
        "The status list is out of date; fetch a new one to learn of a revocation.",
    ),
    "status_missing": (
        "Chưa có danh sách trạng thái nên chưa biết chứng nhận có bị thu hồi không.",
        "Without the status list it is not known whether the credential was revoked.",
    ),
    "status_index": ("Vị trí của chứng nhận nằm ngoài danh sách trạng thái.", "The credential's place lies outside the status list."),
    "status_value": ("Danh sách trạng thái mang một giá trị không hiểu được.", "The status list carries a value that is not understood."),
}


def problem(code: str) -> Problem:
    """The problem of that code; KeyError for one that has no sentence."""
    vi, en = SENTENCES[code]
    return Problem(code=code, vi=vi, en=en)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a check.

    ``problems`` refuse; ``doubts`` leave it unsettled. What the credential says is filled in only when the issuer's signature fits and
    every disclosure belongs to it: nothing unproved is shown. ``claims`` are the disclosed ones, ``hidden`` the number of digests that
    were not opened (decoys included). ``status_at`` is when the status list was made, ``key_withdrawn_at`` since when the issuer's key
    that it names counts no more (its content is not shown then).
    """

    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()
    issuer: str = ""
    authority: str = ""
    unit: str = ""
    kind: str = ""
    key_id: str = ""
    claims: Mapping[str, Any] = field(default_factory=dict)
    hidden: int = 0
    issued_at: datetime | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    standing: Standing = Standing.UNKNOWN
    status_at: datetime | None = None
    status_address: str = ""
    bound: bool = False
    custody: str = ""
    audience: str = ""
    presented_at: datetime | None = None
    presented_until: datetime | None = None
    key_withdrawn_at: datetime | None = None

    @property
    def outcome(self) -> Outcome:
        """Refused when something is wrong, unsettled when something is not known."""
        if self.problems:
            return Outcome.REFUSED
        return Outcome.UNSETTLED if self.doubts else Outcome.ACCEPTED

    @property
    def good(self) -> bool:
        """Whether everything was checked and nothing is wrong."""
        return self.outcome is Outcome.ACCEPTED

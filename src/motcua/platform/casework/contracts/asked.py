"""What people say and ask around a dossier: ratings, choices made when filing, one-time codes of the public look-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.kernel.errors import Invalid, NamedError
from motcua.platform.casework.contracts.status import FilingKind

LOWEST_SCORE, HIGHEST_SCORE = 1, 5


@dataclass(frozen=True, slots=True)
class RatingView:
    """What the owner said of the service: 1 (very discontent) to 5 (very content). Personal data: the text."""

    score: int
    text: str
    rated_at: datetime


@dataclass(frozen=True, slots=True)
class FilingChoices:
    """What was chosen beside the questions of a draft; empty strings where nothing was. Personal data.

    ``intake`` is the desk that takes the dossier in when it is not the competent unit; ``exemption`` a reason for which no fee or a lower
    one is due, with the stored paper that proves it.
    """

    kind: FilingKind = FilingKind.SELF
    name: str = ""
    number: str = ""
    phone: str = ""
    address: str = ""
    paper_file_id: UUID | None = None
    intake: str = ""
    exemption: str = ""
    exemption_file_id: UUID | None = None


class RatingTwice(NamedError):
    """A dossier is rated once."""

    code = "casework.rating_twice"
    vi = "Hồ sơ {dossier_code} đã được đánh giá. Mỗi hồ sơ đánh giá một lần."
    en = "Dossier {dossier_code} was rated already. Each dossier is rated once."
    status = 409


class ScoreWrong(Invalid):
    """A score is a whole number from 1 to 5."""

    code = "casework.score_wrong"
    vi = "Chọn một mức từ 1 đến 5."
    en = "Choose a score from 1 to 5."


class LookupCodeWrong(NamedError):
    """The one-time code is wrong, used, too old or tried too often; which of these is not told."""

    code = "casework.lookup_code_wrong"
    vi = "Mã chưa đúng hoặc đã hết hạn. Mã có 6 số, dùng được một lần trong 5 phút; xin mã mới nếu cần."
    en = "The code is wrong or has expired. It has 6 digits and works once within 5 minutes; ask for a new one if you need it."
    status = 404


class LookupCodesResting(NamedError):
    """Too many codes were asked for this number, or from this network address; the same for numbers that are not known."""

    code = "casework.lookup_codes_resting"
    vi = "Đã xin quá nhiều mã. Chờ một giờ rồi xin lại, hoặc tra cứu bằng mã hồ sơ, hoặc đăng nhập."
    en = "Too many codes were asked for. Wait an hour, or look up by the dossier code, or sign in."
    status = 429

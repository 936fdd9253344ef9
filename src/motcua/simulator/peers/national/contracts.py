"""What the simulated portal knows, and how it refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from motcua.kernel.errors import NamedError

STATUS_WORDS: dict[str, str] = {
    "1": "Mới đăng ký", "2": "Được tiếp nhận", "3": "Không được tiếp nhận", "4": "Đang xử lý", "5": "Yêu cầu bổ sung giấy tờ",
    "6": "Yêu cầu thực hiện nghĩa vụ tài chính", "7": "Công dân yêu cầu rút hồ sơ", "8": "Dừng xử lý", "9": "Đã xử lý xong",
    "10": "Đã trả kết quả",
}  # fmt: skip
OPEN, ENDED = frozenset({"1", "2", "4", "5", "6"}), frozenset({"9", "10"})


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure that can be submitted on the simulated portal; ``fee`` in đồng."""

    code: str
    name: str
    fee: int
    papers: tuple[dict[str, str], ...]
    fields: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a citizen chose."""

    key: str
    name: str
    content: bytes


class DossierMissing(NamedError):
    """The portal has no such dossier."""

    code = "national.dossier_missing"
    vi = "Cổng không có hồ sơ mang mã này."
    en = "The portal has no dossier with this code."
    status = 404


class NotNow(NamedError):
    """The dossier is not in a state in which this may be done."""

    code = "national.not_now"
    vi = "Hồ sơ đang ở trạng thái không làm được việc này."
    en = "The dossier is in a state in which this cannot be done."
    status = 409


class Incomplete(NamedError):
    """The person, the procedure or the commune is missing."""

    code = "national.incomplete"
    vi = "Chọn người nộp, thủ tục và xã, phường nơi nộp."
    en = "Choose the person, the procedure and the commune."
    status = 422


Body = dict[str, Any]

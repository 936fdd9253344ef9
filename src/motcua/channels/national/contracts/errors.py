"""Refusals of this room, in Vietnamese and English."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.kernel.errors import Invalid, NamedError, NotFound


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a message: the path of the field (``TaiLieuNop.0.TenTepDinhKem``) and a sentence in both languages."""

    path: str
    vi: str
    en: str


class MessageMalformed(Invalid):
    """A message that is not as the contract says; ``problems`` lists everything that is wrong."""

    code = "national.message_malformed"
    vi = "Thông điệp của Cổng Dịch vụ công quốc gia có {count} chỗ sai: {first_vi}"
    en = "The national portal's message has {count} mistakes: {first_en}"

    def __init__(self, *, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(
            fields={p.path: (p.vi, p.en) for p in problems}, count=len(problems), first_vi=f"{problems[0].path}: {problems[0].vi}",
            first_en=f"{problems[0].path}: {problems[0].en}",
        )  # fmt: skip


class ProcedureNotHere(Invalid):
    """The procedure is not in the city's catalogue, or is not open."""

    code = "national.procedure_not_here"
    vi = "Thành phố không có thủ tục {procedure_code}. Sửa mã thủ tục (MaTTHC) hoặc công bố thủ tục rồi xử lý lại."
    en = "The city has no procedure {procedure_code}. Correct the code (MaTTHC) or publish the procedure, then replay."


class UnitNotHere(Invalid):
    """The unit is not of this city on that day."""

    code = "national.unit_not_here"
    vi = "Không có đơn vị mang mã định danh “{unit}”. Sửa DonViXuLy theo mã hiện hành rồi xử lý lại."
    en = "There is no unit with the agency code “{unit}”. Correct DonViXuLy to the present code, then replay."


class MessageChanged(NamedError):
    """The portal sent other content under the identifier of an earlier message."""

    code = "national.message_changed"
    vi = "Cổng gửi lại thông điệp {message_id} với nội dung khác. So hai bản rồi quyết định."
    en = "The portal sent message {message_id} again with another content. Compare the two and decide."
    status = 409


class MessageUnworkable(NamedError):
    """An error of ours while working on a message; it stands aside so that others go on."""

    code = "national.message_unworkable"
    vi = "Hệ thống gặp lỗi khi xử lý thông điệp này ({kind}). Báo quản trị viên, sửa xong thì xử lý lại."
    en = "The system failed on this message ({kind}). Tell an administrator; replay it once it is mended."
    status = 500


class NotYetHere(NamedError):
    """News of a dossier that has not come yet; it waits."""

    code = "national.not_yet_here"
    vi = "Hồ sơ {code} chưa về tới thành phố; thông điệp này chờ hồ sơ."
    en = "Dossier {code} has not reached the city yet; this message waits for it."
    status = 409


class PaperRefused(NamedError):
    """A paper that cannot be taken: foreign address, too large, not of an accepted type, or another content than announced."""

    code = "national.paper_refused"
    vi = "Không nhận được giấy tờ “{name}”: {reason_vi}"
    en = "The paper “{name}” cannot be taken: {reason_en}"
    status = 422


class PortalUnavailable(NamedError):
    """The national portal does not answer; it is asked again later."""

    code = "national.portal_unavailable"
    vi = "Cổng Dịch vụ công quốc gia không trả lời ({reason}). Hệ thống sẽ tự gửi lại."
    en = "The national portal does not answer ({reason}). The system will try again by itself."
    status = 503


class PortalRefused(NamedError):
    """The national portal answered with an error code other than 0."""

    code = "national.portal_refused"
    vi = "Cổng Dịch vụ công quốc gia từ chối ({error_code}): {message}"
    en = "The national portal refused ({error_code}): {message}"
    status = 502


class SignatureWrong(NamedError):
    """A pushed message without a valid signature, or too old."""

    code = "national.signature_wrong"
    vi = "Chữ ký của thông điệp không đúng hoặc đã quá hạn."
    en = "The message's signature is wrong or too old."
    status = 401


class ItemUnknown(NotFound):
    """No such message, telling or difference."""

    code = "national.item_unknown"
    vi = "Không tìm thấy mục này. Tải lại danh sách."
    en = "This item was not found. Reload the list."


class NotParked(NamedError):
    """Only what is parked is mended, replayed or set aside."""

    code = "national.not_parked"
    vi = "Thông điệp này không còn ở trạng thái dừng. Tải lại trang."
    en = "This message is not parked any more. Reload the page."
    status = 409


class ReasonNeeded(Invalid):
    """Setting a message aside needs a written reason."""

    code = "national.reason_needed"
    vi = "Ghi rõ lý do bỏ qua thông điệp này."
    en = "Write why this message is set aside."

    def __init__(self) -> None:
        super().__init__(fields={"reason": (self.vi, self.en)})

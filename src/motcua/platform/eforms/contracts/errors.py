"""Named errors of forms."""

from __future__ import annotations

from typing import ClassVar

from motcua.kernel.errors import NamedError


class FormUnknown(NamedError):
    """No form with this key and version."""

    code: ClassVar[str] = "eforms.form_unknown"
    vi: ClassVar[str] = "Không có biểu mẫu {key}."
    en: ClassVar[str] = "There is no form {key}."
    status: ClassVar[int] = 404


class FormRefused(NamedError):
    """A form document that cannot be published; ``where`` and ``why`` name the mistake for its author."""

    code: ClassVar[str] = "eforms.form_refused"
    vi: ClassVar[str] = "Biểu mẫu {key} chưa dùng được: {where}: {why}"
    en: ClassVar[str] = "Form {key} cannot be used: {where}: {why}"
    status: ClassVar[int] = 422


class PageUnknown(NamedError):
    """The form has no such page."""

    code: ClassVar[str] = "eforms.page_unknown"
    vi: ClassVar[str] = "Biểu mẫu không có trang {page}."
    en: ClassVar[str] = "The form has no page {page}."
    status: ClassVar[int] = 404


class DraftUnknown(NamedError):
    """No such draft, or it is not this person's: the two are not told apart."""

    code: ClassVar[str] = "eforms.draft_unknown"
    vi: ClassVar[str] = "Không tìm thấy bản nháp này trong tài khoản của bạn. Bản nháp quá hạn đã được xoá."
    en: ClassVar[str] = "This draft is not in your account. Drafts past their date are deleted."
    status: ClassVar[int] = 404


class DraftFrozen(NamedError):
    """The draft has been submitted: its answers no longer change here."""

    code: ClassVar[str] = "eforms.draft_frozen"
    vi: ClassVar[str] = "Hồ sơ này đã nộp nên không sửa được ở đây. Xem hồ sơ để biết bước tiếp theo."
    en: ClassVar[str] = "This has been submitted and cannot be changed here. Open the dossier to see the next step."
    status: ClassVar[int] = 409


class ConfirmationsMissing(NamedError):
    """Somebody who was asked to confirm the form has not done so, or the answers changed since."""

    code: ClassVar[str] = "eforms.confirmations_missing"
    vi: ClassVar[str] = "Còn chờ {names} xác nhận trước khi nộp."
    en: ClassVar[str] = "{names} must confirm before this can be submitted."
    status: ClassVar[int] = 409


class SignerRefused(NamedError):
    """An invitation that makes no sense: the owner herself, or one person too many."""

    code: ClassVar[str] = "eforms.signer_refused"
    vi: ClassVar[str] = "Không mời được: {reason_vi}"
    en: ClassVar[str] = "This person cannot be invited: {reason_en}"
    status: ClassVar[int] = 422

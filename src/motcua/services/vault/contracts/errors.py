"""Refusals of the store."""

from __future__ import annotations

from motcua.kernel.errors import NamedError, NotFound


class DocumentUnknown(NotFound):
    """No such document in this person's store."""

    code = "vault.document_unknown"
    vi = "Không có giấy tờ này trong kho của bạn."
    en = "This document is not in your store."


class QuotaFull(NamedError):
    """The store has no room for the file; ``most_mb`` is its size."""

    code = "vault.quota_full"
    vi = "Kho của bạn đã dùng gần hết {most_mb} MB nên chưa thêm được tệp này. Gỡ bớt giấy tờ không cần nữa rồi thử lại."
    en = "Your store has nearly used its {most_mb} MB, so this file was not added. Remove papers that you no longer need and try again."
    status = 413


class AlreadyHeld(NamedError):
    """The same file is in the store already; ``title`` is the paper's."""

    code = "vault.already_held"
    vi = "Tệp này đã có trong kho, trong giấy tờ “{title}”. Mở giấy tờ đó để sửa hoặc thay bản mới."
    en = "This file is in the store already, as “{title}”. Open that paper to correct it or to replace it."
    status = 409


class NotYours(NamedError):
    """The card belongs to another person than the holder of the store."""

    code = "vault.not_yours"
    vi = "Số định danh trên thẻ không phải của bạn. Kho này chỉ giữ thẻ căn cước của chính bạn; giấy tờ của con thêm ở loại khác."
    en = "The personal number on the card is not yours. This store keeps your own identity card only; add a child's papers as other kinds."
    status = 422


class PaperIssued(NamedError):
    """What an agency issued is not altered by its holder."""

    code = "vault.paper_issued"
    vi = "Giấy tờ do cơ quan cấp không sửa hay thay bằng bản tự tải lên được. Nếu có sai sót, hãy đề nghị cơ quan cấp đính chính."
    en = "What an agency issued cannot be altered or replaced by an upload. If it has a mistake, ask the agency to correct it."
    status = 409


class CannotShare(NamedError):
    """The paper is removed, or the holder asked to restrict its processing, so it is shown to nobody."""

    code = "vault.cannot_share"
    vi = "Giấy tờ này đang bị gỡ hoặc hạn chế xử lý nên không chia sẻ được. Khôi phục giấy tờ, hoặc bỏ hạn chế, rồi chia sẻ lại."
    en = "This paper is removed or its processing restricted, so it cannot be shared. Take it back or lift the restriction first."
    status = 409


class ShareUnknown(NotFound):
    """No such share of the actor's."""

    code = "vault.share_unknown"
    vi = "Không có lượt chia sẻ này trong kho của bạn."
    en = "There is no such share in your store."


class LinkDead(NotFound):
    """The one answer to a link that never was, has ended, was used up or taken back: it tells none of these apart."""

    code = "vault.link_dead"
    vi = "Liên kết chia sẻ này không dùng được: có thể đã hết hạn, được thu hồi hoặc gõ chưa đúng. Hãy xin người chia sẻ liên kết mới."
    en = "This link does not work: it may have ended, been taken back or been mistyped. Ask whoever shared it for a new one."


class LinkForUnit(NamedError):
    """The link is meant for the officers of a unit, who sign in first."""

    code = "vault.link_for_unit"
    vi = "Liên kết này dành cho cán bộ của cơ quan được chia sẻ. Đăng nhập bằng tài khoản cán bộ rồi mở lại."
    en = "This link is for officers of the agency it was shared with. Sign in as an officer and open it again."
    status = 403


class PinWrong(NamedError):
    """The PIN of a link is wrong, or was tried too often."""

    code = "vault.pin_wrong"
    vi = "Mã PIN chưa đúng. Sau {most} lần sai, liên kết tạm khoá {minutes} phút."
    en = "The PIN is wrong. After {most} wrong tries the link rests for {minutes} minutes."
    status = 422


class LinksResting(NamedError):
    """Too many wrong links from one place."""

    code = "vault.links_resting"
    vi = "Có quá nhiều lần mở liên kết không đúng từ mạng của bạn. Hãy thử lại sau {minutes} phút."
    en = "Too many wrong links were opened from your network. Try again in {minutes} minutes."
    status = 429


class FactsChanged(NamedError):
    """The holder has altered shared fields since the officer opened them: what he compared is not what is kept now."""

    code = "vault.facts_changed"
    vi = "Người chia sẻ đã sửa thông tin sau khi bạn mở. Hãy mở lại giấy tờ, đối chiếu thông tin mới với bản gốc rồi ghi nhận lại."
    en = "The fields were altered after you opened them. Open the paper again, compare the new ones with the original, then confirm."
    status = 409


class KeyReused(NamedError):
    """The same idempotency key came with another paper, other terms or another request."""

    code = "vault.key_reused"
    vi = "Yêu cầu này trùng mã với một yêu cầu khác đã gửi. Tải lại trang rồi gửi lại."
    en = "This request carries the key of a different one already sent. Reload the page and send it again."
    status = 409


class RequestUnknown(NotFound):
    """No such request for the actor."""

    code = "vault.request_unknown"
    vi = "Không có yêu cầu này."
    en = "There is no such request."


class RequestSettled(NamedError):
    """The request was answered, taken back or has ended."""

    code = "vault.request_settled"
    vi = "Yêu cầu này đã được trả lời, được rút lại hoặc đã hết hạn."
    en = "This request was answered, taken back or has ended."
    status = 409


class PictureUnreadable(NamedError):
    """The picture is torn, or larger than anybody photographs a paper."""

    code = "vault.picture_unreadable"
    vi = "Không đọc được ảnh này. Chụp lại hoặc lưu thành tệp JPG, PNG (tối đa 80 triệu điểm ảnh) rồi tải lên lại."
    en = "This picture cannot be read. Take it again or save it as JPG or PNG (80 million points at most), then upload it again."
    status = 422


class CannotShow(NamedError):
    """The file cannot be marked with whom it is shown to, so it is shown to nobody."""

    code = "vault.cannot_show"
    vi = "Tệp này không đóng dấu người xem được (hỏng hoặc đặt mật khẩu) nên không mở. Hãy nhờ người chia sẻ thay bằng tệp không khoá."
    en = "This file cannot be marked with its reader (damaged or locked), so it is not opened. Ask the sharer for an unlocked one."
    status = 422


class CopyKept(NamedError):
    """A unit's copy of what somebody shared stays as the sharer showed it."""

    code = "vault.copy_kept"
    vi = "Bản lưu từ lượt chia sẻ giữ nguyên như người chia sẻ đã cho xem. Có bản khác thì thêm thành giấy tờ mới."
    en = "A copy of what was shared stays as the sharer showed it. Add another version as a new paper."
    status = 409


class RecordKept(NamedError):
    """The record of what the unit issued is kept by law (Luật Lưu trữ 33/2024/QH15)."""

    code = "vault.record_kept"
    vi = "Bản lưu giấy tờ do đơn vị cấp phải được lưu giữ (Luật Lưu trữ 33/2024/QH15) nên không gỡ được."
    en = "The record of what the unit issued must be kept (Luật Lưu trữ 33/2024/QH15), so it cannot be removed."
    status = 409

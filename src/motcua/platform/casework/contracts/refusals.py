"""Refusals of the work in depth: guards, opinions, units, extensions, filing for another, other versions, appeals."""

from __future__ import annotations

from motcua.kernel.errors import Invalid, NamedError, NotFound


class GuardClosed(NamedError):
    """The definition's condition for this way out of the step does not hold."""

    code = "casework.guard_closed"
    vi = "Chưa thể {verb_vi} hồ sơ {dossier_code}: {reason_vi}"
    en = "Dossier {dossier_code} cannot be used to {verb_en} yet: {reason_en}"
    status = 409


class RequirementMissing(Invalid):
    """The step demands something with this action (a comment, a document, an inspection report); ``fields`` names it."""

    code = "casework.requirement_missing"
    vi = "Bước này đòi hỏi thêm thông tin. Điền các mục được đánh dấu."
    en = "This step needs more. Fill in what is marked."


class OpinionUnknown(NotFound):
    """No opinion of this id that the actor may know of."""

    code = "casework.opinion_unknown"
    vi = "Không tìm thấy yêu cầu cho ý kiến trong phạm vi bạn được xem."
    en = "The request for an opinion was not found among those you may see."


class OpinionClosed(NamedError):
    """The opinion was given or recalled already."""

    code = "casework.opinion_closed"
    vi = "Yêu cầu cho ý kiến này đã kết thúc nên không sửa được nữa."
    en = "This request for an opinion is closed and cannot be changed any more."
    status = 409


class OpinionTwice(NamedError):
    """The unit has an open request of the dossier already."""

    code = "casework.opinion_twice"
    vi = "Đơn vị {unit_code} đang được xin ý kiến về hồ sơ này; hãy thu hồi yêu cầu cũ trước."
    en = "Unit {unit_code} is being asked about this dossier already; recall that request first."
    status = 409


class UnitUnresolved(NamedError):
    """The definition names a unit for the next step that cannot be found."""

    code = "casework.unit_unresolved"
    vi = "Không xác định được đơn vị thực hiện bước “{step}” ({reason_vi}). Báo quản trị thủ tục."
    en = "The unit for the step “{step}” cannot be found ({reason_en}). Tell the administrator of the procedure."
    status = 409


class OfficerWrong(Invalid):
    """The officer to whom the dossier should be given holds no position for this step in the unit."""

    code = "casework.officer_wrong"
    vi = "Cán bộ này không giữ vị trí của bước hiện tại tại đơn vị đang xử lý."
    en = "This officer holds no position for the present step in the unit that has the dossier."


class ExtensionRefused(NamedError):
    """The appointment was moved as often as the rule allows, or the new one would not be later than now."""

    code = "casework.extension_refused"
    vi = "Không thể gia hạn hồ sơ {dossier_code}: {reason_vi}"
    en = "The due date of dossier {dossier_code} cannot be extended: {reason_en}"
    status = 409


class PauseNotLawful(Invalid):
    """The reason is none for which the law lets the clock stand still."""

    code = "casework.pause_not_lawful"
    vi = "Lý do này không thuộc các trường hợp được tạm dừng thời hạn giải quyết."
    en = "The clock may not stand still for this reason."


class FilingWrong(Invalid):
    """Filing for another without naming him, without the paper, or by somebody who may not."""

    code = "casework.filing_wrong"
    vi = "Thông tin nộp thay chưa đủ. Điền các mục được đánh dấu."
    en = "What is told about filing for another is not complete. Fill in what is marked."


class NotEligible(NamedError):
    """The eligibility table of the procedure says no to these answers."""

    code = "casework.not_eligible"
    vi = "Trường hợp này chưa đủ điều kiện thực hiện thủ tục: {reason_vi}"
    en = "This case does not meet the conditions of the procedure: {reason_en}"
    status = 422


class RebaseRefused(NamedError):
    """The dossier cannot move to that version."""

    code = "casework.rebase_refused"
    vi = "Không thể chuyển hồ sơ {dossier_code} sang phiên bản {version}: {reason_vi}"
    en = "Dossier {dossier_code} cannot move to version {version}: {reason_en}"
    status = 409


class SubDossierOpen(NamedError):
    """A dossier cannot end well while a part of it is being worked on."""

    code = "casework.sub_dossier_open"
    vi = "Hồ sơ {dossier_code} còn hồ sơ thành phần chưa xong nên chưa thể {verb_vi}."
    en = "Dossier {dossier_code} has sub-dossiers that are not done, so it cannot be used to {verb_en} yet."
    status = 409


class AppealTwice(NamedError):
    """One appeal against one decision."""

    code = "casework.appeal_twice"
    vi = "Quyết định của hồ sơ {dossier_code} đã có khiếu nại. Theo dõi khiếu nại đó."
    en = "There is an appeal against the decision of dossier {dossier_code} already. Follow that one."
    status = 409

"""Every refusal of casework, in Vietnamese and English."""

from __future__ import annotations

from motcua.kernel.errors import Invalid, NamedError, NotFound
from motcua.platform.casework.contracts.procedures import DefinitionProblem


class ProcedureUnknown(NotFound):
    """No procedure has this code."""

    code = "casework.procedure_unknown"
    vi = "Không có thủ tục mang mã {procedure_code}. Kiểm tra lại mã hoặc tìm theo tên thủ tục."
    en = "There is no procedure with the code {procedure_code}. Check the code or search by name."


class ProcedureNotOnline(NamedError):
    """The procedure is listed, but this city does not take it in online."""

    code = "casework.procedure_not_online"
    vi = "Thủ tục {procedure_code} chưa nộp trực tuyến được. Bạn có thể nộp tại quầy hoặc qua bưu chính."
    en = "Procedure {procedure_code} cannot be submitted online yet. It can be submitted at the counter or by post."
    status = 409


class LevelNeeded(NamedError):
    """The procedure asks for a surer e-identity than the one of this session (NĐ 69/2024/NĐ-CP)."""

    code = "casework.level_needed"
    vi = "Thủ tục {procedure_code} cần tài khoản định danh mức {needed}. Đăng nhập lại ở mức đó rồi nộp; câu trả lời vẫn còn."
    en = "Procedure {procedure_code} needs an e-identity of level {needed}. Sign in again at that level and submit; your answers are kept."
    status = 403


class DossierUnknown(NotFound):
    """No dossier has this code, or the actor may not know that it exists."""

    code = "casework.dossier_unknown"
    vi = "Không tìm thấy hồ sơ {dossier_code} trong phạm vi bạn được xem. Kiểm tra lại mã hồ sơ."
    en = "Dossier {dossier_code} was not found among those you may see. Check the code."


class TrackingRefused(NotFound):
    """The public look-up: code and secret do not belong together (which of them is wrong is not told)."""

    code = "casework.tracking_refused"
    vi = "Mã hồ sơ và mã tra cứu không khớp. Xem lại hai mã trên giấy tiếp nhận hồ sơ."
    en = "The dossier code and the look-up code do not match. See both on the receipt."


class ActionNotPossible(NamedError):
    """The dossier is not in a state in which this may be done."""

    code = "casework.action_not_possible"
    vi = "Hồ sơ {dossier_code} đang ở trạng thái “{status_vi}” nên không thể {verb_vi}. Tải lại trang để xem trạng thái mới nhất."
    en = "Dossier {dossier_code} is “{status_en}”, so it cannot be used to {verb_en}. Reload the page to see its present state."
    status = 409


class FeeNotPaid(NamedError):
    """A dossier with a fee is taken in only after the payment is settled."""

    code = "casework.fee_not_paid"
    vi = "Hồ sơ {dossier_code} chưa nộp phí, lệ phí {amount} đồng nên chưa thể tiếp nhận."
    en = "The fee of {amount} đồng for dossier {dossier_code} is not paid yet, so it cannot be taken in."
    status = 409


class ReasonMissing(Invalid):
    """Refusing, stopping, sending back and asking for papers need a written reason."""

    code = "casework.reason_missing"
    vi = "Ghi rõ lý do để người dân hiểu vì sao và cần làm gì tiếp."
    en = "Write the reason, so that the citizen understands why and what to do next."

    def __init__(self) -> None:
        super().__init__(fields={"reason": (self.vi, self.en)})


class ItemsMissing(Invalid):
    """A supplement request names at least one paper."""

    code = "casework.items_missing"
    vi = "Ghi ít nhất một giấy tờ cần bổ sung."
    en = "Name at least one paper to be supplemented."

    def __init__(self) -> None:
        super().__init__(fields={"items": (self.vi, self.en)})


class DeadlineWrong(Invalid):
    """A deadline for supplements outside what the rule allows."""

    code = "casework.deadline_wrong"
    vi = "Thời hạn bổ sung phải từ 1 đến {most} ngày làm việc."
    en = "The time to supply papers must be between 1 and {most} working days."

    def __init__(self, *, most: int) -> None:
        super().__init__(fields={"deadline_days": (self.vi.format(most=most), self.en.format(most=most))}, most=most)


class SupplementLate(NamedError):
    """The deadline of the supplement request has passed; the dossier is kept and the desk can extend the deadline."""

    code = "casework.supplement_late"
    vi = "Đã quá hạn bổ sung ({deadline}). Hồ sơ vẫn được giữ; liên hệ bộ phận một cửa để được gia hạn rồi gửi lại."
    en = "The time to supply papers ended on {deadline}. The dossier is kept; ask the one-stop desk for an extension, then send again."
    status = 409


class PapersMissing(Invalid):
    """Papers that the procedure requires are not there; ``fields`` names them."""

    code = "casework.papers_missing"
    vi = "Còn thiếu giấy tờ bắt buộc. Tải lên các giấy tờ được đánh dấu."
    en = "Required papers are missing. Upload the marked papers."


class PaperUnknown(Invalid):
    """The paper answers no requirement of this procedure or request."""

    code = "casework.paper_unknown"
    vi = "Giấy tờ “{requirement}” không thuộc thành phần hồ sơ của thủ tục này."
    en = "The paper “{requirement}” is not among those of this procedure."


class StepUnknown(Invalid):
    """The definition has no such way out of the present step."""

    code = "casework.step_unknown"
    vi = "Quy trình của hồ sơ không có bước chuyển sang “{step}”."
    en = "The process of this dossier has no way to the step “{step}”."


class UnitWrong(Invalid):
    """The receiving unit does not exist on this day or does not take in this procedure."""

    code = "casework.unit_wrong"
    vi = "Đơn vị {unit_code} không tiếp nhận thủ tục này. Chọn lại nơi tiếp nhận."
    en = "Unit {unit_code} does not take in this procedure. Choose the receiving unit again."


class ResultNotReady(NamedError):
    """There is no issued result yet."""

    code = "casework.result_not_ready"
    vi = "Hồ sơ {dossier_code} chưa có kết quả. Xem ngày hẹn trả trên trang theo dõi hồ sơ."
    en = "Dossier {dossier_code} has no result yet. See the appointment on its status page."
    status = 404


class ReceiptNotReady(NamedError):
    """A receipt exists only after intake."""

    code = "casework.receipt_not_ready"
    vi = "Hồ sơ {dossier_code} chưa được tiếp nhận nên chưa có giấy tiếp nhận."
    en = "Dossier {dossier_code} is not taken in yet, so there is no receipt."
    status = 404


class DefinitionWrong(Invalid):
    """A procedure definition with errors; ``problems`` lists all of them, with their paths."""

    code = "casework.definition_wrong"
    vi = "Định nghĩa thủ tục {procedure_code} có {count} lỗi và không được công bố."
    en = "The definition of procedure {procedure_code} has {count} errors and was not published."

    def __init__(self, *, procedure_code: str, problems: tuple[DefinitionProblem, ...]) -> None:
        self.problems = problems
        super().__init__(
            fields={p.path: (p.vi, p.en) for p in problems}, procedure_code=procedure_code, count=len(problems)
        )


class CatalogueUnreadable(NamedError):
    """The file as a whole is no catalogue: wrong header or not text."""

    code = "casework.catalogue_unreadable"
    vi = "Không đọc được tệp danh mục thủ tục: {why_vi}"
    en = "The catalogue file cannot be read: {why_en}"
    status = 422


class CursorWrong(Invalid):
    """A page cursor that this list did not hand out."""

    code = "casework.cursor_wrong"
    vi = "Địa chỉ trang không đúng. Quay về trang đầu của danh sách."
    en = "The page address is not right. Go back to the first page of the list."


class HistoryOutOfOrder(NamedError):
    """A record of the past whose instants contradict each other."""

    code = "casework.history_out_of_order"
    vi = "Bản ghi lịch sử {key} có các mốc thời gian không theo thứ tự."
    en = "The instants of the history record {key} are out of order."
    status = 422


class LookupResting(NamedError):
    """Too many wrong look-up codes for one dossier today."""

    code = "casework.lookup_resting"
    vi = "Hồ sơ này đã bị tra cứu sai nhiều lần hôm nay. Đăng nhập để xem, hoặc tra cứu lại vào ngày mai."
    en = "This dossier was looked up with wrong codes too often today. Sign in to see it, or try again tomorrow."
    status = 429

"""Codes of the national portal that dossiers carry, and the verbs and facts of their life."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class DossierStatus(IntEnum):
    """The ten status codes of the national public-service portal (hồ sơ TTHC)."""

    SUBMITTED = 1  # mới đăng ký
    RECEIVED = 2  # được tiếp nhận
    REFUSED = 3  # không được tiếp nhận
    PROCESSING = 4  # đang xử lý
    SUPPLEMENT = 5  # yêu cầu bổ sung giấy tờ
    FINANCIAL_DUTY = 6  # yêu cầu thực hiện nghĩa vụ tài chính
    WITHDRAWN = 7  # công dân yêu cầu rút hồ sơ
    STOPPED = 8  # dừng xử lý
    RESOLVED = 9  # đã xử lý xong
    HANDED_BACK = 10  # đã trả kết quả

    @property
    def vi(self) -> str:
        """The status in Vietnamese, as the national portal words it."""
        return _STATUS_WORDS[self][0]

    @property
    def en(self) -> str:
        """The status in English."""
        return _STATUS_WORDS[self][1]


_STATUS_WORDS: dict[DossierStatus, tuple[str, str]] = {
    DossierStatus.SUBMITTED: ("Mới đăng ký", "Submitted"),
    DossierStatus.RECEIVED: ("Được tiếp nhận", "Received"),
    DossierStatus.REFUSED: ("Không được tiếp nhận", "Refused at intake"),
    DossierStatus.PROCESSING: ("Đang xử lý", "In process"),
    DossierStatus.SUPPLEMENT: ("Yêu cầu bổ sung giấy tờ", "Papers to be supplemented"),
    DossierStatus.FINANCIAL_DUTY: ("Yêu cầu thực hiện nghĩa vụ tài chính", "Financial duty to be met"),
    DossierStatus.WITHDRAWN: ("Công dân yêu cầu rút hồ sơ", "Withdrawn by the citizen"),
    DossierStatus.STOPPED: ("Dừng xử lý", "Processing stopped"),
    DossierStatus.RESOLVED: ("Đã xử lý xong", "Result ready"),
    DossierStatus.HANDED_BACK: ("Đã trả kết quả", "Result handed back"),
}


class Channel(IntEnum):
    """How a dossier reached the one-stop desk (KenhThucHien of the national portal)."""

    COUNTER = 1  # trực tiếp
    ONLINE = 2  # trực tuyến
    POSTAL = 3  # bưu chính công ích

    @property
    def vi(self) -> str:
        """The channel in Vietnamese."""
        return ("Trực tiếp", "Trực tuyến", "Bưu chính công ích")[self - 1]

    @property
    def en(self) -> str:
        """The channel in English."""
        return ("At the counter", "Online", "By public postal service")[self - 1]


class PartyKind(IntEnum):
    """Who owns a dossier (LoaiDoiTuong of the national portal)."""

    CITIZEN = 1
    ENTERPRISE = 2
    STATE_AGENCY = 3
    OTHER = 4


class ServiceLevel(IntEnum):
    """How far a service is online: toàn trình, một phần, or information only."""

    INFORMATION = 2
    PARTIAL = 3
    FULL = 4


class Verb(StrEnum):
    """What may be done to a dossier; each verb is one action of the door."""

    SUBMIT = "submit"  # nộp
    RECEIVE = "receive"  # tiếp nhận
    REFUSE = "refuse"  # từ chối tiếp nhận
    REQUEST_SUPPLEMENT = "request_supplement"  # yêu cầu bổ sung
    EXTEND_SUPPLEMENT = "extend_supplement"  # gia hạn bổ sung
    SUPPLY = "supply"  # bổ sung
    REQUEST_PAYMENT = "request_payment"  # yêu cầu nghĩa vụ tài chính
    FORWARD = "forward"  # chuyển bước
    PROPOSE_RESULT = "propose_result"  # trình ký
    SEND_BACK = "send_back"  # trả lại bước trước
    SIGN_RESULT = "sign_result"  # ký, phát hành kết quả
    HAND_BACK = "hand_back"  # trả kết quả
    WITHDRAW = "withdraw"  # rút hồ sơ
    STOP = "stop"  # dừng giải quyết


class SideVerb(StrEnum):
    """What may be done beside the steps of the definition; each is one action of the door, ruled by status and role alone."""

    ASSIGN = "assign"  # phân công
    TRANSFER = "transfer"  # chuyển đơn vị
    ASK_OPINIONS = "ask_opinions"  # xin ý kiến
    GIVE_OPINION = "give_opinion"  # cho ý kiến
    RECALL_OPINION = "recall_opinion"  # thu hồi yêu cầu cho ý kiến
    EXTEND_DUE = "extend_due"  # xin lỗi, gia hạn
    PAUSE = "pause"  # tạm dừng
    RESUME = "resume"  # tiếp tục
    OPEN_SUB_DOSSIER = "open_sub_dossier"  # mở hồ sơ thành phần
    REVOKE_RESULT = "revoke_result"  # thu hồi kết quả
    CORRECT = "correct"  # đính chính
    REBASE = "rebase"  # chuyển phiên bản thủ tục
    APPEAL = "appeal"  # khiếu nại
    RATE = "rate"  # đánh giá


class EventKind(StrEnum):
    """Facts in the history of one dossier; the dossier row is their fold."""

    SUBMITTED = "submitted"
    FEE_PAID = "fee_paid"
    RECEIVED = "received"
    REFUSED = "refused"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    SUPPLEMENT_EXTENDED = "supplement_extended"
    SUPPLEMENTED = "supplemented"
    PAYMENT_REQUESTED = "payment_requested"
    MOVED = "moved"
    RESOLVED = "resolved"
    HANDED_BACK = "handed_back"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    ASSIGNED = "assigned"
    TRANSFERRED = "transferred"
    OPINION_ASKED = "opinion_asked"
    OPINION_GIVEN = "opinion_given"
    OPINION_RECALLED = "opinion_recalled"
    EXTENDED = "extended"
    PAUSED = "paused"
    RESUMED = "resumed"
    DUE_WARNED = "due_warned"
    DUE_RECOMPUTED = "due_recomputed"
    SUB_OPENED = "sub_opened"
    SUB_CLOSED = "sub_closed"
    REVOKED = "revoked"
    CORRECTED = "corrected"
    APPEALED = "appealed"
    RATED = "rated"
    REBASED = "rebased"
    SUCCEEDED = "succeeded"


class Outcome(StrEnum):
    """What the leader decided."""

    GRANTED = "granted"  # chấp thuận
    DENIED = "denied"  # không chấp thuận


class DueState(StrEnum):
    """Where a dossier stands against its due date; dates are compared, not minutes."""

    NONE = "none"  # the clock has not started
    ON_TRACK = "on_track"
    SOON = "soon"  # due today or on the next working day
    LATE = "late"
    PAUSED = "paused"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"


class PauseReason(StrEnum):
    """Why a clock stands still."""

    SUPPLEMENT = "supplement"  # chờ bổ sung giấy tờ
    FINANCIAL_DUTY = "financial_duty"  # chờ thực hiện nghĩa vụ tài chính
    OPINION = "opinion"  # chờ ý kiến của cơ quan khác
    SUB_DOSSIER = "sub_dossier"  # chờ kết quả hồ sơ thành phần
    FORCE_MAJEURE = "force_majeure"  # sự kiện bất khả kháng
    CORRECTION = "correction"  # từ khi phát hành đến khi thu hồi kết quả để làm lại

    @property
    def vi(self) -> str:
        """The reason in Vietnamese."""
        return _PAUSE_WORDS[self][0]

    @property
    def en(self) -> str:
        """The reason in English."""
        return _PAUSE_WORDS[self][1]


_PAUSE_WORDS: dict[PauseReason, tuple[str, str]] = {
    PauseReason.SUPPLEMENT: ("Chờ bổ sung giấy tờ", "Waiting for papers"),
    PauseReason.FINANCIAL_DUTY: ("Chờ thực hiện nghĩa vụ tài chính", "Waiting for a financial duty to be met"),
    PauseReason.OPINION: ("Chờ ý kiến của cơ quan khác", "Waiting for the opinion of another agency"),
    PauseReason.SUB_DOSSIER: ("Chờ kết quả hồ sơ thành phần", "Waiting for the result of a sub-dossier"),
    PauseReason.FORCE_MAJEURE: ("Sự kiện bất khả kháng", "Force majeure"),
    PauseReason.CORRECTION: ("Kết quả được thu hồi để giải quyết lại", "The result was revoked to be decided anew"),
}


class FilingKind(StrEnum):
    """Who hands a dossier in for its owner."""

    SELF = "self"  # tự nộp
    CHILD = "child"  # cha, mẹ, người giám hộ nộp cho con, người được giám hộ
    AUTHORISED = "authorised"  # người được uỷ quyền, có giấy uỷ quyền
    EMPLOYEE = "employee"  # nhân viên nộp cho tổ chức
    POSTAL_AGENT = "postal_agent"  # nhân viên bưu chính công ích, đại lý dịch vụ công
    OFFICER = "officer"  # cán bộ một cửa nhập hộ

    @property
    def vi(self) -> str:
        """The way of filing in Vietnamese."""
        return _FILING_WORDS[self][0]

    @property
    def en(self) -> str:
        """The way of filing in English."""
        return _FILING_WORDS[self][1]


_FILING_WORDS: dict[FilingKind, tuple[str, str]] = {
    FilingKind.SELF: ("Tự nộp", "Filed in person"),
    FilingKind.CHILD: ("Nộp cho con, người được giám hộ", "Filed for a child or ward"),
    FilingKind.AUTHORISED: ("Nộp theo uỷ quyền", "Filed by an authorised person"),
    FilingKind.EMPLOYEE: ("Nhân viên nộp cho tổ chức", "Filed by an employee of the organisation"),
    FilingKind.POSTAL_AGENT: ("Nộp qua bưu chính, đại lý dịch vụ công", "Filed by a postal or service agent"),
    FilingKind.OFFICER: ("Cán bộ một cửa nhập hộ", "Entered by an officer of the desk"),
}


class Stance(StrEnum):
    """What a unit says when its opinion is asked."""

    AGREE = "agree"  # thống nhất
    DISAGREE = "disagree"  # không thống nhất
    CONDITIONAL = "conditional"  # thống nhất có điều kiện
    NONE = "none"  # không có ý kiến

    @property
    def vi(self) -> str:
        """The stance in Vietnamese."""
        return _STANCE_WORDS[self][0]

    @property
    def en(self) -> str:
        """The stance in English."""
        return _STANCE_WORDS[self][1]


_STANCE_WORDS: dict[Stance, tuple[str, str]] = {
    Stance.AGREE: ("Thống nhất", "Agrees"),
    Stance.DISAGREE: ("Không thống nhất", "Disagrees"),
    Stance.CONDITIONAL: ("Thống nhất có điều kiện", "Agrees on conditions"),
    Stance.NONE: ("Không có ý kiến", "Has no opinion"),
}

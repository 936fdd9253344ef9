"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "audit.read": ("Xem nhật ký", "Read the audit log"),
        "audit.exported": ("Xuất nhật ký", "Exported the audit log"),
        "audit.proof_taken": ("Tải bằng chứng của một mục nhật ký", "Downloaded the proof of an audit entry"),
        "audit.check_asked": ("Yêu cầu kiểm tra nhật ký", "Asked for a check of the audit log"),
        "identity.signed_in": ("Đăng nhập", "Signed in"),
        "identity.factor_reset": ("Đặt lại lớp xác thực thứ hai của cán bộ", "Reset an officer’s second factors"),
        "identity.delegation_proposed": ("Đề nghị giao quyền", "Proposed a delegation"),
        "identity.delegation_granted": ("Giao quyền", "Granted a delegation"),
        "identity.delegation_revoked": ("Chấm dứt giao quyền", "Ended a delegation"),
        "identity.acting_switched": ("Chuyển tư cách thực hiện", "Switched whom they act for"),
        "identity.authorisation_offered": ("Đề nghị uỷ quyền cho tổ chức", "Offered an authorisation of an organisation"),
        "identity.authorisation_given": ("Uỷ quyền thay mặt tổ chức", "Gave an authorisation of an organisation"),
        "identity.authorisation_accepted": ("Nhận uỷ quyền của tổ chức", "Accepted an authorisation of an organisation"),
        "identity.authorisation_ended": ("Chấm dứt uỷ quyền của tổ chức", "Ended an authorisation of an organisation"),
    }
)

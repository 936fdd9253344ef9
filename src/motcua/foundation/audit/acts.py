"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "audit.read": ("Xem nhật ký", "Read the audit log"),
        "audit.exported": ("Xuất nhật ký", "Exported the audit log"),
        "audit.proof_taken": ("Tải bằng chứng của một mục nhật ký", "Downloaded the proof of an audit entry"),
        "audit.check_asked": ("Yêu cầu kiểm tra nhật ký", "Asked for a check of the audit log"),
        "audit.witness_failed": ("Nhân chứng bên ngoài không nhận gốc nhật ký", "An outside witness does not take the log’s roots"),
        "audit.witness_back": ("Nhân chứng bên ngoài đã nhận lại gốc nhật ký", "An outside witness takes the log’s roots again"),
        "identity.contact_corrected": ("Sửa thông tin liên hệ theo yêu cầu", "Corrected contact data at a person’s request"),
        "identity.signed_in": ("Đăng nhập", "Signed in"),
        "identity.factor_reset": ("Đặt lại lớp xác thực thứ hai của cán bộ", "Reset an officer’s second factors"),
        "identity.access_explained": ("Xem giải thích quyền của cán bộ", "Looked into an officer’s powers"),
        "identity.sign_in_refused": ("Từ chối đăng nhập vì thông tin không khớp", "Refused a sign-in whose facts disagree"),
        "identity.mismatch_settled": ("Xử lý đăng nhập không khớp", "Settled a sign-in whose facts disagreed"),
        "identity.link_changed": ("Mở hoặc đóng một cách đăng nhập", "Opened or closed a way to sign in"),
        "identity.password_set": ("Đổi mật khẩu cán bộ", "Changed an officer’s password"),
        "identity.account_locked": ("Tạm khoá tài khoản vì thử sai nhiều lần", "Made an account wait after wrong attempts"),
        "identity.account_unlocked": ("Mở lại tài khoản cán bộ", "Let an officer try again"),
        "identity.post_appointed": ("Bổ nhiệm chức vụ", "Appointed to a post"),
        "identity.post_cancelled": ("Huỷ bổ nhiệm trước ngày hiệu lực", "Cancelled an appointment before its day"),
        "identity.post_corrected": ("Sửa thông tin chức vụ", "Corrected what is recorded of a post"),
        "identity.posts_exported": ("Tải danh sách chức vụ", "Exported posts"),
        "identity.posts_paper": ("Mở văn bản về chức vụ", "Opened the document of a post"),
        "identity.post_ended": ("Cho thôi giữ chức vụ", "Ended a post"),
        "identity.merger": ("Sáp nhập đơn vị", "Merged units"),
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

"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "credentials.issued": ("Cấp chứng nhận số", "Issued a credential"),
        "credentials.presented": ("Trình chứng nhận số", "Presented a credential"),
        "credentials.forgotten": ("Xoá chứng nhận số đã hết hiệu lực", "Forgot credentials that had ended"),
        "credentials.rotated": ("Đổi khoá cấp chứng nhận", "Rotated the issuing key"),
        "credentials.revoked": ("Thu hồi chứng nhận số", "Revoked a credential"),
        "credentials.suspended": ("Tạm đình chỉ chứng nhận số", "Suspended a credential"),
        "credentials.valid": ("Khôi phục chứng nhận số", "Reinstated a credential"),
    }
)

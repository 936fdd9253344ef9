"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "signon.claims_released": ("Cung cấp thông tin cho ứng dụng", "Released claims to an application"),
        "signon.consent_given": ("Đồng ý cho ứng dụng", "Consented to an application"),
        "signon.consent_withdrawn": ("Rút đồng ý với ứng dụng", "Withdrew consent from an application"),
        "signon.keys_rotated": ("Đổi khoá đăng nhập một lần", "Rotated the sign-on keys"),
        "signon.reuse_detected": ("Phát hiện dùng lại mã đăng nhập", "Detected the reuse of a token"),
        "signon.signed_in": ("Đăng nhập vào ứng dụng", "Signed in to an application"),
        "signon.application_registered": ("Đăng ký ứng dụng", "Registered an application"),
        "signon.application_changed": ("Sửa ứng dụng", "Changed an application"),
        "signon.application_secret_changed": ("Đổi khoá bí mật của ứng dụng", "Changed an application’s secret"),
        "signon.application_disabled": ("Tắt ứng dụng", "Disabled an application"),
        "signon.application_enabled": ("Bật ứng dụng", "Enabled an application"),
    }
)

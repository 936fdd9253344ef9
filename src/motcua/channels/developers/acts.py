"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "developers.client_created": ("Tạo ứng dụng máy", "Created a machine client"),
        "developers.client_secret_changed": ("Đổi khoá ứng dụng máy", "Changed a machine client’s secret"),
        "developers.client_revoked": ("Thu hồi ứng dụng máy", "Revoked a machine client"),
        "developers.subscribed": ("Đăng ký nhận sự kiện", "Subscribed to events"),
        "developers.secret_rotated": ("Đổi khoá đăng ký nhận sự kiện", "Rotated a subscription’s secret"),
        "developers.unsubscribed": ("Huỷ đăng ký nhận sự kiện", "Ended a subscription"),
    }
)

"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "exchange.call": ("Gọi dịch vụ của cơ quan khác", "Called another agency’s service"),
        "exchange.grant_right": ("Cấp quyền gọi dịch vụ", "Granted a right to call a service"),
        "exchange.revoke_right": ("Thu hồi quyền gọi dịch vụ", "Revoked a right to call a service"),
        "exchange.register_service": ("Đăng ký dịch vụ", "Registered a service"),
        "exchange.enable_service": ("Bật dịch vụ", "Switched a service on"),
        "exchange.disable_service": ("Tắt dịch vụ", "Switched a service off"),
    }
)

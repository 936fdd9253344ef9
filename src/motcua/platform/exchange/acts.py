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
        "exchange.change_service": ("Sửa dịch vụ", "Changed a service"),
        "exchange.note_change": ("Ghi nhật ký thay đổi dịch vụ", "Wrote a service’s change log"),
        "exchange.register_member": ("Đăng ký, sửa thành viên", "Registered or changed a member"),
        "exchange.register_client": ("Đăng ký, sửa hệ thống", "Registered or changed a system"),
        "exchange.add_certificate": ("Thêm chứng thư", "Added a certificate"),
        "exchange.end_networks": ("Đặt hạn nhận cuộc gọi theo mạng", "Set when calls by network end"),
        "exchange.revoke_certificate": ("Thu hồi chứng thư", "Revoked a certificate"),
        "exchange.make_credential": ("Cấp khoá truy cập", "Made an access key"),
        "exchange.revoke_credential": ("Thu hồi khoá truy cập", "Revoked an access key"),
        "exchange.set_group": ("Lập, sửa nhóm hệ thống", "Made or changed a group of systems"),
        "exchange.remove_group": ("Xoá nhóm hệ thống", "Removed a group of systems"),
        "exchange.set_peer": ("Nối máy chủ liên thông khác", "Connected another security server"),
        "exchange.remove_peer": ("Ngắt máy chủ liên thông khác", "Disconnected another security server"),
        "exchange.change_setting": ("Đổi thiết lập trục liên thông", "Changed a setting of the exchange"),
        "exchange.set_event_room": ("Lập, sửa phòng sự kiện", "Opened or changed a room for events"),
        "exchange.remove_event_room": ("Đóng phòng sự kiện", "Closed a room for events"),
        "exchange.set_event_type": ("Khai báo, sửa loại sự kiện", "Declared or changed an event type"),
        "exchange.remove_event_type": ("Bỏ loại sự kiện", "Removed an event type"),
        "exchange.empty_dead_letters": ("Gửi lại, bỏ sự kiện không chuyển được", "Sent undelivered events again, or dropped them"),
        "exchange.begin_maintenance": ("Báo bảo trì trục liên thông", "Announced maintenance of the exchange"),
        "exchange.end_maintenance": ("Kết thúc bảo trì trục liên thông", "Ended maintenance of the exchange"),
        "exchange.set_gateway": ("Khai báo cổng liên thông", "Registered a gateway"),
        "exchange.make_gateway_token": ("Cấp mã lấy cấu hình cho cổng", "Made a gateway’s token"),
        "exchange.change_config": ("Đổi cấu hình trục liên thông", "Changed the configuration of the exchange"),
        "exchange.move_request": ("Xử lý yêu cầu chia sẻ dữ liệu", "Moved a data-sharing request"),
        "exchange.describe_service": ("Lưu bản mô tả dịch vụ", "Kept a service’s description"),
        "exchange.share_rows": ("Chia sẻ bộ dữ liệu lên nền tảng quốc gia", "Shared a data set with the national platform"),
        "exchange.calls_exported": ("Tải danh sách cuộc gọi qua trục", "Took the list of calls through the exchange"),
        "exchange.ask_sharing": ("Đề nghị chia sẻ dữ liệu", "Asked for data to be shared"),
    }
)

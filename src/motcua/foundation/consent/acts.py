"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "consent.given": ("Ghi nhận sự đồng ý", "Recorded a consent"),
        "consent.withdrawn": ("Rút sự đồng ý", "Withdrew a consent"),
        "consent.months_dropped": ("Xoá lượt xem dữ liệu đã hết hạn lưu", "Dropped readings past their keeping time"),
        "consent.restricted": ("Hạn chế xử lý dữ liệu của một người", "Restricted the processing of a person’s data"),
        "consent.restriction_lifted": ("Bỏ hạn chế xử lý dữ liệu", "Lifted a restriction of processing"),
        "consent.overseen": ("Xem việc truy cập dữ liệu cá nhân của đơn vị", "Looked over the unit’s accesses to personal data"),
    }
)

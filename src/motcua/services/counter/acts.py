"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "counter.group_set": ("Đặt nhóm quầy", "Set a group of the counter"),
        "counter.online_days_set": ("Đặt ngày chỉ nhận trực tuyến", "Set the online days"),
    }
)

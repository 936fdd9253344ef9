"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "privacy.breaches_exported": ("Xuất sổ vi phạm dữ liệu", "Exported the breach register"),
        "privacy.end_dpo": ("Kết thúc nhiệm vụ cán bộ bảo vệ dữ liệu", "Ended a data protection officer’s duty"),
        "privacy.name_dpo": ("Chỉ định cán bộ bảo vệ dữ liệu", "Named a data protection officer"),
        "privacy.breach_recorded": ("Ghi nhận vi phạm dữ liệu", "Recorded a data breach"),
    }
)

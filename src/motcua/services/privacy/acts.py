"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "privacy.breaches_exported": ("Xuất sổ vi phạm dữ liệu", "Exported the breach register"),
        "privacy.end_dpo": ("Kết thúc nhiệm vụ cán bộ bảo vệ dữ liệu", "Ended a data protection officer’s duty"),
        "privacy.name_dpo": ("Chỉ định cán bộ bảo vệ dữ liệu", "Named a data protection officer"),
        "privacy.breach_recorded": ("Ghi nhận vi phạm dữ liệu", "Recorded a data breach"),
        "privacy.package_taken": ("Tải gói dữ liệu cá nhân", "Downloaded the package of personal data"),
        "privacy.restriction_lifted": ("Bỏ hạn chế xử lý dữ liệu", "Lifted a restriction of processing"),
        "privacy.run_step": ("Thực hiện một bước của yêu cầu dữ liệu", "Did one step of a data request"),
        "privacy.run_planned": ("Lập kế hoạch thực hiện yêu cầu dữ liệu", "Planned a data request"),
        "privacy.run_started": ("Bắt đầu thực hiện yêu cầu dữ liệu", "Began a data request"),
        "privacy.run_done": ("Hoàn thành yêu cầu dữ liệu", "Finished a data request"),
    }
)

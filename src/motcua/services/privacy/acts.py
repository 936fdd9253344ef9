"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "privacy.breaches_exported": ("Xuất sổ vi phạm dữ liệu", "Exported the breach register"),
        "privacy.end_dpo": ("Kết thúc nhiệm vụ cán bộ bảo vệ dữ liệu", "Ended a data protection officer’s duty"),
        "privacy.name_dpo": ("Chỉ định cán bộ bảo vệ dữ liệu", "Named a data protection officer"),
        "privacy.breach_reported": ("Báo vi phạm dữ liệu", "Reported a data breach"),
        "privacy.breach_contained": ("Ngăn chặn vi phạm dữ liệu", "Contained a data breach"),
        "privacy.breach_assessed": ("Đánh giá vi phạm dữ liệu", "Assessed a data breach"),
        "privacy.breach_notified": ("Thông báo vi phạm cho cơ quan chuyên trách", "Notified the authority of a breach"),
        "privacy.breach_people_told": ("Báo cho người bị ảnh hưởng", "Told the people whom a breach concerns"),
        "privacy.breach_repaired": ("Khắc phục vi phạm dữ liệu", "Repaired a data breach"),
        "privacy.breach_evidence": ("Thêm chứng cứ vi phạm", "Added evidence of a breach"),
        "privacy.breach_evidence_read": ("Mở chứng cứ vi phạm", "Opened evidence of a breach"),
        "privacy.breach_note": ("Ghi chú vào vụ vi phạm", "Added a note to a breach"),
        "privacy.breach_warned": ("Nhắc hạn của vụ vi phạm", "Warned of the time of a breach"),
        "privacy.breach_closing": ("Đề nghị đóng vụ vi phạm", "Proposed to close a breach"),
        "privacy.breach_closing_refused": ("Từ chối đóng vụ vi phạm", "Refused to close a breach"),
        "privacy.breach_closed": ("Đóng vụ vi phạm", "Closed a breach"),
        "privacy.package_taken": ("Tải gói dữ liệu cá nhân", "Downloaded the package of personal data"),
        "privacy.restriction_lifted": ("Bỏ hạn chế xử lý dữ liệu", "Lifted a restriction of processing"),
        "privacy.run_step": ("Thực hiện một bước của yêu cầu dữ liệu", "Did one step of a data request"),
        "privacy.run_planned": ("Lập kế hoạch thực hiện yêu cầu dữ liệu", "Planned a data request"),
        "privacy.run_started": ("Bắt đầu thực hiện yêu cầu dữ liệu", "Began a data request"),
        "privacy.run_done": ("Hoàn thành yêu cầu dữ liệu", "Finished a data request"),
    }
)

"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "national.difference_settled": ("Xử lý sai lệch với cổng quốc gia", "Settled a difference with the national portal"),
        "national.intake_opened": ("Mở hồ sơ từ cổng quốc gia", "Opened an intake of the national portal"),
        "national.intake_replayed": ("Chạy lại hồ sơ từ cổng quốc gia", "Replayed an intake of the national portal"),
        "national.replayed": ("Gửi lại lên cổng quốc gia", "Replayed to the national portal"),
        "national.mended": ("Sửa hồ sơ từ cổng quốc gia", "Mended an intake"),
        "national.discarded": ("Bỏ hồ sơ từ cổng quốc gia", "Discarded an intake"),
    }
)

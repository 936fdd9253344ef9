"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "vault.opened": ("Mở giấy tờ trong kho cá nhân", "Opened a paper of the personal store"),
        "vault.exported": ("Xuất toàn bộ kho giấy tờ", "Took the whole store out as an archive"),
        "vault.imported": ("Nhập gói giấy tờ vào kho", "Took an archive into the store"),
        "vault.corrected": ("Đính chính giấy tờ trong kho", "Corrected a paper of the store"),
        "vault.kept": ("Lưu giấy tờ vào kho", "Kept a paper in the store"),
        "vault.purged": ("Xoá hẳn giấy tờ trong kho", "Purged a paper of the store"),
        "vault.removed": ("Bỏ giấy tờ khỏi kho", "Removed a paper of the store"),
        "vault.restored": ("Khôi phục giấy tờ trong kho", "Restored a paper of the store"),
        "vault.restricted": ("Hạn chế dùng giấy tờ trong kho", "Restricted a paper of the store"),
        "vault.share_made": ("Chia sẻ giấy tờ", "Shared a paper"),
        "vault.share_opened": ("Mở giấy tờ được chia sẻ", "Opened a shared paper"),
        "vault.share_revoked": ("Thu hồi chia sẻ giấy tờ", "Revoked a share"),
    }
)

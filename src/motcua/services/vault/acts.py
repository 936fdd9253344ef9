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
        "vault.unrestricted": ("Bỏ hạn chế dùng giấy tờ trong kho", "Lifted the restriction of a store"),
        "vault.shared": ("Chia sẻ giấy tờ trong kho", "Shared a paper of the store"),
        "vault.share_revoked": ("Thu hồi lượt chia sẻ giấy tờ", "Took the share of a paper back"),
        "vault.link_renewed": ("Đổi liên kết chia sẻ giấy tờ", "Renewed the link of a shared paper"),
        "vault.asked": ("Yêu cầu người dân chia sẻ giấy tờ", "Asked a person for a paper"),
        "vault.request_agreed": ("Đồng ý chia sẻ giấy tờ theo yêu cầu", "Agreed to share a paper that was asked for"),
        "vault.request_declined": ("Từ chối chia sẻ giấy tờ theo yêu cầu", "Declined to share a paper that was asked for"),
        "vault.request_taken_back": ("Rút yêu cầu chia sẻ giấy tờ", "Took the request for a paper back"),
        "vault.request_expired": ("Yêu cầu chia sẻ giấy tờ hết hạn", "A request for a paper ended unanswered"),
        "vault.share_opened": ("Mở giấy tờ được chia sẻ", "Opened a shared paper"),
        "vault.share_file_seen": ("Xem tệp được chia sẻ", "Looked at a shared file"),
        "vault.share_downloaded": ("Tải tệp được chia sẻ", "Downloaded a shared file"),
        "vault.share_checked": ("Đối chiếu giấy tờ được chia sẻ với bản chính", "Checked a shared paper against the original"),
        "vault.share_kept": ("Lưu giấy tờ được chia sẻ vào kho đơn vị", "Kept a shared paper in the unit’s store"),
    }
)

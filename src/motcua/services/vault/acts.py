"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "vault.opened": ("Mở giấy tờ trong kho cá nhân", "Opened a paper of the personal store"),
        "vault.national_asked": ("Yêu cầu lấy giấy tờ từ kho quốc gia", "Asked for papers of the national store"),
        "vault.national_daily": ("Bật hoặc tắt việc lấy giấy tờ hằng ngày", "Switched the daily fetching of papers on or off"),
        "vault.national_confirmed": ("Xác nhận lấy giấy tờ của tổ chức", "Confirmed that an organisation's papers are brought"),
        "vault.national_withdrawn": ("Rút xác nhận lấy giấy tờ của tổ chức", "Took back that an organisation's papers are brought"),
        "vault.national_fetched": ("Kết thúc lượt lấy giấy tờ từ kho quốc gia", "A fetching from the national store ended"),
        "vault.national_sent": ("Gửi kết quả lên kho quốc gia", "Sent a result to the national store"),
        "vault.national_again": ("Cho gửi lại kết quả lên kho quốc gia", "Let results be sent to the national store again"),
        "vault.national_unbelieved": ("Bỏ trả lời không đáng tin của kho quốc gia", "Left an answer that is not to be believed"),
        "vault.national_revoked": ("Kho quốc gia thu hồi giấy tờ", "The national store revoked a paper"),
        "vault.national_valid": ("Kho quốc gia khôi phục giấy tờ", "The national store made a paper valid again"),
        "vault.national_looked_up": ("Tra cứu kho quốc gia cho hồ sơ", "Looked up the national store for a dossier"),
        "vault.national_opened": ("Mở giấy tờ của kho quốc gia cho hồ sơ", "Opened a paper of the national store for a dossier"),
        "vault.national_filed": ("Đưa giấy tờ của kho quốc gia vào hồ sơ", "Filed a paper of the national store into a dossier"),
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
